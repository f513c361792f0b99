// The parameters of a teleportation run and the units it is computed in.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <functional>
#include <vector>

#include "sim/evolution/evolution_report.h"
#include "sym/hamiltonian.h"
#include "sym/protocol.h"

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
  Protocol protocol = {};

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

/// The read-out times that go with injection at -t0.
inline std::vector<double> read_out_times(const TeleportGrid& grid, double t0) {
  return grid.axes == TimeAxes::diagonal ? std::vector<double>{t0} : grid.t1;
}

/// Throws std::invalid_argument where a list is empty or holds a value that is not allowed.
void validate(const TeleportGrid& grid);

/// The smallest unit of work: all mu and all t1 of one t0.
struct SweepPoint {
  std::size_t instance = 0;
  std::size_t beta = 0;
  std::size_t t0 = 0;
};

/// rho_PT of one point, mu-major: [mu][t1]; error estimate and work where the method has them.
struct SweepPointResult {
  SweepPoint point;
  std::vector<Eigen::Matrix4cd> rho;
  EvolutionReport report;
};

/// <TFD|H_L|TFD> and <TFD|V|TFD> of one (instance, beta).
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

}  // namespace traversable
