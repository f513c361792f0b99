#include "circuits/trajectories.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "circuits/trajectory_batch.h"
#include "sim/at.h"
#include "sim/interrupted.h"
#include "sim/memory.h"
#include "sim/parallel.h"
#include "sim/statistics.h"

namespace traversable {
namespace {

/// Trajectories a round; the target error is looked at after each.
constexpr std::size_t round_size = 200;
static_assert(round_size % trajectory_groups == 0);

struct Sums {
  Eigen::MatrixXcd first;
  Eigen::MatrixXd second;  // of |x|^2
  std::vector<Eigen::MatrixXcd> groups;
  std::vector<std::size_t> sizes;

  /// States of trajectories `number`, number + 1, ...
  void add(std::span<const Eigen::MatrixXcd> states, std::size_t number) {
    for (const Eigen::MatrixXcd& state : states) {
      first += state;
      second += state.cwiseAbs2();
      groups[number % trajectory_groups] += state;
      ++sizes[number++ % trajectory_groups];
    }
  }
};

TrajectoryEstimate estimate_from(const Sums& sums, std::size_t count) {
  const double n = static_cast<double>(count);
  TrajectoryEstimate estimate;
  estimate.count = count;
  estimate.mean = sums.first / n;
  estimate.standard_error =
      ((sums.second / n - estimate.mean.cwiseAbs2()).cwiseMax(0) / (n - 1)).cwiseSqrt();
  estimate.group_sizes = sums.sizes;
  for (std::size_t g = 0; g < trajectory_groups; ++g)
    estimate.group_means.push_back(sums.groups[g] /
                                   static_cast<double>(std::max<std::size_t>(sums.sizes[g], 1)));
  return estimate;
}

/// States of the measured qubits of trajectories first, first + 1, ..., each in its own place.
void run_round(const TrajectoryProgram& program, const std::vector<int>& measured,
               std::uint64_t seed, std::uint64_t first, std::vector<Eigen::MatrixXcd>& states,
               const std::stop_token& stop) {
  const int at_once = states_at_once(states.size(), trajectory_memory(program.num_qubits()),
                                     omp_get_max_threads(), available_memory());
  std::vector<StateVector<double>> buffers;
  for (int thread = 0; thread < at_once; ++thread) buffers.emplace_back(program.num_qubits());
  parallel_for(states.size(), at_once, [&](std::size_t k) {
    throw_if_stopped(stop);
    StateVector<double>& state = buffers[at_once > 1 ? at(omp_get_thread_num()) : 0];
    program.run(seed, first + k, state);
    states[k] = reduced_density_matrix(state, measured);
  });
}

}  // namespace

double trajectory_memory(int num_qubits) {
  // Itself, the one kept and the one before a jump.
  return 3 * state_vector_memory(num_qubits, sizeof(Eigen::dcomplex));
}

TrajectoryEstimate run_trajectories(const NoisyCircuit& circuit, const TrajectoryOptions& options,
                                    const std::stop_token& stop, cuda::Backend* backend) {
  if (options.count < 2)
    throw std::invalid_argument(fmt::format("{} trajectories: expected 2 or more", options.count));
  if (options.count > max_trajectories)
    throw std::invalid_argument(
        fmt::format("{} trajectories: expected at most {}, whose standard error is below 1e-4",
                    options.count, max_trajectories));
  if (!(options.target_error >= 0) || !std::isfinite(options.target_error))
    throw std::invalid_argument(fmt::format(
        "target error {}: expected a finite number, not negative", options.target_error));
  if (circuit.measured.empty()) throw std::invalid_argument("the circuit measures nothing");
  const TrajectoryProgram program(circuit);
  const Eigen::Index size = Eigen::Index{1} << circuit.measured.size();
  Sums sums{.first = Eigen::MatrixXcd::Zero(size, size),
            .second = Eigen::MatrixXd::Zero(size, size),
            .groups = std::vector<Eigen::MatrixXcd>(trajectory_groups,
                                                    Eigen::MatrixXcd::Zero(size, size)),
            .sizes = std::vector<std::size_t>(trajectory_groups, 0)};
  std::optional<TrajectoryBatch> batch;
  if (backend != nullptr) batch.emplace(*backend, program, circuit.measured);
  std::size_t done = 0;
  while (done < options.count) {
    const std::size_t left = options.count - done;
    std::vector<Eigen::MatrixXcd> states;
    if (batch) {
      const std::size_t rounds = std::max<std::size_t>(batch->most_at_once() / round_size, 1);
      states = batch->run(options.seed, done, std::min(rounds * round_size, left), stop);
    } else {
      states.resize(std::min(round_size, left));
      run_round(program, circuit.measured, options.seed, done, states, stop);
    }
    // The same rounds on any device, so that the target error is met at the same one.
    bool met = false;
    for (std::size_t first = 0; first < states.size() && !met; first += round_size) {
      const std::size_t count = std::min(round_size, states.size() - first);
      sums.add(std::span(states).subspan(first, count), done);
      done += count;
      if (options.progress) options.progress(done, options.count);
      met = options.target_error > 0 && done >= round_size &&
            estimate_from(sums, done).standard_error.maxCoeff() <= options.target_error;
    }
    if (met) break;
  }
  return estimate_from(sums, done);
}

Jackknife jackknife(const TrajectoryEstimate& estimate,
                    const std::function<double(const Eigen::MatrixXcd&)>& f) {
  if (estimate.count < trajectory_groups)
    throw std::invalid_argument(fmt::format("{} trajectories: expected {} or more for an error",
                                            estimate.count, trajectory_groups));
  const double all = f(estimate.mean), n = static_cast<double>(estimate.count);
  std::vector<double> without;
  for (std::size_t g = 0; g < trajectory_groups; ++g) {
    const double size = static_cast<double>(estimate.group_sizes[g]);
    without.push_back(f((n * estimate.mean - size * estimate.group_means[g]) / (n - size)));
  }
  const double value = jackknife_value(all, without), error = jackknife_error(without);
  return {value, error, std::move(without)};
}

}  // namespace traversable
