// A checked learning run: target models, objective, ladder and starts.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "experiments/command.h"
#include "experiments/runs/model_choice.h"
#include "experiments/runs/time_choice.h"
#include "learning/ladder.h"
#include "learning/learning_task.h"

namespace traversable {

/// Where a chain of models begins.
enum class LearningStart {
  target,  ///< the first from the target's own couplings, others from random ones
  random,
  file
};

struct LearnConfig {
  ModelChoice target;
  bool average = false;  // one target, the mean over instances
  double beta = 0;
  std::vector<double> mu;
  TimeChoice times;
  ProbeMode probe{0, 1};
  Device device;
  /// Weights, times and penalties; targets and points are filled in by task_of.
  LearningTask weights;
  LadderPlan plan;
  double goal = 0.01;  // bits
  int terms = 5;       // of the model that is taken in the end
  LearningStart start = LearningStart::target;
  std::string start_name = "target";
  std::optional<Hamiltonian> start_model;
  std::size_t num_starts = 1;
  std::uint64_t seed = 0;

  std::size_t num_targets() const { return average ? 1 : target.num_instances; }
  bool has_instance_axis() const { return target.is_ensemble && !average; }
};

std::vector<KeyOption> learn_options();

/// Takes the keys of learn_options out of `settings`. Throws std::invalid_argument with the origin
/// of what is missing, malformed, contradicting or out of range.
LearnConfig take_learn_config(Settings& settings);

/// Throws std::invalid_argument where a Hamiltonian cannot be evolved for the trained times.
void check_target(const LearnConfig& config, const Hamiltonian& hamiltonian);

/// The configuration as TOML text that reads back to the same one.
std::string to_toml(const LearnConfig& config);

/// All terms that may be learned.
CouplingSpace coupling_space(const LearnConfig& config);

/// Of target number `instance`.
LearningTask task_of(const LearnConfig& config, std::size_t instance,
                     std::shared_ptr<cuda::StreamPool> device = {});

/// What chain `start` of target `instance` begins with.
Eigen::VectorXd start_of(const LearnConfig& config, const CouplingSpace& space,
                         std::size_t instance, std::size_t start);

}  // namespace traversable
