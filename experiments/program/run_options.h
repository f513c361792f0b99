// What to do with a run that writes a result file, as opposed to what to compute.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "experiments/program/command.h"
#include "experiments/runs/settings.h"

namespace traversable {

struct RunOptions {
  std::string output;
  bool overwrite = false;
  bool resume = false;
  bool dry_run = false;
  bool quiet = false;
};

/// output, threads, overwrite, resume, dry_run, quiet.
std::vector<KeyOption> run_options();

/// Takes the keys above out of `settings` and sets the number of threads. Throws
/// std::invalid_argument.
RunOptions take_run_options(Settings& settings);

/// `describe` printed where only that is asked for, else `run`.
void describe_or_run(const RunOptions& options, const std::function<std::string()>& describe,
                     const std::function<void()>& run);

}  // namespace traversable
