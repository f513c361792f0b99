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

  /// Number of states rho_PT of one instance; a double, since the product may be beyond 64 bits.
  double num_states() const {
    double count = 1;
    for (const std::size_t n : {beta.size(), mu.size(), t0.size(), num_t1()})
      count *= static_cast<double>(n);
    return count;
  }
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

/// How a sweep uses its threads: over whole instances, else over the points of an instance, else
/// inside the matrix products, whichever comes first with enough work and memory.
struct SweepLayout {
  int instance_threads = 1;
  int point_threads = 1;
  double memory = 0;  // bytes at the peak, results not counted
};

/// The layout for `num_threads` threads and `available` bytes. Where even one evaluation after the
/// other does not fit, that layout is returned: compare its memory.
SweepLayout plan_sweep(int num_majoranas, std::size_t num_instances, const TeleportGrid& grid,
                       int num_threads, double available);

/// Computes every point of the grid for instances 0 .. num_instances-1, which all have
/// num_majoranas Majoranas, on OpenMP's threads by plan_sweep; the results are the same to the bit
/// for any number of them. Throws std::invalid_argument for a bad grid or probe, Interrupted when
/// asked to stop; every point reported until then is whole.
void teleport_sweep(const HamiltonianSource& source, int num_majoranas, std::size_t num_instances,
                    const TeleportGrid& grid, const SweepHooks& hooks,
                    const std::stop_token& stop = {});

}  // namespace traversable
