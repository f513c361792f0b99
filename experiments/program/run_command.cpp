#include "experiments/program/run_command.h"

#include <fmt/format.h>

#include <memory>

#include "experiments/program/run_file.h"
#include "experiments/program/run_into_file.h"

namespace traversable {
namespace {

std::string describe(const Plan& plan) {
  const auto lines = [](const std::function<std::string()>& text) { return text ? text() : ""; };
  return plan.configuration + lines(plan.size) + describe_resources(plan) + lines(plan.cost);
}

void run(const RunKind& kind, const Companion& companion, Settings settings,
         const std::string& command_line, const std::stop_token& stop) {
  if (companion.instead && companion.instead(settings)) return;
  RunOptions options = take_run_options(settings);
  if (companion.take) companion.take(settings, options);
  const Plan plan = kind.plan(settings);
  describe_or_run(
      options, [&] { return describe(plan); },
      [&] {
        plan.require();
        if (companion.before) companion.before(options);
        {
          ResultFile file = run_into_file(plan, options, command_line, stop);
          Progress none(file.num_done(), file.num_points(), true);
          if (companion.use) companion.use(*file_sink(plan, file, none), options, stop);
        }
        if (companion.after) companion.after(options);
      });
}

}  // namespace

Command add_run_command(CLI::App& parser, RunKind kind, const std::string& command_line,
                        Companion companion) {
  std::vector<KeyOption> options = kind.keys;
  options.insert(options.end(), companion.keys.begin(), companion.keys.end());
  for (const KeyOption& option : run_options()) options.push_back(option);
  const auto keys = std::make_shared<KeyOptions>();
  CLI::App* app = parser.add_subcommand(kind.name, kind.help);
  keys->add_to(*app, std::move(options));
  return {app, [=, kind = std::move(kind),
                companion = std::move(companion)](const std::stop_token& stop) {
            run(kind, companion, keys->settings(), command_line, stop);
          }};
}

}  // namespace traversable
