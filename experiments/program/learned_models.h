// What `learn` makes of its results beside the file: a line a target on standard output, --hamiltonian and --report.
#pragma once

#include <memory>

#include "experiments/program/run_command.h"
#include "experiments/runs/learn.h"

namespace traversable {

/// Of the run whose configuration is in `config` when its plan is made. A file of --hamiltonian that cannot be written is
/// refused before anything is computed.
Companion learned_models(std::shared_ptr<const LearnConfig> config);

}  // namespace traversable
