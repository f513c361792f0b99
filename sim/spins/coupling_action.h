// exp(i mu V) for a coupling of two copies of qubits.
#pragma once

#include <vector>

#include "sim/complex.h"
#include "sim/space/host_matrices.h"
#include "sym/spins/spin_coupling.h"

namespace traversable {

/// V of spin_coupling.h on matrices A of states A|I>. Every term is A -> P A P, entry by entry
///
///   (P A P)_rc = (-1)^{z . (r ^ c)} A_(r ^ x)(c ^ x),
///
/// so that exp(i mu V) is, of the fastest that fits,
///   strings of Z alone    one phase an entry, a function of r ^ c;
///   strings of one site   a rotation of (A_00, A_11) and of (A_01, A_10) a site: n passes, in tiles;
///   any strings           cos(theta) A + i sin(theta) P A P a term, theta = mu w / W.
/// The same bits for any number of threads.
class CouplingAction {
 public:
  explicit CouplingAction(const SpinCoupling& coupling);

  /// A -> exp(i mu V) A, in place; D x D.
  void apply(const MatrixView<double>& a, double mu) const;

  /// <V> of the state A|I>, Tr(A^+ A) = D.
  double expectation(const MatrixView<double>& a) const;

 private:
  /// What V is on the letters I, X, Y, Z of a site.
  struct SiteValues {
    double i = 0, x = 0, y = 0, z = 0;
  };

  void apply_phases(const MatrixView<double>& a, double mu) const;
  void apply_sites(const MatrixView<double>& a, double mu) const;
  void apply_terms(const MatrixView<double>& a, double mu) const;

  SpinCoupling coupling_;
  std::vector<double> diagonal_;   // V by r ^ c, where all strings are of Z
  std::vector<SiteValues> sites_;  // where each has one site
};

}  // namespace traversable
