// Two-point functions of one copy and their derivative with respect to the couplings.
//
//   G_j(t) = Re Tr rho psi_j(t) psi_j = 1/2 Re Tr(e gamma u gamma),  e = exp((i t - beta) h) / Z,
//   u = exp(-i h t);   M_e = 1/2 gamma u gamma,  M_u = 1/2 gamma e gamma  (exponential_derivative.h)
#pragma once

#include <Eigen/Core>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "learning/coupling_space.h"

namespace traversable {

struct TwoPointPoints {
  double beta = 0;
  std::vector<int> fermions;
  std::vector<double> times;
};

/// Throws std::invalid_argument for beta < 0, anything not finite, empty lists or fermions that are
/// not there.
void validate(const TwoPointPoints& points, int num_majoranas);

/// Called for fermions in turn with number j of the list and G_j; fills dL/dG_j and returns its part
/// of L.
using TwoPointLoss =
    std::function<double(Eigen::Index j, const Eigen::VectorXd& values, Eigen::VectorXd& weights)>;

struct CouplingGradient {
  double loss = 0;
  Eigen::VectorXd couplings;
};

/// The same bits for any number of threads. Throws as validate; Interrupted.
CouplingGradient two_point_gradient(const CouplingSpace& space, const Eigen::VectorXd& couplings,
                                    const TwoPointPoints& points, const TwoPointLoss& loss,
                                    const std::stop_token& stop = {});

}  // namespace traversable
