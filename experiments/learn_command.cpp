#include <memory>

#include "experiments/learn_run.h"

namespace traversable {
namespace {

std::vector<KeyOption> all_options() {
  std::vector<KeyOption> options = learn_options();
  options.push_back(
      {"hamiltonian", "", "also write the best model as JSON", false, FileRole::written});
  options.push_back(
      {"report", "", "also print what the best model does where it was not trained", true});
  for (const KeyOption& option : run_options()) options.push_back(option);
  return options;
}

void run(Settings settings, const std::string& command_line, const std::stop_token& stop) {
  const RunOptions options = take_run_options(settings);
  const LearnOutputs outputs{.hamiltonian = settings.take_text("hamiltonian").value_or(""),
                             .report = settings.take_flag("report")};
  const LearnConfig config = take_learn_config(settings);
  describe_or_run(
      options, [&] { return describe_run(config); },
      [&] { run_learn(config, outputs, options, command_line, stop); });
}

}  // namespace

Command add_learn_command(CLI::App& parser, const std::string& command_line) {
  auto keys = std::make_shared<KeyOptions>();
  CLI::App* app = parser.add_subcommand(
      "learn", "sparse models that teleport as a target does, by gradient descent");
  keys->add_to(*app, all_options());
  return {app, [keys, command_line](const std::stop_token& stop) {
            run(keys->settings(), command_line, stop);
          }};
}

}  // namespace traversable
