// A target model turned into an objective, and where learning starts.
#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include "learning/objective.h"

namespace traversable {

/// Of the two-point functions and of the windings each: every evaluation computes all of them.
inline constexpr std::size_t max_loss_times = 10'000;

struct LearningTask {
  /// Curves, two-point functions and windings are averaged over these, all of one N.
  std::vector<Hamiltonian> targets;
  ProtocolPoints points;
  double curve_weight = 1;
  double asymmetry_weight = 0;
  /// Of every fermion's two-point function at points.beta.
  double two_point_weight = 0;
  std::vector<double> two_point_times = {};
  /// Of the probe's first fermion's Q(n) at points.beta.
  double winding_weight = 0;
  std::vector<double> winding_times = {};
  CouplingPenalties penalties = {};
  /// Of the objective's curves.
  std::shared_ptr<cuda::StreamPool> device = {};
};

/// What can be refused of a task before its targets' curves are computed: throws std::invalid_argument as
/// validate(objective), for targets of different sizes or none, or a weight without its times or
/// with more than max_loss_times.
void validate(const LearningTask& task, const CouplingSpace& space);

/// Throws std::invalid_argument as validate; Interrupted.
LearningObjective make_objective(const LearningTask& task, const CouplingSpace& space,
                                 const std::stop_token& stop = {});

/// All C(N,q) terms. Throws std::invalid_argument for q odd or outside 2..N.
CouplingSpace complete_space(int num_majoranas, int q);

/// Gaussian couplings with variance (q-1)! J^2 / N^(q-1), J^2 that of effective_coupling_squared.
Eigen::VectorXd random_start(const CouplingSpace& space, double coupling_squared,
                             std::uint64_t seed, std::uint64_t number);

}  // namespace traversable
