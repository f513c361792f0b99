#include "circuits/compile.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "circuits/ladders.h"
#include "circuits/routing.h"
#include "circuits/run_circuit.h"
#include "circuits/shannon_decomposition.h"
#include "circuits/two_qubit_blocks.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

int trials_for(const PauliProgram& program, const CompileOptions& options) {
  return options.trials != 0 ? options.trials : default_trials(program.rotations.size());
}

/// Without the gates that make no difference to the measured qubits: those on qubits that meet none
/// of them afterwards, and turns of |0> about Z.
Circuit without_idle_gates(const Circuit& circuit) {
  std::uint64_t needed = 0;
  std::vector<Operation> kept;
  const auto& operations = circuit.operations();
  for (auto it = operations.rbegin(); it != operations.rend(); ++it) {
    std::uint64_t mask = 0;
    for (const int q : it->qubits) mask |= std::uint64_t{1} << q;
    if (it->gate != Gate::measure && (mask & needed) == 0) continue;
    needed |= mask;
    kept.push_back(*it);
  }
  Circuit result(circuit.num_qubits());
  std::uint64_t touched = 0;
  for (auto it = kept.rbegin(); it != kept.rend(); ++it) {
    std::uint64_t mask = 0;
    for (const int q : it->qubits) mask |= std::uint64_t{1} << q;
    if (it->gate == Gate::rz && (mask & touched) == 0) continue;
    touched |= mask;
    result.append(std::move(*it));
  }
  return result;
}

PlacedCircuit by_blocks(const Circuit& circuit, const Connectivity& connectivity,
                        const CompileOptions& options, const std::stop_token& stop) {
  const Circuit merged = merge_two_qubit_blocks(with_ladders(circuit, 2), options.entangler);
  PlacedCircuit placed =
      route(merged, connectivity, connectivity.is_all_to_all() ? 1 : 20, options.seed, stop);
  placed.circuit = merge_two_qubit_blocks(placed.circuit, options.entangler);
  return placed;
}

/// Part `first_part` of as many equal `parts` of a compiler run, for its progress.
PlacedCircuit by_network(const Circuit& circuit, const Connectivity& connectivity,
                         const CompileOptions& options, bool measured, int first_part, int parts,
                         const std::stop_token& stop) {
  const PauliProgram program = to_pauli_program(circuit);
  const auto progress = [&](int done, int trials) {
    options.progress(first_part * trials + done, parts * trials);
  };
  PlacedCircuit placed = pauli_network(
      program, connectivity,
      {.entangler = options.entangler,
       .from_zero = measured,
       .outputs = measured ? measured_qubits(circuit) : std::vector<int>(),
       .trials = trials_for(program, options),
       .seed = options.seed,
       .progress = options.progress ? std::function<void(int, int)>(progress) : nullptr},
      stop);
  for (const Operation& operation : circuit.operations())
    if (operation.gate == Gate::measure)
      placed.circuit.measure(placed.final_layout[static_cast<std::size_t>(operation.qubits[0])],
                             operation.bit);
  return placed;
}

}  // namespace

Preserve preserve_by_name(std::string_view name) {
  if (name == "unitary") return Preserve::unitary;
  if (name == "measured_state") return Preserve::measured_state;
  throw std::invalid_argument(
      fmt::format("{}: expected unitary or measured_state", in_quotes(name)));
}

std::string_view name_of(Preserve preserve) {
  return preserve == Preserve::unitary ? "unitary" : "measured_state";
}

std::size_t num_rotations(const Circuit& circuit) {
  return to_pauli_program(split_large_unitaries(circuit)).rotations.size();
}

int default_trials(std::size_t rotations) {
  return static_cast<int>(
      std::clamp<std::size_t>(40000 / std::max<std::size_t>(1, rotations), 4, 1000));
}

PlacedCircuit compile(const Circuit& given, const Connectivity& connectivity,
                      const CompileOptions& options, const std::stop_token& stop) {
  if (options.trials < 0)
    throw std::invalid_argument(fmt::format("trials = {}: expected 0 or more", options.trials));
  check_measurements_are_last(given);
  const Circuit circuit = split_large_unitaries(given);
  const bool measured = options.preserve == Preserve::measured_state;
  const int parts = measured ? 2 : 1;
  // What preserves the unitary preserves the measured state, and is now and then the smaller.
  std::vector<PlacedCircuit> candidates;
  candidates.push_back(by_network(circuit, connectivity, options, false, 0, parts, stop));
  if (measured)
    candidates.push_back(by_network(circuit, connectivity, options, true, 1, parts, stop));
  candidates.push_back(by_blocks(circuit, connectivity, options, stop));
  if (measured)
    for (PlacedCircuit& placed : candidates) placed.circuit = without_idle_gates(placed.circuit);
  const auto size = [](const PlacedCircuit& placed) {
    return std::pair(num_two_qubit_gates(placed.circuit), depth(placed.circuit));
  };
  return *std::min_element(
      candidates.begin(), candidates.end(),
      [&](const PlacedCircuit& a, const PlacedCircuit& b) { return size(a) < size(b); });
}

}  // namespace traversable
