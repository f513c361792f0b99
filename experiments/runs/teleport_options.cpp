// What may be asked of a teleportation run.
#include "experiments/runs/option_group.h"
#include "experiments/runs/shared_options.h"
#include "experiments/runs/teleport.h"
#include "experiments/runs/time_choice.h"
#include "sim/cuda/device_choice.h"

namespace traversable {
namespace {

using Config = TeleportConfig;

// ---- how it is computed

EvolutionOptions& evolution_of(Config& config) { return config.method.evolution; }
const EvolutionOptions& evolution_of(const Config& config) { return config.method.evolution; }

bool is_evolved(const Config& config) { return !config.method.exact; }
bool is_trotter(const Config& config) {
  return is_evolved(config) && evolution_of(config).method == EvolutionMethod::trotter;
}
bool takes_tolerance(const Config& config) {
  return is_evolved(config) && !(is_trotter(config) && evolution_of(config).trotter_step > 0);
}

void check_evolution_options(Config& config) {
  validate(evolution_of(config), config.method.precision == Precision::double_precision);
}

void default_to_tolerance(Config& config) {
  if (is_trotter(config)) throw missing("trotter_step", "the longest step, or instead a tolerance");
  evolution_of(config).tolerance = default_tolerance(config.method.precision);
}

void set_encoding(Config& config) {
  config.method.encoding = parse_encoding(config.encoding, config.model.num_majoranas);
}

void default_to_split(Config& config) {
  config.encoding = "split";
  set_encoding(config);
}

constexpr const char* only_trotter = "only with method trotter";

std::vector<Option<Config>> evolution_options() {
  const auto evolution = [](auto member) {
    return [=](auto& config) -> auto& { return evolution_of(config).*member; };
  };
  return {
      option<Config>({"encoding", "", "of state vectors: a name, or Pauli strings of both sides",
                      encoding_form(), "split"},
                     in(&Config::encoding), text(),
                     {.decides = is_evolved,
                      .only = "only with method krylov, chebyshev or trotter",
                      .otherwise = default_to_split,
                      .then = set_encoding}),
      option<Config>(
          {"trotter_order", "", "of the product formula", form::one_of({"1", "2", "4"})},
          evolution(&EvolutionOptions::trotter_order), integer<int>(1, 4),
          {.decides = is_trotter, .only = only_trotter, .then = check_evolution_options}),
      option<Config>(
          {"trotter_step", "", "longest Trotter step; instead of a tolerance"},
          evolution(&EvolutionOptions::trotter_step), number_if_set(bound::positive),
          {.decides = is_trotter, .only = only_trotter, .then = check_evolution_options}),
      option<Config>(
          {"tolerance",
           "",
           "of a state in norm, an evolution",
           {},
           "1e-10, 1e-5 in single precision"},
          evolution(&EvolutionOptions::tolerance), number(),
          {.decides = takes_tolerance,
           .only = "only with method krylov, chebyshev, or trotter without a trotter_step",
           .otherwise = default_to_tolerance,
           .then = check_evolution_options})};
}

Option<Config> method_option() {
  return option<Config>(
      {"method", "", "how states evolve"}, in(&Config::method),
      choice<TeleportMethod>(form::one_of({"exact", "krylov", "chebyshev", "trotter"}),
                             teleport_method_by_name));
}

std::vector<Option<Config>> machine_options() {
  return {device_option<Config>(in(&Config::method, &TeleportMethod::device)),
          option<Config>({"precision", "", "of the amplitudes"},
                         in(&Config::method, &TeleportMethod::precision),
                         choice<Precision>(form::one_of({"double", "single"}), precision_by_name))};
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

}  // namespace

const Options<TeleportConfig>& teleport_options() {
  static const Options<Config> options(
      grouped<Config>(
          {{"Model", {model_option<Config>()}},
           {"Protocol",
            {option<Config>({"beta", "", "inverse temperatures: 4, or 1,2,4, or start:stop:count"},
                            in(&Config::grid, &TeleportGrid::beta), numbers(bound::not_negative),
                            {.required = "inverse temperatures >= 0"}),
             option<Config>({"mu", "", "coupling strengths, such as -12,12"},
                            in(&Config::grid, &TeleportGrid::mu), numbers(),
                            {.required = "coupling strengths, such as -12,12"}),
             times_option(), protocol_option<Config>(in(&Config::grid, &TeleportGrid::protocol))}},
           {"Output", {units_option<Config>(in(&Config::units))}},
           {"Method", {method_option()}},
           {"Machine", machine_options()},
           {"Method", evolution_options()}}),
      [](Config& config) {
        config.method.device = device_for(
            config.method.device, config.method.exact ? Workload::exact : Workload::state_vector,
            config.method.exact ? config.model.num_majoranas : config.method.encoding.num_qubits);
        validate(config.method, config.model.num_majoranas);
        check_evolution(make_hamiltonian(config.model, 0), config.grid, config.method);
      });
  return options;
}

}  // namespace traversable
