// The protocol over many instances, temperatures, couplings and times.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "sim/two_sided/two_sided_engine.h"

namespace traversable {

/// How injection and read-out times go together.
enum class TimeAxes {
  diagonal,  ///< t0 = t1 = t: `t1` is empty and every t0 is read out at itself
  map        ///< every t0 with every t1
};

/// The parameters of a run. Every list is non-empty, except t1 on the diagonal.
struct TeleportGrid {
  std::vector<double> beta;
  std::vector<double> mu;
  TimeAxes axes = TimeAxes::diagonal;
  std::vector<double> t0;
  std::vector<double> t1;
  ProbeMode probe{0, 1};

  /// Read-out times of one t0: 1 on the diagonal.
  std::size_t num_t1() const { return axes == TimeAxes::diagonal ? 1 : t1.size(); }
};

/// Throws std::invalid_argument where a list is empty or holds a value that is not allowed.
void validate(const TeleportGrid& grid);

/// The smallest unit of work: all mu and all t1 of one t0.
struct SweepPoint {
  std::size_t instance = 0;
  std::size_t beta = 0;
  std::size_t t0 = 0;
};

/// rho_PT of one point, mu-major: [mu][t1].
struct SweepPointResult {
  SweepPoint point;
  std::vector<Eigen::Matrix4cd> rho;
};

/// Expectation values of one (instance, beta), see TwoSidedEngine.
struct ThermalResult {
  std::size_t instance = 0;
  std::size_t beta = 0;
  double energy = 0;
  double coupling = 0;
};

/// What a sweep reads and reports to. The receivers are called one at a time, from any thread.
struct SweepHooks {
  /// True for points that need not be computed (already in the file). May be empty.
  std::function<bool(const SweepPoint&)> is_done;
  std::function<void(const SweepPointResult&)> on_point;
  /// Called once for every instance that has a point to compute, before its points. May be empty.
  std::function<void(const ThermalResult&)> on_thermal;
};

/// One Hamiltonian of an ensemble, made when it is needed.
using HamiltonianSource = std::function<Hamiltonian(std::size_t instance)>;

/// Largest memory in bytes that the sweep takes with `num_threads` threads.
double sweep_memory(int num_majoranas, std::size_t num_instances, std::size_t num_t0,
                    int num_threads);

/// Computes every point of the grid for instances 0 .. num_instances-1. OpenMP threads go over
/// instances where these keep all threads busy, else over the points of an instance, else inside
/// the matrix products; the results are the same to the bit. Throws std::invalid_argument for a bad
/// grid or probe, Interrupted when asked to stop; every point reported until then is whole.
void teleport_sweep(const HamiltonianSource& source, std::size_t num_instances,
                    const TeleportGrid& grid, const SweepHooks& hooks,
                    const std::stop_token& stop = {});

}  // namespace traversable
