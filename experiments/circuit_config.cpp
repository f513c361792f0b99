#include "experiments/circuit_config.h"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <stdexcept>

#include "experiments/runs/number_list.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

constexpr long long many = std::numeric_limits<int>::max();

auto integer(long long least, long long most) {
  return [=](const std::string& text) { return parse_integer(text, least, most); };
}

void take_times(Settings& settings, WormholeOptions& options) {
  if (const auto t = settings.take("t", parse_number)) {
    options.t0 = options.t1 = *t;
    settings.refuse({"t0", "t1"}, "cannot be given with t (t0 = t1 = t)");
    return;
  }
  const std::string expected = "injection and read-out times as t0 and t1, or t for t0 = t1";
  options.t0 = settings.require("t0", expected, parse_number);
  options.t1 = settings.require("t1", expected, parse_number);
}

PreparationOptions take_preparation(Settings& settings) {
  PreparationOptions options;
  settings.take("preparation", [&](const std::string& name) {
    if (name != "auto") options.method = preparation_method_by_name(name);
    return 0;
  });
  const bool exact =
      options.method == PreparationMethod::commuting || options.method == PreparationMethod::exact;
  if (exact)
    settings.refuse({"goal", "nu", "fidelity", "max_rotations", "layers", "starts"},
                    "only with preparation adaptive or hardware_efficient");
  options.goal =
      settings.take("goal", preparation_goal_by_name).value_or(PreparationGoal::fidelity);
  options.nu = settings.take("nu", parse_number);
  if (options.nu && options.goal == PreparationGoal::fidelity)
    throw std::invalid_argument("--nu: only with goal energy");
  options.fidelity = settings.take("fidelity", parse_number).value_or(options.fidelity);
  options.max_rotations = static_cast<int>(
      settings.take("max_rotations", integer(1, many)).value_or(options.max_rotations));
  options.layers =
      static_cast<int>(settings.take("layers", integer(1, many)).value_or(options.layers));
  options.starts =
      static_cast<int>(settings.take("starts", integer(1, many)).value_or(options.starts));
  return options;
}

WormholeChoice take_wormhole(Settings& settings) {
  WormholeChoice choice = take_wormhole_frame(settings);
  if (choice.model.is_ensemble)
    throw std::invalid_argument(
        "--instances: circuit builds one instance, choose it with --first-instance");
  choice.options.mu = settings.require("mu", "the coupling strength, such as -12", parse_number);
  take_times(settings, choice.options);
  return choice;
}

std::string wormhole_to_toml(const WormholeChoice& w) {
  return frame_to_toml(w) +
         fmt::format("mu = {}\nt0 = {}\nt1 = {}\n", w.options.mu, w.options.t0, w.options.t1);
}

CircuitFormat parse_format(const std::string& text) {
  if (text == "qasm2") return CircuitFormat::qasm2;
  if (text == "qasm3") return CircuitFormat::qasm3;
  if (text == "text") return CircuitFormat::text;
  throw std::invalid_argument(fmt::format("{}: expected qasm2, qasm3 or text", in_quotes(text)));
}

std::string_view name_of(CircuitFormat format) {
  return format == CircuitFormat::qasm2   ? "qasm2"
         : format == CircuitFormat::qasm3 ? "qasm3"
                                          : "text";
}

}  // namespace

double parse_inverse_temperature(const std::string& text) {
  const double beta = parse_number(text);
  if (beta < 0) throw std::invalid_argument(fmt::format("{}: expected a number >= 0", beta));
  return beta;
}

WormholeChoice take_wormhole_frame(Settings& settings) {
  WormholeChoice choice;
  choice.model = take_model(settings);
  const bool learned = choice.model.name == "learned";
  choice.encoding = learned ? "sycamore" : "split";
  const int n = make_hamiltonian(choice.model, 0).num_majoranas();
  settings.take("encoding", [&](const std::string& name) {
    encoding_by_name(name, n);
    choice.encoding = name;
    return 0;
  });
  choice.beta = settings.require("beta", "the inverse temperature", parse_inverse_temperature);
  const auto probe =
      settings.take("probe", [&](const std::string& text) { return parse_probe(text, n); });
  if (probe) choice.options.probe = *probe;
  choice.options.trotter_steps =
      static_cast<int>(settings.take("trotter_steps", integer(1, 1'000'000)).value_or(1));
  choice.options.trotter_order = settings
                                     .take("trotter_order",
                                           [](const std::string& text) {
                                             if (text != "1" && text != "2" && text != "4")
                                               throw std::invalid_argument(fmt::format(
                                                   "{}: expected 1, 2 or 4", in_quotes(text)));
                                             return text[0] - '0';
                                           })
                                     .value_or(1);
  choice.preparation = take_preparation(settings);
  return choice;
}

std::optional<CompileChoice> take_compile(Settings& settings) {
  const auto entangler = settings.take("compile", entangler_by_name);
  if (!entangler) {
    settings.refuse({"connectivity", "preserve", "trials", "compiler_seed"},
                    "only with --compile cz or sqrt_iswap");
    return std::nullopt;
  }
  CompileChoice choice;
  choice.options.entangler = *entangler;
  settings.take("connectivity", [&](const std::string& name) {
    // A name is checked against the circuit's size once that is known.
    if (name != "all" && name != "line") connectivity_by_name(name, 1);
    choice.connectivity = name;
    return 0;
  });
  choice.options.preserve =
      settings.take("preserve", preserve_by_name).value_or(Preserve::measured_state);
  choice.options.trials = static_cast<int>(settings.take("trials", integer(0, many)).value_or(0));
  choice.options.seed = static_cast<std::uint64_t>(
      settings.take("compiler_seed", integer(0, std::numeric_limits<long long>::max()))
          .value_or(0));
  return choice;
}

std::string frame_to_toml(const WormholeChoice& w) {
  std::string toml = to_toml(w.model);
  toml += fmt::format("encoding = {}\nbeta = {}\n", toml_string(w.encoding), w.beta);
  toml += fmt::format("probe = [{}, {}]\n", w.options.probe[0], w.options.probe[1]);
  toml += fmt::format("trotter_steps = {}\ntrotter_order = {}\n", w.options.trotter_steps,
                      w.options.trotter_order);
  const PreparationOptions& p = w.preparation;
  toml += fmt::format("preparation = '{}'\n", p.method ? name_of(*p.method) : "auto");
  if (p.method == PreparationMethod::commuting || p.method == PreparationMethod::exact) return toml;
  const bool by_energy = p.goal == PreparationGoal::energy;
  toml += fmt::format("goal = '{}'\n", by_energy ? "energy" : "fidelity");
  if (p.nu) toml += fmt::format("nu = {}\n", *p.nu);
  return toml + fmt::format("fidelity = {}\nmax_rotations = {}\nlayers = {}\nstarts = {}\n",
                            p.fidelity, p.max_rotations, p.layers, p.starts);
}

std::string to_toml(const CompileChoice& choice) {
  const CompileOptions& o = choice.options;
  return fmt::format(
      "compile = '{}'\nconnectivity = {}\npreserve = '{}'\ntrials = {}\ncompiler_seed = {}\n",
      info(gate_of(o.entangler)).name, toml_string(choice.connectivity),
      o.preserve == Preserve::unitary ? "unitary" : "measured_state", o.trials, o.seed);
}

std::vector<KeyOption> compile_options() {
  return {{"compile", "", "to one-qubit gates and cz or sqrt_iswap"},
          {"connectivity", "", "all, line or a grid such as 3x3 (all)"},
          {"preserve", "", "unitary, or measured_state for fewer gates (measured_state)"},
          {"trials", "", "networks that the compiler chooses from (4 to 1000 by size)"},
          {"compiler_seed", "", "of the compiler's random choices (0)"}};
}

std::vector<KeyOption> wormhole_options() {
  std::vector<KeyOption> options = model_options();
  const std::vector<KeyOption> own{
      {"encoding", "", "split, paired or sycamore (sycamore for the learned model, else split)"},
      {"beta", "", "inverse temperature"},
      {"mu", "", "coupling strength, such as -12"},
      {"t", "", "time of injection and read-out, t0 = t1"},
      {"t0", "", "time of injection (at -t0)"},
      {"t1", "", "time of read-out"},
      {"probe", "", "the two Majoranas of the probe mode, from 0 (0,1)"},
      {"trotter_steps", "", "of each of the three evolutions (1)"},
      {"trotter_order", "", "1, 2 or 4 (1)"},
      {"preparation", "", "auto, commuting, exact, adaptive or hardware_efficient (auto)"},
      {"goal", "", "of a trained preparation: fidelity or energy (fidelity)"},
      {"nu", "", "of the energy H_L + H_R + nu V (the best one)"},
      {"fidelity", "", "of a trained preparation with the thermofield double (0.99)"},
      {"max_rotations", "", "of an adaptive preparation (64)"},
      {"layers", "", "of a hardware-efficient preparation (4)"},
      {"starts", "", "random starts of a hardware-efficient preparation (4)"}};
  options.insert(options.end(), own.begin(), own.end());
  return options;
}

CircuitConfig take_circuit_config(Settings& settings) {
  CircuitConfig config;
  if (const auto input = settings.take_text("input")) {
    config.input = *input;
    for (const KeyOption& option : wormhole_options())
      settings.take(option.key, [](const std::string&) -> int {
        throw std::invalid_argument("not with --input, which is a circuit already");
      });
  } else {
    config.wormhole = take_wormhole(settings);
  }
  config.compile = take_compile(settings);
  config.format = settings.take("format", parse_format).value_or(CircuitFormat::qasm3);
  return config;
}

std::string to_toml(const CircuitConfig& config) {
  std::string toml = config.wormhole ? wormhole_to_toml(*config.wormhole)
                                     : fmt::format("input = {}\n", toml_string(config.input));
  if (config.compile) toml += to_toml(*config.compile);
  return toml + fmt::format("format = '{}'\n", name_of(config.format));
}

}  // namespace traversable
