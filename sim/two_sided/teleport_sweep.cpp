#include "sim/two_sided/teleport_sweep.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <mutex>
#include <stdexcept>

#include "sim/interrupted.h"
#include "sim/linear_algebra/single_threaded_blas.h"

namespace traversable {
namespace {

// Up to this D a product is too small to be shared between threads: points go to threads whole.
constexpr std::size_t small_dimension = 512;

void check_list(const char* name, const std::vector<double>& values, double least) {
  if (values.empty()) throw std::invalid_argument(fmt::format("{} = []: expected a value", name));
  for (const double value : values)
    if (!std::isfinite(value) || value < least)
      throw std::invalid_argument(fmt::format("{} = {}: expected a finite number{}", name, value,
                                              least == 0 ? " >= 0" : ""));
}

std::size_t dimension(int num_majoranas) { return std::size_t{1} << ((num_majoranas + 1) / 2); }

/// Threads that work on whole instances or points at the same time.
int outer_threads(int num_majoranas, std::size_t pieces, int num_threads) {
  if (pieces < static_cast<std::size_t>(num_threads)) return 1;
  return dimension(num_majoranas) <= small_dimension ? num_threads : 1;
}

/// Instances spend most of their time in diagonalisation, which has two blocks to share at most, so
/// they go to threads whole at any size.
int instance_threads(std::size_t num_instances, int num_threads) {
  return num_instances < static_cast<std::size_t>(num_threads) ? 1 : num_threads;
}

/// OpenMP loop over 0 .. count-1 that hands the first exception to the caller and stops on it.
template <class Body>
void parallel_for(std::size_t count, int num_threads, const Body& body) {
  std::exception_ptr failure;
  std::mutex failure_mutex;
  bool failed = false;
#pragma omp parallel for schedule(dynamic) num_threads(num_threads) if (num_threads > 1)
  for (std::size_t i = 0; i < count; ++i) {
    {
      const std::lock_guard lock(failure_mutex);
      if (failed) continue;
    }
    try {
      body(i);
    } catch (...) {
      const std::lock_guard lock(failure_mutex);
      if (!failed) failure = std::current_exception();
      failed = true;
    }
  }
  if (failure) std::rethrow_exception(failure);
}

class Sweep {
 public:
  Sweep(const TeleportGrid& grid, const SweepHooks& hooks, const std::stop_token& stop)
      : grid_(grid), hooks_(hooks), stop_(stop) {}

  void run_instance(const HamiltonianSource& source, std::size_t instance) {
    const std::vector<SweepPoint> points = open_points(instance);
    if (points.empty()) return;
    throw_if_stopped(stop_);
    const Hamiltonian hamiltonian = source(instance);
    const TwoSidedEngine engine(hamiltonian, grid_.probe);
    report_thermal(engine, instance);
    const int threads = omp_in_parallel() ? 1
                                          : outer_threads(hamiltonian.num_majoranas(),
                                                          points.size(), omp_get_max_threads());
    std::vector<TeleportWorkspace> workspaces(static_cast<std::size_t>(threads));
    parallel_for(points.size(), threads, [&](std::size_t i) {
      const std::size_t thread = threads > 1 ? static_cast<std::size_t>(omp_get_thread_num()) : 0;
      run_point(engine, points[i], workspaces[thread]);
    });
  }

 private:
  std::vector<SweepPoint> open_points(std::size_t instance) const {
    std::vector<SweepPoint> points;
    for (std::size_t b = 0; b < grid_.beta.size(); ++b)
      for (std::size_t t = 0; t < grid_.t0.size(); ++t) {
        const SweepPoint point{instance, b, t};
        if (!hooks_.is_done || !hooks_.is_done(point)) points.push_back(point);
      }
    return points;
  }

  void report_thermal(const TwoSidedEngine& engine, std::size_t instance) {
    if (!hooks_.on_thermal) return;
    for (std::size_t b = 0; b < grid_.beta.size(); ++b) {
      throw_if_stopped(stop_);
      const ThermalResult result{instance, b, engine.energy(grid_.beta[b]),
                                 engine.coupling_expectation(grid_.beta[b])};
      const std::lock_guard lock(mutex_);
      hooks_.on_thermal(result);
    }
  }

  void run_point(const TwoSidedEngine& engine, const SweepPoint& point,
                 TeleportWorkspace& workspace) {
    const double t0 = grid_.t0[point.t0];
    const std::vector<double> t1 =
        grid_.axes == TimeAxes::diagonal ? std::vector<double>{t0} : grid_.t1;
    const SweepPointResult result{
        point, engine.teleport(grid_.beta[point.beta], t0, grid_.mu, t1, workspace, stop_)};
    const std::lock_guard lock(mutex_);
    hooks_.on_point(result);
  }

  const TeleportGrid& grid_;
  const SweepHooks& hooks_;
  const std::stop_token& stop_;
  std::mutex mutex_;
};

}  // namespace

void validate(const TeleportGrid& grid) {
  const double any = -HUGE_VAL;
  check_list("beta", grid.beta, 0);
  check_list("mu", grid.mu, any);
  check_list(grid.axes == TimeAxes::diagonal ? "t" : "t0", grid.t0, any);
  if (grid.axes == TimeAxes::map) check_list("t1", grid.t1, any);
}

double sweep_memory(int num_majoranas, std::size_t num_instances, std::size_t num_t0,
                    int num_threads) {
  const TwoSidedMemory memory = two_sided_memory(num_majoranas);
  const int engines = instance_threads(num_instances, num_threads);
  const int workspaces = engines > 1 ? engines : outer_threads(num_majoranas, num_t0, num_threads);
  return engines * memory.engine + workspaces * memory.workspace;
}

void teleport_sweep(const HamiltonianSource& source, std::size_t num_instances,
                    const TeleportGrid& grid, const SweepHooks& hooks,
                    const std::stop_token& stop) {
  validate(grid);
  const SingleThreadedBlas single_threaded;
  Sweep sweep(grid, hooks, stop);
  parallel_for(num_instances, instance_threads(num_instances, omp_get_max_threads()),
               [&](std::size_t instance) { sweep.run_instance(source, instance); });
}

}  // namespace traversable
