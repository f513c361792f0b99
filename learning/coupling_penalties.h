// Scalars of the couplings alone.
#pragma once

#include <Eigen/Core>

#include "learning/coupling_space.h"

namespace traversable {

struct PenaltyValue {
  double value = 0;
  Eigen::VectorXd gradient;
};

/// kappa = 2 sum_{k<l, anticommuting} J_k^2 J_l^2 / (sum J^2)^2, in [0, 1): zero where all terms
/// with J != 0 commute, and only there.
PenaltyValue noncommutativity(const CouplingSpace& space, const Eigen::VectorXd& couplings);

/// J^2 of dense SYK with the same sum of squares: sum_S J_S^2 N^{q-1} / ((q-1)! C(N,q)).
PenaltyValue effective_coupling_squared(const CouplingSpace& space,
                                        const Eigen::VectorXd& couplings);

}  // namespace traversable
