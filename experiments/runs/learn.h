// The run `learn`: sparse models that teleport as a target does, by gradient descent down a ladder of numbers of terms.
//
// Points are rungs (instance, start, rung), each computed from the one before it: instance a target, start a chain of
// models, rung the terms allowed; [instance] is there only where there is a target an instance. Fields: couplings, loss and
// its parts, I_PT and its distance from the target's, the fit's history, over ([instance,] start, rung, ...); the target's
// I_PT over ([instance,] mu, times); the Majoranas of all terms that may be learned.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "experiments/runs/model_choice.h"
#include "experiments/runs/option.h"
#include "experiments/runs/plan.h"
#include "experiments/runs/time_choice.h"
#include "learning/ladder.h"
#include "learning/learning_task.h"

namespace traversable {

struct LearnConfig {
  ModelChoice model;                           // the targets
  std::shared_ptr<const CouplingSpace> space;  // all terms that may be learned
  bool average = false;                        // one target, the mean over instances
  TimeChoice times;
  /// Points, weights and penalties; targets and device are filled in by task_of.
  LearningTask task;
  Device device;
  /// Of the one target, where it is made already.
  std::shared_ptr<const LearningObjective> objective = {};
  LadderPlan plan;
  double goal = 0.01;  // bits
  int terms = 5;       // of the model that is taken in the end, at most
  std::string start =
      "target";  // of the first chain: "random", or the file of start_model, or "" of an object
  std::optional<Hamiltonian> start_model = {};
  std::size_t num_starts = 1;
  std::uint64_t seed = 0;

  bool has_instance_axis() const { return model.is_ensemble && !average; }
  std::size_t num_targets() const { return average ? 1 : model.num_instances; }
};

/// Takes a configuration whose targets are there already, or the keys of a model.
const Options<LearnConfig>& learn_options();

Plan plan_of(const LearnConfig& config);

/// Of target number `instance`, on a device or none.
LearningTask task_of(const LearnConfig& config, std::size_t instance,
                     std::shared_ptr<cuda::StreamPool> device = {});

/// Throws std::invalid_argument for a Hamiltonian that cannot be evolved for the trained times.
void check_target(const LearnConfig& config, const Hamiltonian& hamiltonian);

/// The place of the best of some models: the least loss among those of at most `most` terms that are not zero. Models
/// that are not there have no finite loss.
std::optional<std::size_t> best_model(std::span<const double> loss,
                                      std::span<const double> num_terms, int most);

/// The best model of a target of at most config.terms terms, and its point.
struct LearnedModel {
  std::size_t point;
  Hamiltonian hamiltonian;
};

std::optional<LearnedModel> learned_model(const LearnConfig& config, const Sink& results,
                                          std::size_t instance);

}  // namespace traversable
