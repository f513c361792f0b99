// `traversable teleport`: from a configuration to a result file.
#pragma once

#include <stop_token>
#include <string>

#include "experiments/run_options.h"
#include "experiments/teleport_config.h"

namespace traversable {

/// The resolved run with its size, memory and time estimates, for --dry-run.
std::string describe_run(const TeleportConfig& config);

/// Computes what is missing and writes it point by point. Throws std::invalid_argument for an
/// output that cannot be written or a run that does not fit in memory (nothing is written then),
/// Interrupted when asked to stop (everything finished is in the file then).
void run_teleport(const TeleportConfig& config, const RunOptions& options,
                  const std::string& command_line, const std::stop_token& stop);

}  // namespace traversable
