#include "experiments/program/circuit_config.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "circuits/toml_string.h"
#include "experiments/runs/option_group.h"
#include "experiments/runs/time_choice.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

using Config = CircuitConfig;

constexpr std::array<std::pair<CircuitFormat, std::string_view>, 3> formats{
    {{CircuitFormat::qasm2, "qasm2"},
     {CircuitFormat::qasm3, "qasm3"},
     {CircuitFormat::text, "text"}}};

Kind<CircuitFormat> format() {
  return choice<CircuitFormat>(
      form::one_of({"qasm3", "qasm2", "text"}),
      [](const std::string& text) {
        for (const auto& [format, name] : formats)
          if (name == text) return format;
        throw std::invalid_argument(in_quotes(text) + ": expected qasm2, qasm3 or text");
      },
      [](CircuitFormat format) { return formats[static_cast<std::size_t>(format)].second; });
}

const Options<WormholeChoice>& frame_options() {
  static const Options<WormholeChoice> options = wormhole_options(
      one_model_options(),
      option<WormholeChoice>({"beta", "", "inverse temperature"},
                             [](auto& choice) -> auto& { return choice.beta[0]; },
                             number(bound::not_negative), {.required = "the inverse temperature"}));
  return options;
}

WormholeOptions& protocol_of(Config& config) { return config.wormhole.options; }
const WormholeOptions& protocol_of(const Config& config) { return config.wormhole.options; }

/// t, or t0 and t1.
Option<Config> times_option() {
  return {time_options(form::number),
          [](Settings& settings, Config& config) {
            const TimeChoice times = take_times(settings);
            if (times.size() != 1)
              throw Refusal("t", "expected one time of injection and one of read-out");
            std::tie(protocol_of(config).t0, protocol_of(config).t1) = times[0];
          },
          [](const Config& config) {
            return fmt::format("t0 = {}\nt1 = {}\n", protocol_of(config).t0,
                               protocol_of(config).t1);
          }};
}

const Options<Config>& built_options() {
  static const Options<Config> options(grouped<Config>(
      {{"Circuit", {part<Config>(in(&Config::wormhole), frame_options())}},
       {"Protocol",
        {option<Config>({"mu", "", "coupling strength, such as -12"},
                        [](auto& config) -> auto& { return protocol_of(config).mu; }, number(),
                        {.required = "the coupling strength, such as -12"}),
         times_option()}}}));
  return options;
}

/// A wormhole, or a file in its place.
Option<Config> source_option() {
  std::vector<KeyOption> keys = built_options().keys();
  keys.push_back({"input", "-i", "OpenQASM 2 file to start from, instead of a model",
                  form::file_read, "none", "Circuit"});
  return {keys,
          [](Settings& settings, Config& config) {
            config.input = settings.take_text("input").value_or("");
            if (config.builds()) {
              config = built_options().take(settings, std::move(config));
              return;
            }
            for (const KeyOption& option : built_options().keys())
              settings.take(option.key, [](const std::string&) -> int {
                throw std::invalid_argument("not with --input, which is a circuit already");
              });
          },
          [](const Config& config) {
            return config.builds() ? built_options().to_toml(config)
                                   : fmt::format("input = {}\n", toml_string(config.input));
          }};
}

}  // namespace

const Options<CircuitConfig>& circuit_options() {
  static const Options<Config> options(grouped<Config>(
      {{"Circuit", {source_option()}},
       {"Compiler", {part<Config>(in(&Config::compile), compile_options())}},
       {"Output",
        {option<Config>({"format", "", "of the file"}, in(&Config::format), format())}}}));
  return options;
}

}  // namespace traversable
