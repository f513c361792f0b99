// Pauli strings with coefficients, in the order in which operators work on them.
#pragma once

#include <complex>
#include <span>
#include <vector>

#include "sym/operator_sum.h"

namespace traversable {

/// A sum of Pauli strings on n qubits: equal strings added, by X mask, each string the product of its letters (Hermitian).
class PauliTerms {
 public:
  /// Throws std::invalid_argument for num_qubits outside 1..most_qubits, no term, a term beyond the qubits, or a coefficient
  /// that is not finite.
  PauliTerms(int num_qubits, std::span<const PauliTerm> terms, int most_qubits);

  int num_qubits() const { return num_qubits_; }
  const std::vector<PauliTerm>& terms() const { return terms_; }
  bool is_hermitian() const;
  /// Tr A / 2^n.
  std::complex<double> mean() const;
  /// Upper bound of the norm: sum of |c_P|.
  double one_norm() const;

 private:
  int num_qubits_;
  std::vector<PauliTerm> terms_;
};

}  // namespace traversable
