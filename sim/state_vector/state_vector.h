// The amplitudes of n qubits.
#pragma once

#include <Eigen/Core>
#include <array>
#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/state_vector/aligned_buffer.h"

namespace traversable {

inline constexpr int max_state_qubits = 30;

/// Bytes of a state of `num_qubits` qubits with amplitudes of `bytes_per_amplitude`.
double state_vector_memory(int num_qubits, std::size_t bytes_per_amplitude);

/// psi = sum_i psi_i |i>, qubit k = bit k of i; Real is float or double. Aligned to cache lines, on
/// huge pages where there are any; copies are deep.
template <class Real>
class StateVector {
 public:
  using Amplitude = std::complex<Real>;
  using Map = Eigen::Map<Eigen::VectorX<Amplitude>>;
  using ConstMap = Eigen::Map<const Eigen::VectorX<Amplitude>>;

  /// |0...0>. Throws std::invalid_argument for num_qubits outside 1..30 or more than the memory
  /// that is available, with the estimate.
  explicit StateVector(int num_qubits);

  StateVector(const StateVector& other);
  StateVector& operator=(const StateVector& other);
  StateVector(StateVector&&) noexcept = default;
  StateVector& operator=(StateVector&&) noexcept = default;

  int num_qubits() const { return num_qubits_; }
  std::size_t size() const { return std::size_t{1} << num_qubits_; }

  Amplitude* data() { return data_.data(); }
  const Amplitude* data() const { return data_.data(); }
  Map amplitudes() { return {data(), static_cast<Eigen::Index>(size())}; }
  ConstMap amplitudes() const { return {data(), static_cast<Eigen::Index>(size())}; }
  Amplitude& operator[](std::size_t i) { return data_[i]; }
  const Amplitude& operator[](std::size_t i) const { return data_[i]; }

  /// log2 of the amplitudes behind data(): small states are padded with zeros to
  /// kernels::min_buffer_bits.
  int buffer_bits() const;
  Real* reals() { return reinterpret_cast<Real*>(data_.data()); }
  const Real* reals() const { return reinterpret_cast<const Real*>(data_.data()); }

 private:
  int num_qubits_;
  AlignedBuffer<Amplitude> data_;
};

/// |index>. Throws std::invalid_argument where index >= 2^n.
template <class Real>
StateVector<Real> basis_state(int num_qubits, std::uint64_t index);

/// The product of one-qubit states (a_k|0> + b_k|1>), qubit k = element k; normalised. Throws
/// std::invalid_argument for a qubit that is zero or not finite.
template <class Real>
StateVector<Real> product_state(std::span<const std::array<std::complex<double>, 2>> qubits);

/// A state with the given amplitudes, not normalised. Throws std::invalid_argument where their
/// number is not 2^n with n >= 1, one is not finite, or all are zero.
template <class Real>
StateVector<Real> state_from_amplitudes(std::span<const std::complex<double>> amplitudes);

/// Number `instance` of the Haar-random states of `seed`: complex Gaussian amplitudes, normalised.
template <class Real>
StateVector<Real> random_state(int num_qubits, std::uint64_t seed, std::uint64_t instance);

/// <a|b>, |a|^2, |a|: summed in chunks of fixed size and order, in double, so the bits do not
/// depend on the number of threads.
template <class Real>
std::complex<double> inner_product(const StateVector<Real>& a, const StateVector<Real>& b);
template <class Real>
double squared_norm(const StateVector<Real>& state);
template <class Real>
double norm(const StateVector<Real>& state);

/// state <- factor state.
template <class Real>
void scale(StateVector<Real>& state, std::complex<double> factor);

/// y_i <- y_i + factor x_i for `count` amplitudes, on the calling thread.
template <class Real>
void add(std::complex<Real>* y, std::complex<Real> factor, const std::complex<Real>* x,
         std::size_t count);

/// y <- y + factor x.
template <class Real>
void add(StateVector<Real>& y, std::complex<double> factor, const StateVector<Real>& x);

/// Another state of the same number of qubits, |0...0>.
template <class Real>
StateVector<Real> like(const StateVector<Real>& state) {
  return StateVector<Real>(state.num_qubits());
}

/// result <- sum_k factors[k] states[k], in one sweep.
template <class Real>
void combine_states(std::span<const StateVector<Real>> states,
                    std::span<const std::complex<double>> factors, StateVector<Real>& result);

/// Divides by the norm, which is returned. Throws std::invalid_argument where it is zero or not
/// finite.
template <class Real>
double normalize(StateVector<Real>& state);

/// Throws std::invalid_argument "<what>: holds amplitudes that are not finite" or "... is zero".
template <class Real>
void check_state(const StateVector<Real>& state, const char* what);

/// Tr over all other qubits of |psi><psi|: 2^k x 2^k for k distinct qubits, qubits[0] the lowest
/// bit of row and column. Throws std::invalid_argument for a qubit that is not there, twice there,
/// or more than 12 of them.
template <class Real>
Eigen::MatrixXcd reduced_density_matrix(const StateVector<Real>& state,
                                        std::span<const int> qubits);

/// `shots` outcomes of measuring every qubit of the normalised state, bit k = qubit k; shot s of a
/// seed is the same for any number of shots and threads. Throws std::invalid_argument for a state
/// that is zero or not finite.
template <class Real>
std::vector<std::uint64_t> sample(const StateVector<Real>& state, std::size_t shots,
                                  std::uint64_t seed);

}  // namespace traversable
