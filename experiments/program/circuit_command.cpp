#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <optional>
#include <stdexcept>

#include "circuits/draw.h"
#include "circuits/qasm_reader.h"
#include "circuits/qasm_writer.h"
#include "circuits/resources.h"
#include "circuits/run_circuit.h"
#include "experiments/files/text_file.h"
#include "experiments/program/circuit_config.h"
#include "experiments/program/command.h"
#include "experiments/program/json_output.h"
#include "experiments/program/progress.h"
#include "experiments/program/run_options.h"
#include "experiments/runs/circuit_estimate.h"
#include "experiments/runs/number_list.h"
#include "sim/memory.h"
#include "sim/observables/observables.h"
#include "sym/decimal.h"

namespace traversable {
namespace {

/// Largest circuit whose measured state the summary computes.
constexpr int most_simulated_qubits = 22;

std::vector<KeyOption> all_options() {
  std::vector<KeyOption> options = circuit_options().keys();
  // A circuit that is read needs none of the protocol.
  for (KeyOption& option : options)
    if (option.otherwise == "required" || option.otherwise.starts_with("required, or"))
      option.otherwise += ", or input";
  const std::vector<KeyOption> own{
      {"draw", "", "print the circuit", form::flag, "false", "Output"},
      {"width", "", "of the drawing in characters, 0 for one line", form::integer, "100", "Output"},
      {"output", "-o", "file to write the circuit to", form::file_written, "none", "Output"},
      threads_option(),
      {"overwrite", "", "replace an existing file", form::flag, "false", "Output"},
      {"dry_run", "", "print the resolved circuit, build nothing", form::flag, "false", "Output"},
      json_option("what is printed"),
      {"quiet", "", "no progress", form::flag, "false", "General"}};
  options.insert(options.end(), own.begin(), own.end());
  return options;
}

struct Actions {
  std::string output;
  bool draw = false;
  int width = 100;
  bool overwrite = false;
  bool dry_run = false;
  bool json = false;
  bool quiet = false;
};

/// What is told of a circuit.
struct Made {
  Circuit circuit;
  std::optional<Preparation> preparation = {};
  std::optional<PlacedCircuit> placed = {};
  std::optional<double> mutual_information = {};
  Resources resources = {};
};

Actions take_actions(Settings& settings) {
  Actions actions{.output = settings.take_text("output").value_or(""),
                  .draw = settings.take_flag("draw"),
                  .overwrite = settings.take_flag("overwrite"),
                  .dry_run = settings.take_flag("dry_run"),
                  .json = settings.take_flag("json"),
                  .quiet = settings.take_flag("quiet")};
  const auto width = settings.take(
      "width", [](const std::string& text) { return parse_integer(text, 0, 100'000); });
  if (width && !actions.draw) throw std::invalid_argument("--width: only with --draw");
  if (width) actions.width = static_cast<int>(*width);
  if (actions.json && actions.draw) throw std::invalid_argument("--draw: not with --json");
  return actions;
}

Made build(const WormholeChoice& choice, const Actions& actions, const std::stop_token& stop) {
  const Hamiltonian hamiltonian = make_hamiltonian(choice.model, 0);
  const Encoding encoding = choice.encoding_of(hamiltonian);
  PreparationOptions options = choice.preparation;
  if (!actions.quiet)
    options.progress = [](int step, double fidelity) {
      spdlog::info("preparation: {} done, fidelity {:.6f}", step, fidelity);
    };
  Preparation p = prepare_thermofield_double(hamiltonian, choice.beta[0], encoding, options, stop);
  const bool variational =
      p.method == PreparationMethod::adaptive || p.method == PreparationMethod::hardware_efficient;
  if (variational && p.fidelity < options.fidelity)
    spdlog::warn("the preparation stays below the fidelity asked for, {}", options.fidelity);
  Circuit circuit = wormhole_circuit(hamiltonian, encoding, p.circuit, choice.options);
  return {.circuit = std::move(circuit), .preparation = std::move(p)};
}

Circuit read(const std::string& path) {
  const std::string text = read_text_file(path);
  try {
    return from_qasm2(text);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("{}, {}", path, error.what()));
  }
}

PlacedCircuit compiled(const Circuit& circuit, const CompileChoice& choice, bool quiet,
                       const std::stop_token& stop) {
  CompileOptions options = choice.options;
  std::unique_ptr<Progress> progress;
  options.progress = [&](int, int total) {
    if (!progress)
      progress = std::make_unique<Progress>(0, static_cast<std::size_t>(total), quiet, "networks");
    progress->advance();
  };
  PlacedCircuit placed = compile(
      circuit, connectivity_by_name(choice.connectivity, circuit.num_qubits()), options, stop);
  if (progress) progress->finish();
  return placed;
}

std::string text_of(const Made& made) {
  std::string text;
  if (const auto& p = made.preparation) {
    text += fmt::format("preparation       {}, fidelity {:.6f}", name_of(p->method), p->fidelity);
    if (p->nu) text += fmt::format(", nu {:.4g}, energy {:.6g}", *p->nu, *p->energy);
    text += "\n";
  }
  if (const auto& placed = made.placed)
    text +=
        fmt::format("initial layout    [{}]\nfinal layout      [{}]\n",
                    fmt::join(placed->initial_layout, ", "), fmt::join(placed->final_layout, ", "));
  text += to_text(made.resources);
  if (made.mutual_information)
    text += fmt::format("I_PT              {} bits, from the gates\n",
                        decimal(*made.mutual_information, 5));
  return text;
}

Json json_of(const Preparation& p) {
  Json json{{"method", name_of(p.method)}, {"fidelity", p.fidelity}};
  if (p.nu) json["nu"] = *p.nu;
  if (p.energy) json["energy"] = *p.energy;
  return json;
}

Json json_of(const Resources& r) {
  return {{"qubits", r.num_qubits},
          {"two_qubit_gates", r.two_qubit_gates},
          {"one_qubit_gates", r.one_qubit_gates},
          {"larger_gates", r.larger_gates},
          {"measurements", r.measurements},
          {"depth", r.depth},
          {"two_qubit_depth", r.two_qubit_depth},
          {"gates", r.gates},
          {"duration_ns", r.duration},
          {"fidelity", r.fidelity}};
}

Json json_of(const CircuitConfig& config, const Made& made) {
  Json json{{"command", "circuit"},
            {"configuration", json_of_toml(circuit_options().to_toml(config))}};
  if (made.preparation) json["preparation"] = json_of(*made.preparation);
  if (made.placed) {
    json["initial_layout"] = made.placed->initial_layout;
    json["final_layout"] = made.placed->final_layout;
  }
  json["resources"] = json_of(made.resources);
  if (made.mutual_information) json["mutual_information_bits"] = *made.mutual_information;
  return json;
}

std::string text_of(const Circuit& circuit, CircuitFormat format) {
  switch (format) {
    case CircuitFormat::qasm2:
      return to_qasm(circuit, QasmVersion::two);
    case CircuitFormat::qasm3:
      return to_qasm(circuit, QasmVersion::three);
    case CircuitFormat::text:
      return draw(circuit, 0);
  }
  return {};
}

void describe(const CircuitConfig& config, bool as_json) {
  const std::string toml = circuit_options().to_toml(config);
  Facts facts;
  if (config.builds() && config.compile.is_asked)
    facts.push_back(trials_fact(sketch_circuit(config.wormhole), config.compile.options));
  if (as_json)
    print_json(
        {{"command", "circuit"}, {"configuration", json_of_toml(toml)}, {"takes", json_of(facts)}});
  else
    fmt::print("{}{}", toml, lines_of(facts));
}

Made make(const CircuitConfig& config, const Actions& actions, const std::stop_token& stop) {
  Made made = config.builds() ? build(config.wormhole, actions, stop) : Made{read(config.input)};
  if (config.compile.is_asked) {
    made.placed = compiled(made.circuit, config.compile, actions.quiet, stop);
    made.circuit = made.placed->circuit;
  }
  made.resources = resources_of(made.circuit, figures_of(noise_preset("sycamore")));
  if (config.builds() && made.circuit.num_qubits() <= most_simulated_qubits)
    made.mutual_information = mutual_information(measured_state(made.circuit));
  return made;
}

void run(Settings settings, const std::stop_token& stop) {
  take_threads(settings);
  const Actions actions = take_actions(settings);
  const CircuitConfig config = circuit_options().take(settings);
  if (actions.dry_run) return describe(config, actions.json);
  if (!actions.output.empty())
    check_output_path(actions.output, actions.overwrite, "--overwrite replaces it");
  const Made made = make(config, actions, stop);
  if (actions.json)
    print_json(json_of(config, made));
  else
    fmt::print("{}", text_of(made));
  if (actions.draw) fmt::print("\n{}", draw(made.circuit, actions.width));
  if (!actions.output.empty())
    write_text_file(actions.output, text_of(made.circuit, config.format), actions.overwrite);
}

}  // namespace

Command add_circuit_command(CLI::App& parser) {
  return add_command(
      parser,
      {.name = "circuit",
       .help = "the protocol as gates: build, compile, draw, count and export it",
       .options = all_options(),
       .example = "traversable circuit --model learned --beta 4 --mu=-12 --t 2.8 --compile cz -o "
                  "wormhole.qasm",
       .documentation = "docs/circuits.md"},
      run);
}

}  // namespace traversable
