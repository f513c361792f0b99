#include <fmt/format.h>
#include <fmt/ranges.h>
#include <omp.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <stdexcept>

#include "circuits/draw.h"
#include "circuits/qasm_reader.h"
#include "circuits/qasm_writer.h"
#include "circuits/resources.h"
#include "circuits/run_circuit.h"
#include "experiments/files/text_file.h"
#include "experiments/program/circuit_config.h"
#include "experiments/program/command.h"
#include "experiments/program/progress.h"
#include "experiments/runs/number_list.h"
#include "sim/memory.h"
#include "sim/observables/observables.h"

namespace traversable {
namespace {

/// Largest circuit whose measured state the summary computes.
constexpr int most_simulated_qubits = 22;

std::vector<KeyOption> all_options() {
  std::vector<KeyOption> options = circuit_options().keys();
  const std::vector<KeyOption> own{
      {"draw", "", "print the circuit", true},
      {"width", "", "of the drawing in characters, 0 for one line (100)"},
      {"output", "-o", "file to write the circuit to", false, FileRole::written},
      {"threads", "", "OpenMP threads (OMP_NUM_THREADS, or all cores)"},
      {"overwrite", "", "replace an existing file", true},
      {"dry_run", "", "print the resolved circuit, build nothing", true},
      {"quiet", "", "no progress", true}};
  options.insert(options.end(), own.begin(), own.end());
  return options;
}

struct Actions {
  std::string output;
  bool draw = false;
  int width = 100;
  bool overwrite = false;
  bool dry_run = false;
  bool quiet = false;
};

Actions take_actions(Settings& settings) {
  Actions actions{.output = settings.take_text("output").value_or(""),
                  .draw = settings.take_flag("draw"),
                  .overwrite = settings.take_flag("overwrite"),
                  .dry_run = settings.take_flag("dry_run"),
                  .quiet = settings.take_flag("quiet")};
  const auto width = settings.take(
      "width", [](const std::string& text) { return parse_integer(text, 0, 100'000); });
  if (width && !actions.draw) throw std::invalid_argument("--width: only with --draw");
  if (width) actions.width = static_cast<int>(*width);
  return actions;
}

Circuit build(const WormholeChoice& choice, const Actions& actions, const std::stop_token& stop) {
  const Hamiltonian hamiltonian = make_hamiltonian(choice.model, 0);
  const Encoding encoding = choice.encoding_of(hamiltonian);
  PreparationOptions options = choice.preparation;
  if (!actions.quiet)
    options.progress = [](int step, double fidelity) {
      spdlog::info("preparation: {} done, fidelity {:.6f}", step, fidelity);
    };
  const Preparation p =
      prepare_thermofield_double(hamiltonian, choice.beta[0], encoding, options, stop);
  fmt::print("preparation       {}, fidelity {:.6f}", name_of(p.method), p.fidelity);
  if (p.nu) fmt::print(", nu {:.4g}, energy {:.6g}", *p.nu, *p.energy);
  fmt::print("\n");
  const bool variational =
      p.method == PreparationMethod::adaptive || p.method == PreparationMethod::hardware_efficient;
  if (variational && p.fidelity < options.fidelity)
    spdlog::warn("the preparation stays below the fidelity asked for, {}", options.fidelity);
  return wormhole_circuit(hamiltonian, encoding, p.circuit, choice.options);
}

Circuit read(const std::string& path) {
  const std::string text = read_text_file(path);
  try {
    return from_qasm2(text);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("{}, {}", path, error.what()));
  }
}

std::string layout_text(const std::vector<int>& layout) {
  return fmt::format("[{}]", fmt::join(layout, ", "));
}

Circuit compiled(const Circuit& circuit, const CompileChoice& choice, bool quiet,
                 const std::stop_token& stop) {
  CompileOptions options = choice.options;
  std::unique_ptr<Progress> progress;
  options.progress = [&](int, int total) {
    if (!progress)
      progress = std::make_unique<Progress>(0, static_cast<std::size_t>(total), quiet, "networks");
    progress->advance();
  };
  const PlacedCircuit placed = compile(
      circuit, connectivity_by_name(choice.connectivity, circuit.num_qubits()), options, stop);
  if (progress) progress->finish();
  fmt::print("initial layout    {}\nfinal layout      {}\n", layout_text(placed.initial_layout),
             layout_text(placed.final_layout));
  return placed.circuit;
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

void run(Settings settings, const std::stop_token& stop) {
  const auto threads = settings.take(
      "threads", [](const std::string& text) { return parse_integer(text, 1, 4096); });
  if (threads) omp_set_num_threads(static_cast<int>(*threads));
  const Actions actions = take_actions(settings);
  const CircuitConfig config = circuit_options().take(settings);
  if (actions.dry_run) {
    fmt::print("{}", circuit_options().to_toml(config));
    return;
  }
  if (!actions.output.empty())
    check_output_path(actions.output, actions.overwrite, "--overwrite replaces it");
  Circuit circuit = config.builds() ? build(config.wormhole, actions, stop) : read(config.input);
  if (config.compile.is_asked) circuit = compiled(circuit, config.compile, actions.quiet, stop);
  fmt::print("{}", to_text(resources_of(circuit, figures_of(noise_preset("sycamore")))));
  if (config.builds() && circuit.num_qubits() <= most_simulated_qubits)
    fmt::print("I_PT              {:.5f} bits, from the gates\n",
               mutual_information(measured_state(circuit)));
  if (actions.draw) fmt::print("\n{}", draw(circuit, actions.width));
  if (!actions.output.empty())
    write_text_file(actions.output, text_of(circuit, config.format), actions.overwrite);
}

}  // namespace

Command add_circuit_command(CLI::App& parser) {
  auto keys = std::make_shared<KeyOptions>();
  CLI::App* app = parser.add_subcommand(
      "circuit", "the protocol as gates: build, compile, draw, count and export it");
  keys->add_to(*app, all_options());
  return {app, [keys](const std::stop_token& stop) { run(keys->settings(), stop); }};
}

}  // namespace traversable
