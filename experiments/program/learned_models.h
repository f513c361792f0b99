// What `learn` makes of its results beside the file: a line a target on standard output, --hamiltonian and --report.
#pragma once

#include "experiments/program/run_command.h"

namespace traversable {

/// A file of --hamiltonian that cannot be written is refused before anything is computed.
Companion learned_models();

}  // namespace traversable
