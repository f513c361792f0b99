// Means over noisy trajectories, and their errors.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "circuits/noisy_circuit.h"
#include "circuits/trajectory_program.h"
#include "sim/cuda/backend.h"

namespace traversable {

/// Their standard error is below 1e-4 of the spread of one.
inline constexpr std::size_t max_trajectories = 100'000'000;

struct TrajectoryOptions {
  /// 2 to max_trajectories.
  std::size_t count = 1000;
  /// Trajectory k of two circuits draws the same numbers with one seed: run_keys.h has seeds that differ.
  std::uint64_t seed = 0;
  /// Ends before `count` once no element of the mean has a larger standard error; 0 for never.
  double target_error = 0;
  /// Called with (trajectories done, count).
  std::function<void(std::size_t, std::size_t)> progress = {};
};

/// Trajectories are dealt to this many groups in turn, for the errors of functions of the mean.
inline constexpr std::size_t trajectory_groups = 20;

struct TrajectoryEstimate {
  /// The state of the measured qubits.
  Eigen::MatrixXcd mean;
  /// Of real and imaginary part together: sqrt(<|x - <x>|^2> / (count - 1)).
  Eigen::MatrixXd standard_error;
  std::size_t count = 0;
  /// Means and sizes of the groups.
  std::vector<Eigen::MatrixXcd> group_means;
  std::vector<std::size_t> group_sizes;
};

/// Throws std::invalid_argument for count outside 2..max_trajectories, a target that is negative or
/// not finite, or a circuit that measures nothing; Interrupted.
/// With a backend many trajectories run at once on its device, the same ones up to rounding.
TrajectoryEstimate run_trajectories(const NoisyCircuit& circuit, const TrajectoryOptions& options,
                                    const std::stop_token& stop = {},
                                    cuda::Backend* backend = nullptr);

/// Bytes of one trajectory at its peak.
double trajectory_memory(int num_qubits);

/// f of the mean with its bias to first order removed, and its standard error, by leaving out one
/// group at a time (Quenouille and Tukey's jackknife). Throws std::invalid_argument for fewer
/// trajectories than groups.
struct Jackknife {
  double value = 0;
  double standard_error = 0;
  /// f without one group, for every group.
  std::vector<double> left_out;
};
Jackknife jackknife(const TrajectoryEstimate& estimate,
                    const std::function<double(const Eigen::MatrixXcd&)>& f);

}  // namespace traversable
