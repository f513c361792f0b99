#include "experiments/program/run_options.h"

#include <fmt/format.h>
#include <omp.h>

#include <stdexcept>

#include "experiments/program/signals.h"
#include "experiments/runs/number_list.h"

namespace traversable {

std::vector<KeyOption> run_options() {
  return {{"output", "-o", "result file (HDF5)", false, FileRole::written},
          {"threads", "", "OpenMP threads (OMP_NUM_THREADS, or all cores)"},
          {"overwrite", "", "replace an existing file", true},
          {"resume", "", "complete the file where it exists, start it where not", true},
          {"dry_run", "", "print the resolved run and what it takes, compute nothing", true},
          {"quiet", "", "no progress", true}};
}

RunOptions take_run_options(Settings& settings) {
  const auto threads = settings.take(
      "threads", [](const std::string& text) { return parse_integer(text, 1, 4096); });
  if (threads) omp_set_num_threads(static_cast<int>(*threads));
  RunOptions options{.output = settings.take_text("output").value_or(""),
                     .overwrite = settings.take_flag("overwrite"),
                     .resume = settings.take_flag("resume"),
                     .dry_run = settings.take_flag("dry_run"),
                     .quiet = settings.take_flag("quiet")};
  if (options.overwrite && options.resume)
    throw std::invalid_argument("--overwrite and --resume cannot be given together");
  return options;
}

void describe_or_run(const RunOptions& options, const std::function<std::string()>& describe,
                     const std::function<void()>& run) {
  if (options.dry_run) {
    fmt::print("{}", describe());
    return;
  }
  if (options.output.empty())
    throw std::invalid_argument("--output: missing, expected a file name");
  survive_closed_pipes();
  run();
}

}  // namespace traversable
