// A run as a subcommand: flags, --config, --dry-run, --resume, progress, exit codes.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "experiments/command.h"
#include "experiments/run_options.h"
#include "experiments/runs/option.h"
#include "experiments/runs/plan.h"

namespace traversable {

/// What a subcommand does beside its run, before it (refusals) and after it.
struct Companion {
  std::vector<KeyOption> keys = {};
  /// Takes its keys and may complete the options. Throws std::invalid_argument.
  std::function<void(Settings& settings, RunOptions& options)> take = {};
  std::function<void(const RunOptions&options)> before = {}, after = {};
  /// With the results, while their file is open.
  std::function<void(const Sink& results, const RunOptions& options, const std::stop_token& stop)>
      use = {};
};

/// A run without the type of its configuration.
struct RunKind {
  std::string name, help;
  std::vector<KeyOption> keys;
  std::function<Plan(Settings&)> plan;
};

/// `taken` becomes the configuration when the plan is made, for a companion to know.
template <class Config>
RunKind run_kind(std::string name, std::string help, const Options<Config>& options,
                 std::shared_ptr<Config> taken = std::make_shared<Config>()) {
  return {std::move(name), std::move(help), options.keys(), [&options, taken](Settings& settings) {
            *taken = options.take(settings);
            return plan_of(*taken);
          }};
}

Command add_run_command(CLI::App& parser, RunKind kind, const std::string& command_line,
                        Companion companion = {});

}  // namespace traversable
