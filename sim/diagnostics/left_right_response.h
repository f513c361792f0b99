// The response of the right copy to a kick on the left, through the coupling.
//
//   R(mu, t1) = < {O_R(t1)', O_L(-t0)} >  for an odd O,   i < [O_R(t1)', O_L(-t0)] >  for an even one,
//   O_R(t1)' = e^{-i mu V} O_R(t1) e^{i mu V},  in the thermofield double,
//
// O the Hermitian product of some Majoranas, psi = gamma / sqrt 2 (Gao and Jafferis,
// arXiv:1911.07416; Maldacena, Stanford and Yang, arXiv:1704.05333). Operator form (two_sided.h):
// with r = (D rho)^{1/2}, S = e^{i mu V} O(-t0) r, X = e^{i mu V} r and O_R: A -> i^k (Gamma^k A
// Gamma^k) O for k Majoranas,
//
//   C = <X| O_R(t1) |S> = i^k (-1)^k / D  Tr(X^+ S O(-t1)),   R = 2 Re C (odd),  -2 Im C (even).
//
// The probe limit, e^{i mu V}|TFD> = e^{i mu <V>}|TFD>, is what size winding speaks of: X = e^{i mu
// <V>} r, and for t1 = t0, one fermion and all coupled alike
//
//   C = -i e^{-i mu <V>} / 2  sum_n Q(n) e^{i mu (n - N/2) / (qN)},   Q of psi(-t0) rho^(1/2).
#pragma once

#include <Eigen/Core>
#include <span>
#include <stop_token>

#include "sim/diagnostics/exact_copy.h"
#include "sym/coupling.h"

namespace traversable {

/// Rows mu, columns t1.
struct LeftRightResponse {
  Eigen::MatrixXd exact;
  Eigen::MatrixXd probe_limit;
};

/// Throws std::invalid_argument for beta < 0, anything not finite, empty lists, Majoranas that are
/// not there or not distinct; Interrupted. The same bits for any number of threads.
LeftRightResponse left_right_response(const ExactCopy& copy, double beta,
                                      std::span<const int> majoranas, double t0,
                                      std::span<const double> mu, std::span<const double> t1,
                                      const std::stop_token& stop = {},
                                      const Coupling& coupling = {});

}  // namespace traversable
