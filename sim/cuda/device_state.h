// The amplitudes of n qubits on a device.
#pragma once

#include <complex>
#include <span>

#include "sim/cuda/backend.h"
#include "sim/state_vector/state_vector.h"

namespace traversable::cuda {

/// Indices of amplitudes are 32 bits: 64 GiB in double.
inline constexpr int max_device_qubits = 32;

/// As StateVector. Copies are deep.
template <class Real>
class DeviceState {
 public:
  /// |0...0>. Throws std::invalid_argument for num_qubits outside 1..32, or where it does not fit on the device, naming
  /// the most qubits that do.
  DeviceState(Backend& backend, int num_qubits);
  /// A state of this machine.
  DeviceState(Backend& backend, const StateVector<Real>& state);

  DeviceState(const DeviceState& other);
  DeviceState& operator=(const DeviceState& other);
  DeviceState(DeviceState&&) noexcept = default;
  DeviceState& operator=(DeviceState&&) noexcept = default;

  int num_qubits() const { return num_qubits_; }
  Index size() const { return Index{1} << num_qubits_; }
  Complex<Real>* data() const { return amplitudes_.data(); }
  Backend& backend() const { return *backend_; }

  /// Throws std::invalid_argument where StateVector does.
  StateVector<Real> to_host() const;

 private:
  struct Unset {};
  DeviceState(Backend& backend, int num_qubits, Unset);
  std::size_t bytes() const { return static_cast<std::size_t>(size()) * sizeof(Complex<Real>); }

  Backend* backend_;
  int num_qubits_;
  Array<Complex<Real>> amplitudes_;
};

/// As the functions of the same names in sim/state_vector/state_vector.h.
template <class Real>
std::complex<double> inner_product(const DeviceState<Real>& a, const DeviceState<Real>& b);
template <class Real>
double squared_norm(const DeviceState<Real>& state);
template <class Real>
double norm(const DeviceState<Real>& state);
template <class Real>
void scale(DeviceState<Real>& state, std::complex<double> factor);
template <class Real>
void add(DeviceState<Real>& y, std::complex<double> factor, const DeviceState<Real>& x);
template <class Real>
double normalize(DeviceState<Real>& state);
template <class Real>
void check_state(const DeviceState<Real>& state, const char* what);
template <class Real>
DeviceState<Real> like(const DeviceState<Real>& state);
template <class Real>
void combine_states(std::span<const DeviceState<Real>> states,
                    std::span<const std::complex<double>> factors, DeviceState<Real>& result);

/// Sum of term(i), i < count, in chunks of fixed size and order.
template <class Term>
std::complex<double> sum_on(Backend& backend, const Term& term, Index count) {
  constexpr Index largest_chunk = Index{1} << 13;
  const Index chunk = std::min(count, largest_chunk);
  const Array<Complex<double>> parts(backend, count / chunk);
  backend.run_blocks(BlockSum<Term>{term, parts.data(), chunk}, count / chunk);
  std::complex<double> sum = 0;
  for (const Complex<double>& part : parts.values()) sum += std::complex(part.re, part.im);
  return sum;
}

}  // namespace traversable::cuda
