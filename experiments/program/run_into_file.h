// A run that ends in a result file, from the estimate to the last line.
#pragma once

#include <stop_token>
#include <string>

#include "experiments/program/result_file.h"
#include "experiments/program/run_options.h"
#include "experiments/runs/plan.h"

namespace traversable {

/// Of a dry run: memory at the peak and size of the file.
Facts describe_resources(const Plan& plan);

/// Throws std::invalid_argument for input that is refused and an output that cannot be made (nothing
/// is left then), Interrupted when asked to stop (everything finished is in the file), and
/// std::runtime_error for what fails on the way.
ResultFile run_into_file(const Plan& plan, const RunOptions& options,
                         const std::string& command_line, const std::stop_token& stop);

}  // namespace traversable
