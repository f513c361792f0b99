#include "experiments/program/run_command.h"

#include <fmt/format.h>

#include <memory>

#include "experiments/program/json_output.h"
#include "experiments/program/run_file.h"
#include "experiments/program/run_into_file.h"

namespace traversable {
namespace {

/// What the run takes.
Facts facts_of(const Plan& plan) {
  Facts facts;
  const auto add = [&](const std::function<Facts()>& some) {
    if (!some) return;
    for (Fact& fact : some()) facts.push_back(std::move(fact));
  };
  add(plan.size);
  add([&] { return describe_resources(plan); });
  add(plan.cost);
  return facts;
}

void describe(const Plan& plan, bool as_json) {
  if (!as_json) {
    fmt::print("{}{}", plan.configuration, lines_of(facts_of(plan)));
    return;
  }
  print_json({{"command", plan.experiment},
              {"configuration", json_of_toml(plan.configuration)},
              {"takes", json_of(facts_of(plan))}});
}

void run(const RunKind& kind, const Companion& companion, Settings settings,
         const std::string& command_line, const std::stop_token& stop) {
  if (companion.instead && companion.instead(settings)) return;
  RunOptions options = take_run_options(settings);
  if (companion.take) companion.take(settings, options);
  const Plan plan = kind.plan(settings);
  describe_or_run(
      options, [&] { describe(plan, options.json); },
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

/// The first of the run's examples as a command line.
std::string example_of(const RunKind& kind) {
  std::string line = "traversable " + kind.name;
  Settings settings;
  if (!kind.examples.empty())
    add_toml(kind.examples.front().toml, kind.name, keys_of(kind.keys), settings);
  for (const KeyOption& option : kind.keys) {
    if (!settings.contains(option.key)) continue;
    const std::string& value = settings.text(option.key);
    line += " " + Settings::flag_of(option.key) + (value.starts_with('-') ? "=" : " ") + value;
  }
  return line + " -o " + kind.name + ".h5";
}

}  // namespace

Command add_run_command(CLI::App& parser, RunKind kind, const std::string& command_line,
                        Companion companion) {
  CommandPage page{.name = kind.name,
                   .help = kind.help,
                   .options = kind.keys,
                   .example = example_of(kind),
                   .documentation = kind.page.empty() ? "docs/command_line.md" : kind.page};
  page.options.insert(page.options.end(), companion.keys.begin(), companion.keys.end());
  for (const KeyOption& option : run_options()) page.options.push_back(option);
  return add_command(parser, std::move(page),
                     [=, kind = std::move(kind), companion = std::move(companion)](
                         Settings settings, const std::stop_token& stop) {
                       run(kind, companion, std::move(settings), command_line, stop);
                     });
}

}  // namespace traversable
