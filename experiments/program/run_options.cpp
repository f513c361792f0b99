#include "experiments/program/run_options.h"

#include <fmt/format.h>
#include <omp.h>

#include <stdexcept>

#include "experiments/program/json_output.h"
#include "experiments/program/signals.h"
#include "experiments/runs/number_list.h"

namespace traversable {

std::vector<KeyOption> run_options() {
  return {{"output", "-o", "result file (HDF5)", form::file_written, "required but in a dry run",
           "Output"},
          threads_option(),
          {"overwrite", "", "replace an existing file", form::flag, "false", "Output"},
          {"resume", "", "complete the file where it exists, start it where not", form::flag,
           "false", "Output"},
          {"dry_run", "", "print the resolved run and what it takes, compute nothing", form::flag,
           "false", "Output"},
          json_option("the dry run"),
          {"quiet", "", "no progress", form::flag, "false", "General"}};
}

KeyOption threads_option() {
  return {"threads", "", "OpenMP threads", form::integer, "OMP_NUM_THREADS, or all cores",
          "Machine"};
}

void take_threads(Settings& settings) {
  const auto threads = settings.take(
      "threads", [](const std::string& text) { return parse_integer(text, 1, 4096); });
  if (threads) omp_set_num_threads(static_cast<int>(*threads));
}

RunOptions take_run_options(Settings& settings) {
  take_threads(settings);
  RunOptions options{.output = settings.take_text("output").value_or(""),
                     .overwrite = settings.take_flag("overwrite"),
                     .resume = settings.take_flag("resume"),
                     .dry_run = settings.take_flag("dry_run"),
                     .json = settings.take_flag("json"),
                     .quiet = settings.take_flag("quiet")};
  if (options.json && !options.dry_run) throw std::invalid_argument("--json: only with --dry-run");
  if (options.overwrite && options.resume)
    throw std::invalid_argument("--overwrite and --resume cannot be given together");
  return options;
}

void describe_or_run(const RunOptions& options, const std::function<void()>& describe,
                     const std::function<void()>& run) {
  if (options.dry_run) {
    describe();
    return;
  }
  if (options.output.empty())
    throw std::invalid_argument("--output: missing, expected a file name");
  survive_closed_pipes();
  run();
}

}  // namespace traversable
