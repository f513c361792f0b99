#include "circuits/noisy_wormhole.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "sim/statistics.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

NoisyResult from_density_matrix(const NoisyPair& pair, EntropyUnit unit) {
  return {.pair = pair,
          .mutual_information = mutual_information(pair.rho, unit),
          .mutual_information_read_out = mutual_information(as_read_out(pair), unit)};
}

NoisyResult from_trajectories(const NoisyCircuit& noisy, std::uint64_t seed,
                              const NoiseRunOptions& options, const std::stop_token& stop) {
  TrajectoryOptions trajectories = options.trajectories;
  trajectories.seed = seed;
  const TrajectoryEstimate estimate = run_trajectories(noisy, trajectories, stop, options.backend);
  NoisyResult result{.pair = pair_of(noisy, estimate.mean)};
  const PairReadOut errors = result.pair.read_out;
  const Jackknife before = jackknife(estimate, [&](const Eigen::MatrixXcd& rho) {
    return mutual_information(Eigen::Matrix4cd(rho), options.unit);
  });
  const Jackknife after = jackknife(estimate, [&](const Eigen::MatrixXcd& rho) {
    return mutual_information(as_read_out({rho, errors}), options.unit);
  });
  result.mutual_information = before.value;
  result.standard_error = before.standard_error;
  result.left_out = before.left_out;
  result.mutual_information_read_out = after.value;
  return result;
}

}  // namespace

int num_qubits(const Encoding& encoding, const NoisyWormholeOptions& options) {
  const int needed = wormhole_registers(encoding, options.wormhole.protocol.probe).num_qubits;
  return connectivity_by_name(options.connectivity, needed).num_qubits();
}

void check_noisy_wormhole(const Hamiltonian& hamiltonian, double beta, const Encoding& encoding,
                          const NoisyWormholeOptions& options, std::span<const double> mu,
                          std::span<const std::pair<double, double>> times) {
  check_preparation(hamiltonian, beta, encoding, options.preparation);
  num_qubits(encoding, options);
  WormholeOptions wormhole = options.wormhole;
  for (const double coupling : mu)
    for (const auto& [t0, t1] : times) {
      wormhole.mu = coupling;
      wormhole.t0 = t0;
      wormhole.t1 = t1;
      check_wormhole(hamiltonian, encoding, wormhole);
    }
}

NoisyWormhole::NoisyWormhole(const Hamiltonian& hamiltonian, double beta, const Encoding& encoding,
                             const NoisyWormholeOptions& options, const std::stop_token& stop)
    : hamiltonian_(hamiltonian),
      encoding_(encoding),
      options_(options),
      preparation_(
          prepare_thermofield_double(hamiltonian, beta, encoding, options.preparation, stop)) {
  connectivity_by_name(options.connectivity,
                       wormhole_registers(encoding, options.wormhole.protocol.probe).num_qubits);
}

Circuit NoisyWormhole::circuit(double mu, double t0, double t1, const std::stop_token& stop) const {
  WormholeOptions wormhole = options_.wormhole;
  wormhole.mu = mu;
  wormhole.t0 = t0;
  wormhole.t1 = t1;
  const Circuit circuit = wormhole_circuit(hamiltonian_, encoding_, preparation_.circuit, wormhole);
  return compile(circuit, connectivity_by_name(options_.connectivity, circuit.num_qubits()),
                 options_.compile, stop)
      .circuit;
}

NoiseMethod noise_method_by_name(std::string_view name) {
  if (name == "density_matrix") return NoiseMethod::density_matrix;
  if (name == "trajectories") return NoiseMethod::trajectories;
  throw std::invalid_argument(
      fmt::format("method {}: expected density_matrix or trajectories", in_quotes(name)));
}

std::string_view name_of(NoiseMethod method) {
  return method == NoiseMethod::density_matrix ? "density_matrix" : "trajectories";
}

void check_noise(const NoiseModel& model, std::span<const double> scales, int num_qubits,
                 NoiseMethod method, bool mitigated) {
  const int most = method == NoiseMethod::density_matrix ? max_density_qubits : max_state_qubits;
  if (num_qubits > most)
    throw std::invalid_argument(fmt::format("method {}: {} qubits, expected at most {}",
                                            name_of(method), num_qubits, most));
  validate(model);
  for (const double scale : scales) {
    const NoiseModel noise = scaled(model, scale);
    for (int qubit = 0; mitigated && qubit < num_qubits; ++qubit)
      check_read_out(read_out_error(noise, qubit),
                     fmt::format("qubit {} at scale {}", qubit, scale));
  }
}

double noise_memory(int num_qubits, std::size_t runs, NoiseMethod method, int num_threads,
                    double available) {
  const bool dense = method == NoiseMethod::density_matrix;
  const double state = dense ? density_matrix_memory(num_qubits) : trajectory_memory(num_qubits);
  return state * states_at_once(dense ? runs : 2 * static_cast<std::size_t>(num_threads), state,
                                num_threads, available);
}

AsymmetryEstimate asymmetry_of(const NoisyResult& negative, const NoisyResult& positive,
                               bool common_random_numbers) {
  const double value = negative.mutual_information - positive.mutual_information;
  if (!common_random_numbers)
    return {value, std::hypot(negative.standard_error, positive.standard_error)};
  std::vector<double> differences;
  for (std::size_t group = 0; group < negative.left_out.size(); ++group)
    differences.push_back(negative.left_out[group] - positive.left_out[group]);
  return {value, jackknife_error(differences)};
}

std::vector<NoisyResult> run_at_scales(std::span<const Circuit> circuits,
                                       std::span<const CircuitPoint> points,
                                       const NoiseModel& model, std::span<const double> scales,
                                       const NoiseRunOptions& options,
                                       const std::stop_token& stop) {
  std::vector<NoisyResult> results;
  if (options.method == NoiseMethod::density_matrix) {
    for (const NoisyPair& pair : noisy_pairs(circuits, model, scales, stop, options.backend))
      results.push_back(from_density_matrix(pair, options.unit));
    return results;
  }
  for (std::size_t k = 0; k < circuits.size(); ++k)
    for (const double scale : scales) {
      const std::uint64_t seed = trajectory_seed(options.trajectories.seed, points[k], scale,
                                                 options.common_random_numbers);
      results.push_back(
          from_trajectories(with_noise(circuits[k], scaled(model, scale)), seed, options, stop));
    }
  return results;
}

}  // namespace traversable
