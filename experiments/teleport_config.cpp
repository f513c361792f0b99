#include "experiments/teleport_config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cmath>
#include <stdexcept>

#include "experiments/runs/number_list.h"
#include "experiments/runs/time_choice.h"

namespace traversable {
namespace {

std::vector<double> parse_beta(const std::string& text) {
  std::vector<double> values = parse_numbers(text);
  for (const double beta : values)
    if (beta < 0) throw std::invalid_argument(fmt::format("{}: expected numbers >= 0", beta));
  return values;
}

/// Applies `set` and checks the result, so that an error names the key.
template <class Set>
void take_option(Settings& settings, const char* key, TeleportMethod& method, const Set& set) {
  settings.take(key, [&](const std::string& text) {
    set(parse_number(text));
    validate(method.evolution, method.precision == Precision::double_precision);
    return 0;
  });
}

void take_trotter(Settings& settings, TeleportMethod& method) {
  EvolutionOptions& options = method.evolution;
  if (settings.contains("tolerance") == settings.contains("trotter_step"))
    throw std::invalid_argument(
        "--trotter-step: expected the longest step, or instead --tolerance");
  take_option(settings, "trotter_order", method, [&](double value) {
    options.trotter_order =
        value == std::floor(value) && std::abs(value) < 10 ? static_cast<int>(value) : 0;
  });
  take_option(settings, "trotter_step", method, [&](double value) {
    if (!(value > 0)) throw std::invalid_argument(fmt::format("{}: expected a number > 0", value));
    options.trotter_step = value;
  });
}

void take_method(Settings& settings, TeleportConfig& config) {
  config.method = settings.take("method", teleport_method_by_name).value_or(TeleportMethod{});
  TeleportMethod& method = config.method;
  method.device = settings.take("device", device_by_name).value_or(Device{});
  settings.take("precision", [&](const std::string& text) {
    method.precision = precision_by_name(text);
    check_precision(method.device, method.precision);
    return 0;
  });
  if (config.method.exact) {
    settings.refuse({"encoding", "tolerance", "trotter_order", "trotter_step"},
                    "only with method krylov, chebyshev or trotter");
    return;
  }
  EvolutionOptions& options = method.evolution;
  options.tolerance = default_tolerance(method.precision);
  if (options.method == EvolutionMethod::trotter) {
    take_trotter(settings, method);
  } else {
    settings.refuse({"trotter_order", "trotter_step"}, "only with method trotter");
  }
  take_option(settings, "tolerance", method, [&](double value) { options.tolerance = value; });
  config.encoding = "split";
  const auto encoding = settings.take("encoding", [&](const std::string& name) {
    config.encoding = name;
    return encoding_by_name(name, config.model.num_majoranas);
  });
  config.method.encoding =
      encoding ? *encoding : encoding_by_name(config.encoding, config.model.num_majoranas);
  validate(config.method, config.model.num_majoranas);
}

std::string list(const std::vector<double>& values) {
  return fmt::format("[{}]", fmt::join(values, ", "));
}

}  // namespace

std::span<const std::string> teleport_keys() {
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> all(model_keys().begin(), model_keys().end());
    for (const char* key : {"beta", "mu", "t", "t0", "t1", "probe", "units", "method", "device",
                            "precision", "encoding", "tolerance", "trotter_order", "trotter_step"})
      all.emplace_back(key);
    return all;
  }();
  return keys;
}

TeleportConfig take_teleport_config(Settings& settings) {
  TeleportConfig config;
  config.model = take_model(settings);
  config.grid.beta = settings.require("beta", "inverse temperatures >= 0", parse_beta);
  config.grid.mu = settings.require("mu", "coupling strengths, such as -12,12", parse_numbers);
  const TimeChoice times = take_times(settings);
  config.grid.axes = times.axes;
  config.grid.t0 = times.t0;
  config.grid.t1 = times.t1;
  const auto probe = settings.take("probe", [&](const std::string& text) {
    return parse_probe(text, config.model.num_majoranas);
  });
  if (probe) config.grid.probe = *probe;
  config.units = settings.take("units", entropy_unit_by_name).value_or(EntropyUnit::bits);
  take_method(settings, config);
  check_evolution(make_hamiltonian(config.model, 0), config.grid, config.method);
  return config;
}

std::string to_toml(const TeleportConfig& config) {
  const TeleportGrid& grid = config.grid;
  std::string toml = to_toml(config.model);
  toml += fmt::format("beta = {}\nmu = {}\n", list(grid.beta), list(grid.mu));
  toml += to_toml(TimeChoice{grid.axes, grid.t0, grid.t1});
  toml += fmt::format("probe = [{}, {}]\nunits = '{}'\n", grid.probe[0], grid.probe[1],
                      config.units == EntropyUnit::bits ? "bits" : "nats");
  toml += fmt::format("method = '{}'\n", name_of(config.method));
  if (config.method.device.has_backend())
    toml += fmt::format("device = '{}'\nprecision = '{}'\n", name_of(config.method.device),
                        name_of(config.method.precision));
  if (config.method.exact) return toml;
  const EvolutionOptions& options = config.method.evolution;
  toml += fmt::format("encoding = '{}'\n", config.encoding);
  const bool trotter = options.method == EvolutionMethod::trotter;
  if (trotter) toml += fmt::format("trotter_order = {}\n", options.trotter_order);
  if (trotter && options.trotter_step > 0)
    toml += fmt::format("trotter_step = {}\n", options.trotter_step);
  else
    toml += fmt::format("tolerance = {}\n", options.tolerance);
  return toml;
}

}  // namespace traversable
