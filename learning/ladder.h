// Learning from many terms to few, rung by rung, from several starts at once.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "learning/sparsifier.h"

namespace traversable {

/// Numbers of terms, falling, and how they are reached.
struct LadderPlan {
  std::vector<int> schedule;
  SparsifierOptions options;
};

/// All terms, then 100, 60, 40, 28, 20, 16, 13, 11, 10, 9, ..., 3, as far as there are more.
std::vector<int> default_schedule(int num_terms);

/// Throws std::invalid_argument for a schedule that is empty, does not fall or ends below 1, or
/// options out of range.
void validate(const LadderPlan& plan);

/// One start of one objective; both must outlive the run.
struct LadderChain {
  const LearningObjective* objective = nullptr;
  const CouplingSpace* space = nullptr;
  Eigen::VectorXd start;
  /// Of hard_concrete's gates.
  std::uint64_t seed = 0;
  /// Rungs that are done already: `start` is what the last of them gave.
  std::size_t first_stage = 0;
};

/// Called after every rung, by one thread at a time.
using OnRung = std::function<void(std::size_t chain, std::size_t stage, const Fit& fit)>;

/// Climbs all chains, side by side up to N = 16. A rung depends on the one before it alone, so the
/// results do not depend on the number of threads or on interruptions. A chain whose loss is not
/// finite ends there and keeps its rungs: the messages that are returned say so, empty where all
/// went well. Throws std::invalid_argument as validate; Interrupted.
std::vector<std::string> climb(const std::vector<LadderChain>& chains, const LadderPlan& plan,
                               const OnRung& on_rung, const std::stop_token& stop = {});

}  // namespace traversable
