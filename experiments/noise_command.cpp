#include <fmt/format.h>

#include <memory>

#include "circuits/noise_model_toml.h"
#include "experiments/noise_run.h"

namespace traversable {
namespace {

std::vector<KeyOption> all_options() {
  std::vector<KeyOption> options = noise_options();
  options.push_back({"show", "", "print the noise model as TOML and end", true});
  for (const KeyOption& option : run_options()) options.push_back(option);
  return options;
}

void run(Settings settings, const std::string& command_line, const std::stop_token& stop) {
  if (settings.take_flag("show")) {
    fmt::print("{}", to_toml(settings.require("noise", "a preset or a .toml file", read_noise)));
    return;
  }
  const RunOptions options = take_run_options(settings);
  const NoiseConfig config = take_noise_config(settings);
  describe_or_run(
      options, [&] { return describe_run(config); },
      [&] { run_noise(config, options, command_line, stop); });
}

}  // namespace

Command add_noise_command(CLI::App& parser, const std::string& command_line) {
  auto keys = std::make_shared<KeyOptions>();
  CLI::App* app = parser.add_subcommand(
      "noise", "the compiled protocol on a noisy processor: scales, shots, thresholds, budgets");
  keys->add_to(*app, all_options());
  return {app, [keys, command_line](const std::stop_token& stop) {
            run(keys->settings(), command_line, stop);
          }};
}

}  // namespace traversable
