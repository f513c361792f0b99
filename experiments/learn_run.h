// `traversable learn`: from a configuration to learned models.
#pragma once

#include <stop_token>
#include <string>

#include "experiments/learn_config.h"
#include "experiments/run_options.h"

namespace traversable {

/// What to make of the learned models besides the result file.
struct LearnOutputs {
  std::string hamiltonian;  // a JSON file; with "_<instance>" before the ending of several
  bool report = false;
};

/// The resolved run with its size, for --dry-run.
std::string describe_run(const LearnConfig& config);

/// Climbs what is missing and writes it rung by rung; prints the best model of at most config.terms
/// terms for every target. Throws std::invalid_argument for an output that cannot be written or a
/// run that does not fit in memory (nothing is written then), Interrupted when asked to stop
/// (everything finished is in the file then).
void run_learn(const LearnConfig& config, const LearnOutputs& outputs, const RunOptions& options,
               const std::string& command_line, const std::stop_token& stop);

}  // namespace traversable
