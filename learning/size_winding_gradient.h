// The winding size distribution of one fermion and its derivative with respect to the couplings.
//
//   A = gamma_j(-t) (D rho)^{1/2} = sum_S c_S Gamma_S,   Q(n) = sum_{|S| = n} c_S^2,   P(n) = sum |c_S|^2
//
// Q comes from the transform of sim/diagnostics/size_distribution.h. Its derivative runs through E_theta A = sum_S
// e^{i theta |S|} c_S Gamma_S (sim/two_sided/shockwave.h) with theta_k = 2 pi k / (N + 1), N the number of sets that are counted:
//
//   Q(n) = 1/(N+1) sum_k e^{-i theta_k n} Tr(A E_k A) / D.
//
// A = g gamma f with g = exp(-i h t), f = (D/Z)^{1/2} exp((i t - beta/2) h).
// Source: Brown et al., arXiv:1911.06314, section 3; Jafferis et al., Nature 612, 51 (2022), methods.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <span>

#include "learning/coupling_space.h"
#include "learning/two_point_gradient.h"
#include "sym/coupling.h"

namespace traversable {

struct WindingPoint {
  double beta = 0;
  double t = 0;
  int fermion = 0;
  Coupling counted = {};  // whose sizes (sim/diagnostics/size_distribution.h)
};

/// Fills w with dL = Re sum_n w_n dQ(n) and returns L.
using WindingLoss = std::function<double(const Eigen::VectorXcd& q, Eigen::VectorXcd& w)>;

/// Throws std::invalid_argument for beta < 0, anything not finite or a fermion that is not there;
/// Interrupted.
CouplingGradient size_winding_gradient(const CouplingSpace& space, const Eigen::VectorXd& couplings,
                                       const WindingPoint& point, const WindingLoss& loss,
                                       const std::stop_token& stop = {});

}  // namespace traversable
