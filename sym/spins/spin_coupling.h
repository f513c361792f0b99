// The coupling of two copies of qubits.
#pragma once

#include <span>
#include <vector>

#include "sym/pauli_string.h"

namespace traversable {

/// w P, w >= 0.
struct CouplingTerm {
  double weight = 0.0;
  PauliString string;

  bool operator==(const CouplingTerm&) const = default;
};

/// V = (1/W) sum_j w_j P_L^j (P_R^j)^*,   W = sum_j w_j,   P^j strings of letters, * the complex conjugate (Y^* = -Y).
///
/// A state of the two copies is A|I>, |I> a Bell pair a site, and P_L P_R^* makes it P A P. So all terms
/// commute, V is diagonal in the strings S of A = sum_S c_S S,
///
///   V: c_S -> (1/W) sum_j w_j (+1 where S and P^j commute, -1 where not) c_S,
///
/// and V|I> = |I>. The general form is that of Schuster et al., arXiv:2102.00010, eq. 4.
class SpinCoupling {
 public:
  /// Throws std::invalid_argument where num_qubits is outside 1..64, a string reaches beyond it or carries a sign,
  /// a weight is negative or not finite, or all are zero. Terms of weight zero are left out.
  SpinCoupling(int num_qubits, std::vector<CouplingTerm> terms);

  int num_qubits() const { return num_qubits_; }
  const std::vector<CouplingTerm>& terms() const { return terms_; }
  /// W.
  double total_weight() const { return total_weight_; }

  bool operator==(const SpinCoupling&) const = default;

 private:
  int num_qubits_;
  std::vector<CouplingTerm> terms_;
  double total_weight_ = 0;
};

/// V = (1/sum w) sum_{k in K} w_k Z_L^k Z_R^k (arXiv:1911.06314, 2102.00010, 2205.14081). `weights` of the
/// `sites`, 1 where empty. Throws as above, and for a site outside 0 .. n-1 or given twice, or another number of weights.
SpinCoupling zz_coupling(int num_qubits, std::span<const int> sites,
                         std::span<const double> weights = {});

/// V = (1/sum w) sum_{k in K} w_k (1 + X X - Y Y + Z Z)_k / 4 = 1 - |S|_w / sum w, where |S|_w = sum of w_k over the
/// sites of K on which the string S is not the identity: with all sites and weights 1 the Pauli size |S|,
/// V = 1 - |S|/n. Each summand projects a pair of sites on its Bell pair. Throws as zz_coupling.
SpinCoupling size_coupling_of_sites(int num_qubits, std::span<const int> sites,
                                    std::span<const double> weights = {});

}  // namespace traversable
