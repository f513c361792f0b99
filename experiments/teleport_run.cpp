#include "experiments/teleport_run.h"

#include <fmt/format.h>
#include <omp.h>
#include <spdlog/spdlog.h>

#include <Eigen/Core>
#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "experiments/result_run.h"
#include "experiments/runs/machine_speed.h"
#include "experiments/teleport_file.h"
#include "sim/cuda/two_sided_engine.h"
#include "sim/memory.h"
#include "sim/teleport/state_vector_teleport.h"
#include "sim/two_sided/two_sided_engine.h"
#include "sym/models.h"

namespace traversable {
namespace {

double memory_of(const TeleportConfig& config) {
  return plan_sweep(config.model.num_majoranas, config.model.num_instances, config.grid,
                    config.method, omp_get_max_threads(), available_memory())
      .memory;
}

std::size_t num_points(const TeleportConfig& config) {
  return config.model.num_instances * config.grid.beta.size() * config.grid.t0.size();
}

double operations_of(const TeleportConfig& config) {
  const TwoSidedCost cost =
      two_sided_cost(config.model.num_majoranas, config.grid.mu.size(), config.grid.num_t1());
  return static_cast<double>(config.model.num_instances) * cost.diagonalization +
         static_cast<double>(num_points(config)) * cost.evaluation;
}

std::string describe_device(const TeleportConfig& config) {
  const TeleportMethod& method = config.method;
  const double memory =
      method.exact ? cuda::two_sided_memory(config.model.num_majoranas, config.grid.num_t1(),
                                            bytes_per_amplitude(method.precision))
                   : state_vector_teleport_memory(method);
  return fmt::format("# device        {}, {} there for an instance\n", name_of(method.device),
                     format_bytes(memory));
}

std::string describe_exact(const TeleportConfig& config) {
  const double operations = operations_of(config);
  return fmt::format(
      "# matrices      {0} x {0}\n# operations    {1:.2g}, about {2:.2g} s on {3} threads\n",
      std::size_t{1} << ((config.model.num_majoranas + 1) / 2), operations,
      operations / measured_speed(512), omp_get_max_threads());
}

/// Amplitudes times passes a second of a product H psi, measured for some milliseconds.
double measured_pass_speed() {
  constexpr int qubits = 12;
  const PauliOperator<double> op(
      qubits,
      encode(left_hamiltonian(dense_syk(2 * qubits, 4, 1.0, {0, 0})), split_encoding(2 * qubits)));
  const StateVector<double> x(qubits);
  StateVector<double> y(qubits);
  std::chrono::duration<double> fastest = std::chrono::hours(1);
  for (int repetition = 0; repetition < 5; ++repetition) {
    const auto start = std::chrono::steady_clock::now();
    op.apply(x, y);
    fastest =
        std::min<std::chrono::duration<double>>(fastest, std::chrono::steady_clock::now() - start);
  }
  return static_cast<double>(op.num_passes() * x.size()) / fastest.count();
}

std::string describe_state_vectors(const TeleportConfig& config) {
  const Hamiltonian hamiltonian = make_hamiltonian(config.model, 0);
  StateVectorCost total;
  for (const double beta : config.grid.beta)
    for (const double t0 : config.grid.t0) {
      const std::vector<double> t1 = read_out_times(config.grid, t0);
      const StateVectorCost cost = state_vector_teleport_cost(hamiltonian, config.method, beta, t0,
                                                              config.grid.mu.size(), t1);
      total.applications += cost.applications;
      total.amplitude_passes += cost.amplitude_passes;
    }
  const auto instances = static_cast<double>(config.model.num_instances);
  return fmt::format(
      "# qubits        {}, parity sectors of {}\n"
      "# products      about {:.2g} of H and a state, about {:.2g} s on {} threads\n",
      config.method.encoding.num_qubits, ParitySectors(config.method.encoding).num_qubits(),
      instances * total.applications, instances * total.amplitude_passes / measured_pass_speed(),
      omp_get_max_threads());
}

bool compute(const TeleportConfig& config, ResultFile& result, Progress& progress,
             const std::stop_token& stop) {
  TeleportFile file(result, config);
  const SweepHooks hooks{.is_done = [&](const SweepPoint& point) { return file.is_done(point); },
                         .on_point =
                             [&](const SweepPointResult& point) {
                               file.write(point);
                               progress.advance();
                             },
                         .on_thermal = [&](const ThermalResult& thermal) { file.write(thermal); }};
  teleport_sweep([&](std::size_t i) { return make_hamiltonian(config.model, i); },
                 config.model.num_majoranas, config.model.num_instances, config.grid, config.method,
                 hooks, stop);
  file.write_statistics();
  return true;
}

ResultRun result_run(const TeleportConfig& config, const std::string& command_line,
                     const std::stop_token& stop) {
  return {.plan = result_plan(config, command_line),
          .memory = memory_of(config),
          .needs = fmt::format("a run with {} Majoranas a side", config.model.num_majoranas),
          .compute = [&config, stop](ResultFile& file, Progress& progress) {
            return compute(config, file, progress, stop);
          }};
}

}  // namespace

std::string describe_run(const TeleportConfig& config) {
  const double values = static_cast<double>(config.model.num_instances) * config.grid.num_states();
  return to_toml(config) +
         fmt::format("# points        {} (instance, beta, t0), {:.0f} values of rho_PT\n",
                     num_points(config), values) +
         describe_resources(result_run(config, "", {})) +
         (config.method.device.has_backend() ? describe_device(config)
          : config.method.exact              ? describe_exact(config)
                                             : describe_state_vectors(config));
}

void run_teleport(const TeleportConfig& config, const RunOptions& options,
                  const std::string& command_line, const std::stop_token& stop) {
  require_device_memory(config.method, config.model.num_majoranas, config.grid.num_t1());
  run_into_file(options, result_run(config, command_line, stop), stop);
}

}  // namespace traversable
