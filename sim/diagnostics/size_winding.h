// Is the phase of Q(n) linear in n, and is |Q(n)| = P(n)?
//
// Perfect size winding, Q(n) = P(n) e^{i (a + b n)}, lets exp(i mu V) undo the phases at
//
//   mu = -b q N,    since exp(i mu V) multiplies strings of size n by exp(i mu (n - N/2) / (qN)),
//
// and turn psi_L(-t)|TFD>, whose operator psi(-t) rho^(1/2) Q is of (size_distribution.h), into one of
// the right copy (Brown et al., arXiv:1911.06314,
// section 3; Nezami et al., arXiv:2102.01064, section 4).
#pragma once

#include "sim/diagnostics/size_distribution.h"

namespace traversable {

struct SizeWinding {
  /// sum |Q| / sum P: 1 where strings of one size have one phase.
  double perfectness = 0;
  /// max_b |sum_n Q(n) e^{-i b n}| / sum |Q|: 1 where arg Q(n) = a + b n.
  double linearity = 0;
  /// b that attains it, and a. Sizes of one parity, as those of one fermion where all are coupled, tell b modulo pi: it is given
  /// in (-pi/2, pi/2]; other sizes modulo 2 pi, in (-pi, pi]. At the end of the range, where Q(n) is real and alternates as at
  /// t = 0, its sign says nothing.
  double slope = 0;
  double intercept = 0;
  /// Standard error of the slope in the regression of arg Q(n) on n with weights w_n = |Q(n)| / sum
  /// |Q|: s^2 / (m var n), s^2 = m / (m - 2) sum w r^2, r the residuals, m the number of sizes with
  /// w above 1e-9. NaN for m < 3, and at the end of the range.
  double slope_error = 0;
  /// (sum w r^2)^{1/2}, radians.
  double residual = 0;

  /// perfectness * linearity: the two-sided overlap that the best mu reaches.
  double quality() const { return perfectness * linearity; }
};

/// Throws std::invalid_argument for a distribution whose P vanishes or that is not finite.
SizeWinding size_winding(const SizeDistribution& distribution);

}  // namespace traversable
