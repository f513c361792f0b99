// `traversable noise`: from a configuration to a result file.
#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "experiments/noise_config.h"
#include "experiments/noise_file.h"
#include "experiments/run_options.h"

namespace traversable {

/// The resolved run with its size and memory, for --dry-run.
std::string describe_run(const NoiseConfig& config);

/// Everything at one instance (whose mu and times are not read) and some of its times; the runs of all of them go to a device (of config.run) together.
/// Interrupted.
std::vector<NoisePointResult> compute_noise_points(const NoiseConfig& config,
                                                   const NoisyWormhole& wormhole,
                                                   const CircuitPoint& of_instance,
                                                   std::span<const std::size_t> times,
                                                   const std::stop_token& stop);

/// Computes what is missing and writes it point by point. Throws std::invalid_argument for an
/// output that cannot be written or a run that does not fit in memory (nothing is written then),
/// Interrupted when asked to stop (everything finished is in the file then).
void run_noise(const NoiseConfig& config, const RunOptions& options,
               const std::string& command_line, const std::stop_token& stop);

}  // namespace traversable
