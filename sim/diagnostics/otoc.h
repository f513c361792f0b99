// Out-of-time-order correlators and what is read off them.
//
//   F_ij(t) = Tr rho psi_i(t) psi_j psi_i(t) psi_j,       regularised  Tr y psi_i(t) y psi_j y psi_i(t) y psi_j,
//
// y = rho^(1/4) (Maldacena, Shenker and Stanford, arXiv:1503.01409). For i != j F(0) = -1/4 at beta
// = 0; it falls to zero as psi_i(t) spreads. With M = psi_i(t) psi_j (y between them) F is the
// trace of M^2: one product a time.
#pragma once

#include <Eigen/Core>
#include <array>
#include <span>
#include <stop_token>

#include "sim/diagnostics/exact_copy.h"

namespace traversable {

/// F_ij(t), a row a pair (i, j), a column a time. Throws std::invalid_argument for beta < 0,
/// anything not finite, an empty list or a fermion that is not there; Interrupted. The same bits
/// for any number of threads.
Eigen::MatrixXcd otoc(const ExactCopy& copy, double beta, std::span<const std::array<int, 2>> pairs,
                      std::span<const double> times, bool regularized,
                      const std::stop_token& stop = {});

/// Growth of 1 - F(t) / F(0).
struct Scrambling {
  /// First time at which F has fallen to half of F(0), interpolated; NaN where it does not.
  double scrambling_time = 0;
  /// lambda of 1 - F/F(0) ~ e^{lambda t}, fitted to the logarithm where it first rises from 0.05 to
  /// 0.5, and its error: the regression's, and half the difference between the fits of the earlier
  /// and the later half, added in squares. The second tells how far from exponential the growth is:
  /// a small system has no exponential regime, and says so here. NaN with fewer than four times in
  /// the window.
  double lyapunov = 0;
  double lyapunov_error = 0;
  int num_times = 0;
};

/// Of a real curve F(t) at ascending times, the first of which is 0. Throws std::invalid_argument
/// for curves of another length or F(0) = 0.
Scrambling scrambling(std::span<const double> times, std::span<const double> values);

}  // namespace traversable
