// A run that ends in a result file: what all such commands share, from the estimate to the last line.
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "experiments/progress.h"
#include "experiments/result_file.h"
#include "experiments/run_options.h"

namespace traversable {

struct ResultRun {
  ResultPlan plan;
  double memory = 0;  // bytes of the computation itself
  std::string needs;  // "a run with 10 Majoranas a side", for messages
  std::string unit = "points";
  /// Computes what is open and writes it; with the statistics over all points where it has any.
  /// False where some points will not come, so that the file stays open.
  std::function<bool(ResultFile& file, Progress& progress)> compute;
};

/// Lines of a dry run: memory at the peak and size of the file.
std::string describe_resources(const ResultRun& run);

/// Throws std::invalid_argument for input that is refused and an output that cannot be made (nothing
/// is left then), Interrupted when asked to stop (everything finished is in the file), and
/// std::runtime_error for what fails on the way.
ResultFile run_into_file(const RunOptions& options, const ResultRun& run,
                         const std::stop_token& stop);

}  // namespace traversable
