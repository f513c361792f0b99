// What may be asked of a teleportation run.
#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "experiments/runs/number_list.h"
#include "experiments/runs/teleport.h"
#include "experiments/runs/time_choice.h"

namespace traversable {
namespace {

using Config = TeleportConfig;

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
    check_allowed(bound::positive, value);
    options.trotter_step = value;
  });
}

void take_method(Settings& settings, Config& config) {
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
  if (options.method == EvolutionMethod::trotter)
    take_trotter(settings, method);
  else
    settings.refuse({"trotter_order", "trotter_step"}, "only with method trotter");
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

std::string method_to_toml(const Config& config) {
  std::string toml = fmt::format("method = '{}'\n", name_of(config.method));
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

/// Options that depend on each other.
Option<Config> method_option() {
  return {{{"method", "", "exact, krylov, chebyshev or trotter (exact)"},
           {"device", "", "cpu, cuda (all), cuda:K or auto (cpu)"},
           {"precision", "", "of a CUDA device: double or single (double)"},
           {"encoding", "", "of state vectors: split, paired or sycamore (split)"},
           {"tolerance", "", "of a state in norm, an evolution (1e-10; 1e-5 in single precision)"},
           {"trotter_order", "", "1, 2 or 4 (2)"},
           {"trotter_step", "", "longest Trotter step; instead of --tolerance"}},
          take_method,
          method_to_toml};
}

Option<Config> times_option() {
  return {time_options(),
          [](Settings& settings, Config& config) {
            const TimeChoice times = take_times(settings);
            config.grid.axes = times.axes;
            config.grid.t0 = times.t0;
            config.grid.t1 = times.t1;
          },
          [](const Config& config) {
            return to_toml(TimeChoice{config.grid.axes, config.grid.t0, config.grid.t1});
          }};
}

Option<Config> model_option() {
  return {model_options(),
          [](Settings& settings, Config& config) { config.model = take_model(settings); },
          [](const Config& config) { return to_toml(config.model); }};
}

}  // namespace

const Options<TeleportConfig>& teleport_options() {
  static const Options<Config> options(
      {model_option(),
       option<Config>({"beta", "", "inverse temperatures: 4, or 1,2,4, or start:stop:count"},
                      in(&Config::grid, &TeleportGrid::beta), numbers(bound::not_negative),
                      {.required = "inverse temperatures >= 0"}),
       option<Config>({"mu", "", "coupling strengths, such as -12,12"},
                      in(&Config::grid, &TeleportGrid::mu), numbers(),
                      {.required = "coupling strengths, such as -12,12"}),
       times_option(), probe_option<Config>(in(&Config::grid, &TeleportGrid::probe)),
       option<Config>({"units", "", "bits or nats (bits)"}, in(&Config::units),
                      choice<EntropyUnit>(entropy_unit_by_name, unit_name)),
       method_option()},
      [](Config& config) {
        check_evolution(make_hamiltonian(config.model, 0), config.grid, config.method);
      });
  return options;
}

}  // namespace traversable
