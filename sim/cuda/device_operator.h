// Sums of Pauli strings as operators on a device.
#pragma once

#include <complex>
#include <span>
#include <vector>

#include "sim/cuda/device_state.h"
#include "sim/state_vector/pauli_operator.h"

namespace traversable::cuda {

/// As PauliOperator.
template <class Real>
class DeviceOperator {
 public:
  /// Errors as PauliOperator, but for up to 32 qubits.
  DeviceOperator(Backend& backend, int num_qubits, std::span<const PauliTerm> terms);

  /// y <- A x; y is another state of the same size.
  void apply(const DeviceState<Real>& x, DeviceState<Real>& y) const;
  /// <a|A|b>, without a further vector.
  std::complex<double> matrix_element(const DeviceState<Real>& a, const DeviceState<Real>& b) const;
  std::complex<double> expectation(const DeviceState<Real>& psi) const;

  int num_qubits() const { return terms_.num_qubits(); }
  const std::vector<PauliTerm>& terms() const { return terms_.terms(); }
  bool is_hermitian() const { return terms_.is_hermitian(); }
  double one_norm() const { return terms_.one_norm(); }

 private:
  /// The tiles that ApplyPauliSum goes through; orders the groups by their parts.
  void make_tiles(std::vector<SumGroup>& groups);
  PauliSumView<Real> view() const;
  void check_size(const DeviceState<Real>& state) const;

  Backend* backend_;
  PauliTerms terms_;
  Array<SumGroup> groups_;
  Array<std::uint32_t> masks_;
  Array<Complex<Real>> table_;
  Array<TilePart> parts_;
  Array<std::uint32_t> places_, offsets_;
  std::uint32_t rest_ = 0;
  int bits_ = 0;
};

}  // namespace traversable::cuda
