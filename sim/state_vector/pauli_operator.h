// Sums of Pauli strings as operators on state vectors, without a stored matrix.
//
//   y_i = sum_x w_x(i) x_{i^x},   w_x(i) = sum of c_P <i|P|i^x> over the strings with X mask x
//
// One pass a mask; a dense SYK_4 Hamiltonian in Jordan-Wigner form has up to 16 terms a mask.
// Memory beyond the two vectors is a table of a few KiB a pass.
#pragma once

#include <complex>
#include <span>
#include <vector>

#include "sim/state_vector/passes.h"
#include "sim/state_vector/pauli_terms.h"
#include "sim/state_vector/state_vector.h"

namespace traversable {

template <class Real>
class PauliOperator {
 public:
  /// Terms in any order; equal strings are added. Throws std::invalid_argument for num_qubits
  /// outside 1..30, no term, a term beyond the qubits, or a coefficient that is not finite.
  PauliOperator(int num_qubits, std::span<const PauliTerm> terms);

  /// y <- A x; y is another state of the same size. The same bits for any number of threads.
  void apply(const StateVector<Real>& x, StateVector<Real>& y) const;

  /// <a|A|b>, without a further vector.
  std::complex<double> matrix_element(const StateVector<Real>& a, const StateVector<Real>& b) const;

  /// <psi|A|psi>, psi as it is (not normalised).
  std::complex<double> expectation(const StateVector<Real>& psi) const {
    return matrix_element(psi, psi);
  }

  int num_qubits() const { return terms_.num_qubits(); }
  std::size_t num_passes() const { return passes_.size(); }
  /// The terms, equal strings added, by X mask.
  const std::vector<PauliTerm>& terms() const { return terms_.terms(); }
  bool is_hermitian() const { return terms_.is_hermitian(); }
  /// Tr A / 2^n.
  std::complex<double> mean() const { return terms_.mean(); }
  /// Upper bound of the norm: sum of |c_P|.
  double one_norm() const { return terms_.one_norm(); }

 private:
  void check_size(const StateVector<Real>& state) const;

  PauliTerms terms_;
  std::vector<ApplyPass<Real>> passes_;
  std::vector<kernels::SumPass<Real>> views_;
};

}  // namespace traversable
