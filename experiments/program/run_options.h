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
  bool json = false;
  bool quiet = false;
};

/// output, threads, overwrite, resume, dry_run, json, quiet.
std::vector<KeyOption> run_options();

/// The option `threads`, and what it does.
KeyOption threads_option();
void take_threads(Settings& settings);

/// Takes the keys above out of `settings` and sets the number of threads. Throws
/// std::invalid_argument.
RunOptions take_run_options(Settings& settings);

/// `describe` where only that is asked for, else `run`.
void describe_or_run(const RunOptions& options, const std::function<void()>& describe,
                     const std::function<void()>& run);

}  // namespace traversable
