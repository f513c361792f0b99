// A run as a crash-safe result file: its plan's axes and fields laid out, its points written as they come.
#pragma once

#include <stop_token>
#include <string>

#include "experiments/result_run.h"
#include "experiments/runs/plan.h"

namespace traversable {

/// Keeps a reference to the plan.
ResultRun result_run(const Plan& plan, const std::string& command_line,
                     const std::stop_token& stop);

}  // namespace traversable
