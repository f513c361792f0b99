#include "experiments/runs/circuit_estimate.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>

#include "circuits/wormhole_circuit.h"
#include "experiments/runs/machine_speed.h"

namespace traversable {
namespace {

constexpr std::size_t most_compiled_operations = 500;
constexpr int most_sample_qubits = 8, sample_layers = 20;
/// Time of a network goes with the rotations to this power (measured from 60 to 700 rotations).
constexpr double network_power = 1.3;

bool is_trained(PreparationMethod method) {
  return method == PreparationMethod::adaptive || method == PreparationMethod::hardware_efficient;
}

/// Rotations about XY on neighbours.
Circuit stand_in(int num_qubits, int rotations) {
  Circuit circuit(num_qubits);
  for (int k = 0; num_qubits > 1 && k < rotations; ++k) {
    std::string letters(static_cast<std::size_t>(num_qubits), 'I');
    letters[static_cast<std::size_t>(k % num_qubits)] = 'X';
    letters[static_cast<std::size_t>((k + 1) % num_qubits)] = 'Y';
    circuit.append_rotation(pauli_from_text(letters), 0.1 * (k + 1));
  }
  return circuit;
}

/// Its first operations and its measurements.
Circuit beginning_of(const Circuit& circuit) {
  Circuit part(circuit.num_qubits());
  std::size_t count = 0;
  for (const Operation& operation : circuit.operations())
    if (!is_unitary_gate(operation) || count++ < most_compiled_operations) part.append(operation);
  return part;
}

Circuit sample_circuit(int num_qubits) {
  Circuit circuit(num_qubits);
  for (int layer = 0; layer < sample_layers; ++layer) {
    for (int q = 0; q < num_qubits; ++q) circuit.append(Gate::u3, {q}, {0.3, 0.2 * layer, 0.1 * q});
    for (int q = layer % 2; q + 1 < num_qubits; q += 2) circuit.append(Gate::cz, {q, q + 1});
  }
  circuit.measure(0, 0);
  circuit.measure(1, 1);
  return circuit;
}

double count_of(const Circuit& circuit, std::size_t qubits) {
  return static_cast<double>(std::ranges::count_if(circuit.operations(), [&](const Operation& o) {
    return is_unitary_gate(o) && o.qubits.size() == qubits;
  }));
}

/// Of a circuit with so many two-qubit gates.
double run_seconds(double two_qubit_gates, int num_qubits, const NoiseModel& noise,
                   NoiseRunOptions options) {
  const int qubits = std::clamp(num_qubits, 2, most_sample_qubits);
  const Circuit sample = sample_circuit(qubits);
  const bool dense = options.method == NoiseMethod::density_matrix;
  const auto wanted = static_cast<double>(options.trajectories.count);
  options.trajectories = {.count = 4 * trajectory_groups, .seed = 0};
  options.common_random_numbers = false;
  const std::vector<CircuitPoint> points(1);
  const std::vector<double> scales{1};
  const double fastest = fastest_seconds([&] {
    run_at_scales({&sample, 1}, points, noise, scales, options);
  });
  const double larger = std::exp2((dense ? 2 : 1) * (num_qubits - qubits));
  const double more = dense ? 1 : wanted / static_cast<double>(4 * trajectory_groups);
  return fastest * larger * more * two_qubit_gates / count_of(sample, 2);
}

}  // namespace

SketchedCircuit sketch_circuit(const WormholeChoice& choice) {
  const Hamiltonian hamiltonian = make_hamiltonian(choice.model, 0);
  const Encoding encoding = choice.encoding_of(hamiltonian);
  const PreparationMethod method =
      check_preparation(hamiltonian, choice.beta[0], encoding, choice.preparation);
  const bool trained = is_trained(method);
  const Circuit preparation =
      trained
          ? stand_in(encoding.num_qubits, choice.preparation.max_rotations / 2)
          : prepare_thermofield_double(hamiltonian, choice.beta[0], encoding, choice.preparation)
                .circuit;
  SketchedCircuit sketch{wormhole_circuit(hamiltonian, encoding, preparation, choice.options),
                         trained};
  sketch.rotations = num_rotations(sketch.circuit);
  return sketch;
}

Fact trials_fact(const SketchedCircuit& sketch, const CompileOptions& options) {
  const bool is_given = options.trials != 0;
  const int trials = is_given ? options.trials : default_trials(sketch.rotations);
  return {"trials",
          fmt::format("{}{} networks a circuit", sketch.is_trained && !is_given ? "about " : "",
                      trials),
          {{"trials", trials}}};
}

CircuitTimes measure_circuit(const SketchedCircuit& sketch, const NoisyWormholeOptions& options,
                             const NoiseModel& noise, const NoiseRunOptions& run, int num_qubits) {
  const Circuit part = beginning_of(sketch.circuit);
  const double larger = static_cast<double>(sketch.rotations) /
                        static_cast<double>(std::max<std::size_t>(1, num_rotations(part)));
  const Connectivity connectivity = connectivity_by_name(options.connectivity, part.num_qubits());
  CompileOptions few = options.compile, more = options.compile;
  few.trials = omp_get_max_threads();
  more.trials = 4 * few.trials;
  Circuit compiled(part.num_qubits());
  const double short_time =
      fastest_seconds([&] { compiled = compile(part, connectivity, few).circuit; });
  const double long_time = fastest_seconds([&] { compile(part, connectivity, more); });
  const double network =
      std::max(0.0, long_time - short_time) / static_cast<double>(more.trials - few.trials);
  const int trials =
      options.compile.trials != 0 ? options.compile.trials : default_trials(sketch.rotations);
  return {.compilation = short_time * larger + network * std::max(0, trials - few.trials) *
                                                   std::pow(larger, network_power),
          .run = run_seconds(count_of(compiled, 2) * larger, num_qubits, noise, run)};
}

}  // namespace traversable
