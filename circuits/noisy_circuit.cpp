#include "circuits/noisy_circuit.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "circuits/ladders.h"
#include "circuits/run_circuit.h"
#include "circuits/shannon_decomposition.h"
#include "circuits/unitary_transfers.h"
#include "sim/at.h"
#include "sim/cuda/density_matrix_batch.h"
#include "sim/density_matrix/transfer_program.h"
#include "sim/interrupted.h"
#include "sim/memory.h"
#include "sim/noise/transfer_matrix.h"
#include "sim/parallel.h"

namespace traversable {
namespace {

bool is_large(const Operation& operation) {
  return is_unitary_gate(operation) && operation.qubits.size() > 2;
}

bool has_noise_in_time(const NoiseModel& model) {
  const auto all = components(model);
  return std::any_of(all.begin(), all.end(), [](const auto& name) { return name != "read_out"; });
}

/// Every gate on one or two qubits.
Circuit with_small_gates(const Circuit& circuit, const NoiseModel& model) {
  const auto large =
      std::find_if(circuit.operations().begin(), circuit.operations().end(), is_large);
  if (large == circuit.operations().end()) return circuit;
  if (has_noise_in_time(model))
    throw std::invalid_argument(fmt::format(
        "{} of {} qubits: noise models know gates on one and two qubits, compile the circuit first",
        info(large->gate).name, large->qubits.size()));
  return with_ladders(split_large_unitaries(circuit), 2);
}

/// Gates by the moment in which they run, counted from the end, each as late as its qubits allow. A
/// virtual gate runs after the moment it is listed in.
struct Schedule {
  std::vector<std::vector<const Operation*>> gates, virtual_gates;
};

Schedule as_late_as_possible(const Circuit& circuit, const NoiseModel& model) {
  std::vector<std::size_t> level(at(circuit.num_qubits()), 0);
  Schedule schedule;
  const auto put = [](std::vector<std::vector<const Operation*>>& moments, std::size_t moment,
                      const Operation& operation) {
    if (moments.size() <= moment) moments.resize(moment + 1);
    moments[moment].push_back(&operation);
  };
  const auto& operations = circuit.operations();
  for (auto operation = operations.rbegin(); operation != operations.rend(); ++operation) {
    if (operation->gate == Gate::measure) continue;
    std::size_t moment = 0;
    const bool whole = operation->gate == Gate::barrier && operation->qubits.empty();
    if (whole) moment = *std::max_element(level.begin(), level.end());
    for (const int qubit : operation->qubits) moment = std::max(moment, level[at(qubit)]);
    if (whole) std::fill(level.begin(), level.end(), moment);
    if (operation->gate == Gate::barrier) {
      for (const int qubit : operation->qubits) level[at(qubit)] = moment;
    } else if (noise_after(model, *operation) == nullptr) {
      put(schedule.virtual_gates, moment, *operation);
    } else {
      put(schedule.gates, moment, *operation);
      for (const int qubit : operation->qubits) level[at(qubit)] = moment + 1;
    }
  }
  const std::size_t count = std::max(schedule.gates.size(), schedule.virtual_gates.size());
  schedule.gates.resize(count);
  schedule.virtual_gates.resize(count);
  return schedule;
}

class Builder {
 public:
  Builder(const Circuit& circuit, const NoiseModel& model)
      : model_(model), started_(at(circuit.num_qubits()), false) {
    result_.num_qubits = circuit.num_qubits();
  }

  void add_moment(const std::vector<const Operation*>& gates) {
    double duration = 0;
    for (const Operation* gate : gates)
      duration = std::max(duration, noise_after(model_, *gate)->duration);
    std::vector<double> busy(started_.size(), 0);
    std::vector<bool> acted(started_.size(), false);
    for (auto gate = gates.rbegin(); gate != gates.rend(); ++gate) {
      const GateNoise& noise = *noise_after(model_, **gate);
      add_gate(**gate);
      for (const Channel& channel : noise.channels) add_channel(channel, (*gate)->qubits);
      for (const int qubit : (*gate)->qubits) {
        started_[at(qubit)] = acted[at(qubit)] = true;
        busy[at(qubit)] = noise.duration;
      }
    }
    for (int qubit = 0; qubit < result_.num_qubits; ++qubit)
      if (started_[at(qubit)]) add_idle(qubit, duration - busy[at(qubit)], !acted[at(qubit)]);
    result_.duration += duration;
  }

  void add_gate(const Operation& operation) {
    for (const int qubit : operation.qubits) started_[at(qubit)] = true;
    result_.steps.push_back({operation.qubits, matrix_of(operation), {}});
  }

  NoisyCircuit take() { return std::move(result_); }

 private:
  void add_channel(const Channel& channel, const std::vector<int>& qubits) {
    if (channel.num_qubits == static_cast<int>(qubits.size())) {
      result_.steps.push_back({qubits, {}, channel});
      return;
    }
    for (const int qubit : qubits) result_.steps.push_back({{qubit}, {}, channel});
  }

  void add_idle(int qubit, double time, bool whole_moment) {
    const IdleNoise& idle = idle_noise(model_, qubit);
    if (time > 0 && (std::isfinite(idle.t1) || std::isfinite(idle.t2)))
      result_.steps.push_back({{qubit}, {}, thermal_relaxation(idle.t1, idle.t2, time)});
    if (!whole_moment) return;
    for (const Channel& channel : idle.channels) result_.steps.push_back({{qubit}, {}, channel});
  }

  const NoiseModel& model_;
  std::vector<bool> started_;
  NoisyCircuit result_;
};

/// `unitaries`: transfer matrices of the gates, in their order.
TransferProgram transfer_program(const NoisyCircuit& circuit,
                                 std::span<const Eigen::MatrixXd> unitaries) {
  TransferProgram program(circuit.num_qubits);
  auto unitary = unitaries.begin();
  for (const NoisyStep& step : circuit.steps) {
    if (step.channel)
      program.append(transfer_matrix(*step.channel), step.qubits);
    else
      program.append(*unitary++, step.qubits);
  }
  program.compile();
  return program;
}

void check_measures(const NoisyCircuit& circuit) {
  if (circuit.measured.empty()) throw std::invalid_argument("the circuit measures nothing");
}

std::vector<Eigen::MatrixXcd> measured_states_on(cuda::Backend& backend,
                                                 std::span<const NoisyCircuit> circuits,
                                                 const std::stop_token& stop) {
  for (const NoisyCircuit& circuit : circuits) check_measures(circuit);
  const UnitaryTransfers unitaries(circuits);
  std::vector<std::optional<TransferProgram>> programs(circuits.size());
  parallel_for(circuits.size(), omp_get_max_threads(), [&](std::size_t k) {
    programs[k] = transfer_program(circuits[k], unitaries.of(k));
  });
  std::vector<cuda::DensityMatrixRun> runs;
  for (std::size_t k = 0; k < circuits.size(); ++k)
    runs.push_back({&*programs[k], circuits[k].measured});
  return cuda::run_density_matrices(backend, runs, stop);
}

}  // namespace

NoisyCircuit with_noise(const Circuit& circuit, const NoiseModel& model) {
  validate(model);
  check_measurements_are_last(circuit);
  const Circuit small = with_small_gates(circuit, model);
  const Schedule schedule = as_late_as_possible(small, model);
  Builder builder(small, model);
  for (std::size_t moment = schedule.gates.size(); moment-- > 0;) {
    builder.add_moment(schedule.gates[moment]);
    const auto& gates = schedule.virtual_gates[moment];
    for (auto gate = gates.rbegin(); gate != gates.rend(); ++gate) builder.add_gate(**gate);
  }
  NoisyCircuit result = builder.take();
  if (circuit.num_bits() > 0) result.measured = measured_qubits(circuit);
  for (const int qubit : result.measured) result.read_out.push_back(read_out_error(model, qubit));
  return result;
}

DensityMatrix run_density_matrix(const NoisyCircuit& circuit) {
  DensityMatrix rho(circuit.num_qubits);
  transfer_program(circuit, UnitaryTransfers({&circuit, 1}).of(0)).apply(rho);
  return rho;
}

Eigen::MatrixXcd measured_state(const NoisyCircuit& circuit) {
  check_measures(circuit);
  return reduced_density_matrix(run_density_matrix(circuit), circuit.measured);
}

Eigen::MatrixXcd measured_state(const Circuit& circuit, const NoiseModel& model) {
  return measured_state(with_noise(circuit, model));
}

int states_at_once(std::size_t runs, double bytes, int num_threads, double available) {
  if (runs < 2 || 2 * bytes * num_threads >= available) return 1;
  return static_cast<int>(std::min(runs, static_cast<std::size_t>(num_threads)));
}

std::vector<Eigen::MatrixXcd> measured_states(std::span<const NoisyCircuit> circuits,
                                              const std::stop_token& stop, cuda::Backend* backend) {
  if (backend != nullptr) return measured_states_on(*backend, circuits, stop);
  std::vector<Eigen::MatrixXcd> states(circuits.size());
  double memory = 0;
  for (const NoisyCircuit& circuit : circuits)
    memory = std::max(memory, density_matrix_memory(circuit.num_qubits));
  const double available = circuits.size() < 2 ? 0 : available_memory();  // asking takes a while
  const int at_once = states_at_once(circuits.size(), memory, omp_get_max_threads(), available);
  parallel_for(circuits.size(), at_once, [&](std::size_t k) {
    throw_if_stopped(stop);
    states[k] = measured_state(circuits[k]);
  });
  return states;
}

}  // namespace traversable
