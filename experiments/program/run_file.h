// A run as a crash-safe result file: its plan's axes and fields laid out, its points written as they come.
#pragma once

#include <memory>
#include <string>

#include "experiments/program/progress.h"
#include "experiments/program/result_file.h"
#include "experiments/runs/plan.h"

namespace traversable {

/// The file that a run makes.
ResultPlan result_plan(const Plan& plan, const std::string& command_line);

/// Points and statistics of a plan into its file. All outlive the sink.
std::unique_ptr<Sink> file_sink(const Plan& plan, ResultFile& file, Progress& progress);

}  // namespace traversable
