// The amplitudes of n qubits on a device.
#pragma once

#include <algorithm>
#include <complex>
#include <span>
#include <vector>

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

/// `count` sums, number k of term(i) for i in [k, k + 1) * length (a power of two), in chunks whose size and order depend on the
/// length alone: long ones in enough of them to keep a device busy.
template <class Term>
std::vector<std::complex<double>> sums_on(Backend& backend, const Term& term, Index count,
                                          Index length) {
  constexpr Index least_chunk = Index{1} << 10, largest_chunk = Index{1} << 13, most_chunks = 512;
  const Index chunk =
                  std::min(length, std::clamp(length / most_chunks, least_chunk, largest_chunk)),
              chunks = length / chunk;
  const Array<Complex<double>> parts(backend, count * chunks);
  backend.run_blocks(BlockSum<Term>{term, parts.data(), chunk}, parts.size());
  const std::vector<Complex<double>> values = parts.values();
  std::vector<std::complex<double>> sums(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < values.size(); ++i)
    sums[i / static_cast<std::size_t>(chunks)] += std::complex(values[i].re, values[i].im);
  return sums;
}

/// Sum of term(i), i < count, a power of two.
template <class Term>
std::complex<double> sum_on(Backend& backend, const Term& term, Index count) {
  return sums_on(backend, term, 1, count).front();
}

}  // namespace traversable::cuda
