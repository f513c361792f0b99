#include "sim/teleport/teleport_sweep.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <stdexcept>

#include "sim/cuda/device_engine.h"
#include "sim/interrupted.h"
#include "sim/linear_algebra/single_threaded_blas.h"
#include "sim/memory.h"
#include "sim/parallel.h"
#include "sim/teleport/state_vector_teleport.h"
#include "sim/two_sided/two_sided_engine.h"

namespace traversable {
namespace {

// Up to this D a product is too small to be shared between threads: points go to threads whole.
constexpr Eigen::Index small_dimension = 512;

void check_list(const char* name, const std::vector<double>& values, double least) {
  if (values.empty()) throw std::invalid_argument(fmt::format("{} = []: expected a value", name));
  for (const double value : values)
    if (!std::isfinite(value) || value < least)
      throw std::invalid_argument(fmt::format("{} = {}: expected a finite number{}", name, value,
                                              least == 0 ? " >= 0" : ""));
}

std::vector<SweepPoint> open_points(std::size_t instance, const TeleportGrid& grid,
                                    const SweepHooks& hooks) {
  std::vector<SweepPoint> points;
  for (std::size_t b = 0; b < grid.beta.size(); ++b)
    for (std::size_t t = 0; t < grid.t0.size(); ++t) {
      const SweepPoint point{instance, b, t};
      if (!hooks.is_done || !hooks.is_done(point)) points.push_back(point);
    }
  return points;
}

class ExactSweep {
 public:
  ExactSweep(const TeleportGrid& grid, const SweepHooks& hooks, int point_threads,
             const std::stop_token& stop)
      : grid_(grid), hooks_(hooks), point_threads_(point_threads), stop_(stop) {}

  void run_instance(const HamiltonianSource& source, std::size_t instance) {
    const std::vector<SweepPoint> points = open_points(instance, grid_, hooks_);
    if (points.empty()) return;
    throw_if_stopped(stop_);
    const Hamiltonian hamiltonian = source(instance);
    const TwoSidedEngine engine(hamiltonian, grid_.probe);
    report_thermal(engine, instance);
    // Too few points left to keep the threads busy: these work inside the products.
    const int threads =
        points.size() < static_cast<std::size_t>(point_threads_) ? 1 : point_threads_;
    std::vector<TeleportWorkspace> workspaces(static_cast<std::size_t>(threads));
    parallel_for(points.size(), threads, [&](std::size_t i) {
      const std::size_t thread = threads > 1 ? static_cast<std::size_t>(omp_get_thread_num()) : 0;
      run_point(engine, points[i], workspaces[thread]);
    });
  }

 private:
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
    const SweepPointResult result{
        point,
        engine.teleport(grid_.beta[point.beta], grid_.t0[point.t0], grid_.mu,
                        read_out_times(grid_, grid_.t0[point.t0]), workspace, stop_),
        {}};
    const std::lock_guard lock(mutex_);
    hooks_.on_point(result);
  }

  const TeleportGrid& grid_;
  const SweepHooks& hooks_;
  int point_threads_;
  const std::stop_token& stop_;
  std::mutex mutex_;
};

void run_device_instance(const HamiltonianSource& source, std::size_t instance,
                         const TeleportGrid& grid, const Device& device, const SweepHooks& hooks,
                         const std::stop_token& stop) {
  const std::vector<SweepPoint> points = open_points(instance, grid, hooks);
  if (points.empty()) return;
  throw_if_stopped(stop);
  cuda::DeviceEngine engine(cuda::make_cuda_backend(device.index), source(instance), grid.probe);
  for (std::size_t b = 0; b < grid.beta.size() && hooks.on_thermal; ++b)
    hooks.on_thermal(
        {instance, b, engine.energy(grid.beta[b]), engine.coupling_expectation(grid.beta[b])});
  for (const SweepPoint& point : points) {
    throw_if_stopped(stop);
    hooks.on_point({point,
                    engine.teleport(grid.beta[point.beta], grid.t0[point.t0], grid.mu,
                                    read_out_times(grid, grid.t0[point.t0]), stop),
                    {}});
  }
}

void run_state_vector_instance(const HamiltonianSource& source, std::size_t instance,
                               const TeleportGrid& grid, const TeleportMethod& method,
                               const SweepHooks& hooks, const std::stop_token& stop) {
  const std::vector<SweepPoint> points = open_points(instance, grid, hooks);
  if (points.empty()) return;
  StateVectorTeleport engine(source(instance), grid.probe, method);
  for (std::size_t b = 0; b < grid.beta.size() && hooks.on_thermal; ++b)
    hooks.on_thermal({instance, b, engine.energy(grid.beta[b], stop),
                      engine.coupling_expectation(grid.beta[b], stop)});
  for (const SweepPoint& point : points) {
    const auto [rho, report] = engine.teleport(grid.beta[point.beta], grid.t0[point.t0], grid.mu,
                                               read_out_times(grid, grid.t0[point.t0]), stop);
    hooks.on_point({point, rho, report});
  }
}

}  // namespace

void validate(const TeleportGrid& grid) {
  const double any = -HUGE_VAL;
  check_list("beta", grid.beta, 0);
  check_list("mu", grid.mu, any);
  check_list(grid.axes == TimeAxes::diagonal ? "t" : "t0", grid.t0, any);
  if (grid.axes == TimeAxes::map) check_list("t1", grid.t1, any);
}

SweepLayout plan_sweep(int num_majoranas, std::size_t num_instances, const TeleportGrid& grid,
                       const TeleportMethod& method, int num_threads, double available) {
  if (!method.exact) return {1, 1, state_vector_teleport_memory(method)};
  const TwoSidedMemory memory = two_sided_memory(num_majoranas, grid.num_t1());
  // On a device the host keeps h and its copy.
  if (method.device.is_cuda) return {1, 1, 0.4 * memory.engine};
  const auto threads = static_cast<std::size_t>(num_threads);
  const SweepLayout instances{num_threads, 1, num_threads * (memory.engine + memory.workspace)};
  const SweepLayout points{1, num_threads, memory.engine + num_threads * memory.workspace};
  // Instances spend much of their time in diagonalisation, which has no more than two blocks to
  // share, so they go to threads whole at any size.
  if (num_instances >= threads && instances.memory <= available) return instances;
  const bool small = ParityBasis(num_majoranas).dimension() <= small_dimension;
  if (small && grid.beta.size() * grid.t0.size() >= threads && points.memory <= available)
    return points;
  return {1, 1, memory.engine + memory.workspace};
}

void teleport_sweep(const HamiltonianSource& source, int num_majoranas, std::size_t num_instances,
                    const TeleportGrid& grid, const TeleportMethod& method, const SweepHooks& hooks,
                    const std::stop_token& stop) {
  validate(grid);
  validate(method, num_majoranas);
  if (method.device.is_cuda) {
    for (std::size_t instance = 0; instance < num_instances; ++instance)
      run_device_instance(source, instance, grid, method.device, hooks, stop);
    return;
  }
  if (!method.exact) {
    for (std::size_t instance = 0; instance < num_instances; ++instance)
      run_state_vector_instance(source, instance, grid, method, hooks, stop);
    return;
  }
  const SweepLayout layout = plan_sweep(num_majoranas, num_instances, grid, method,
                                        omp_get_max_threads(), available_memory());
  const SingleThreadedBlas single_threaded;
  ExactSweep sweep(grid, hooks, layout.point_threads, stop);
  parallel_for(num_instances, layout.instance_threads,
               [&](std::size_t instance) { sweep.run_instance(source, instance); });
}

}  // namespace traversable
