// A run as a subcommand: flags, --config, --dry-run, --resume, progress, exit codes.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "experiments/program/command.h"
#include "experiments/program/run_options.h"
#include "experiments/runs/run_kind.h"

namespace traversable {

/// What a subcommand does beside its run, before it (refusals) and after it.
struct Companion {
  std::vector<KeyOption> keys = {};
  /// True where this was done in place of the run.
  std::function<bool(Settings& settings)> instead = {};
  /// Takes its keys and may complete the options. Throws std::invalid_argument.
  std::function<void(Settings& settings, RunOptions& options)> take = {};
  std::function<void(const RunOptions&options)> before = {}, after = {};
  /// With the results, while their file is open.
  std::function<void(const Sink& results, const RunOptions& options, const std::stop_token& stop)>
      use = {};
};

Command add_run_command(CLI::App& parser, RunKind kind, const std::string& command_line,
                        Companion companion = {});

}  // namespace traversable
