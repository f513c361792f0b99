#include "sim/teleport/teleport_sweep.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "sim/cuda/device_space.h"
#include "sim/evolution_length.h"
#include "sim/interrupted.h"
#include "sim/linear_algebra/single_threaded_blas.h"
#include "sim/memory.h"
#include "sim/parallel.h"
#include "sim/state_vector/host_space.h"
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

double span_of(const std::vector<double>& times) {
  if (times.empty()) return 0;
  const auto [first, last] = std::minmax_element(times.begin(), times.end());
  return *last - *first;
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

/// What a sweep has in common for all engines. Receivers are called one at a time.
class Sweep {
 public:
  Sweep(const TeleportGrid& grid, const TeleportMethod& method, const SweepHooks& hooks)
      : grid_(grid), method_(method), hooks_(hooks) {}

  /// Points of an instance on threads of this machine, or one after the other.
  template <class Space>
  void run_exact(const Space& space, int point_threads, const HamiltonianSource& source,
                 std::size_t instance, const std::stop_token& stop) {
    const std::vector<SweepPoint> points = open_points(instance, grid_, hooks_);
    if (points.empty()) return;
    const Hamiltonian hamiltonian = source(instance);
    check_evolution(hamiltonian, grid_, method_);
    const TwoSidedEngineIn<Space> engine(hamiltonian, grid_.protocol, stop, space);
    report_thermal(instance, stop, [&](double beta) {
      return std::pair(engine.energy(beta), engine.coupling_expectation(beta));
    });
    // Too few points left to keep the threads busy: these work inside the products.
    const int threads = points.size() < static_cast<std::size_t>(point_threads) ? 1 : point_threads;
    std::vector<TeleportWorkspaceIn<Space>> workspaces(static_cast<std::size_t>(threads));
    parallel_for(points.size(), threads, stop, [&](std::size_t i, const std::stop_token& token) {
      const std::size_t thread = threads > 1 ? static_cast<std::size_t>(omp_get_thread_num()) : 0;
      const auto [beta, t0] = place(points[i]);
      report({points[i],
              engine.teleport(beta, t0, grid_.mu, read_out_times(grid_, t0), workspaces[thread],
                              token),
              {}});
    });
  }

  template <class Space>
  void run_state_vectors(const Space& space, const HamiltonianSource& source, std::size_t instance,
                         const std::stop_token& stop) {
    const std::vector<SweepPoint> points = open_points(instance, grid_, hooks_);
    if (points.empty()) return;
    throw_if_stopped(stop);
    const Hamiltonian hamiltonian = source(instance);
    check_evolution(hamiltonian, grid_, method_);
    StateVectorTeleportIn<Space> engine(space, hamiltonian, grid_.protocol, method_);
    report_thermal(instance, stop, [&](double beta) {
      return std::pair(engine.energy(beta, stop), engine.coupling_expectation(beta, stop));
    });
    for (const SweepPoint& point : points) {
      const auto [beta, t0] = place(point);
      const auto [rho, work] = engine.teleport(beta, t0, grid_.mu, read_out_times(grid_, t0), stop);
      report({point, rho, work});
    }
  }

 private:
  std::pair<double, double> place(const SweepPoint& point) const {
    return {grid_.beta[point.beta], grid_.t0[point.t0]};
  }

  template <class Expectations>
  void report_thermal(std::size_t instance, const std::stop_token& stop,
                      const Expectations& expectations) {
    if (!hooks_.on_thermal) return;
    for (std::size_t b = 0; b < grid_.beta.size(); ++b) {
      throw_if_stopped(stop);
      const auto [energy, coupling] = expectations(grid_.beta[b]);
      const std::lock_guard lock(mutex_);
      hooks_.on_thermal({instance, b, energy, coupling});
    }
  }

  void report(const SweepPointResult& result) {
    const std::lock_guard lock(mutex_);
    hooks_.on_point(result);
  }

  const TeleportGrid& grid_;
  const TeleportMethod& method_;
  const SweepHooks& hooks_;
  std::mutex mutex_;
};

/// Instances side by side on one device: small ones leave most of it idle.
int instances_a_device(int num_majoranas, const TeleportMethod& method) {
  constexpr int side_by_side = 4, small_state = 20;
  if (method.exact)
    return ParityBasis(num_majoranas).dimension() <= 2 * small_dimension ? side_by_side : 1;
  return method.encoding.num_qubits <= small_state ? side_by_side : 1;
}

/// Instances are dealt to the devices, a thread of this machine for each that is under way.
template <class Real>
void sweep_devices(Sweep& sweep, const HamiltonianSource& source, int num_majoranas,
                   std::size_t num_instances, const TeleportMethod& method,
                   const std::stop_token& stop) {
  const auto backends = cuda::make_backends(method.device);
  const std::size_t workers = std::min(
      num_instances,
      backends.size() * static_cast<std::size_t>(instances_a_device(num_majoranas, method)));
  parallel_for(num_instances, static_cast<int>(workers), stop,
               [&](std::size_t instance, const std::stop_token& token) {
                 const auto stream =
                     backends[static_cast<std::size_t>(omp_get_thread_num()) % backends.size()]
                         ->another_stream();
                 if (method.exact)
                   sweep.run_exact(DeviceMatrices<Real>{stream.get()}, 1, source, instance, token);
                 else
                   sweep.run_state_vectors(cuda::DeviceSpace<Real>{stream.get()}, source, instance,
                                           token);
               });
}

template <class Real>
void sweep_host(Sweep& sweep, const HamiltonianSource& source, int num_majoranas,
                std::size_t num_instances, const TeleportGrid& grid, const TeleportMethod& method,
                const std::stop_token& stop) {
  const SweepLayout layout = plan_sweep(num_majoranas, num_instances, grid, method,
                                        omp_get_max_threads(), available_memory());
  const SingleThreadedBlas single_threaded;
  parallel_for(num_instances, layout.instance_threads, stop,
               [&](std::size_t instance, const std::stop_token& token) {
                 if (method.exact)
                   sweep.run_exact(HostMatrices<Real>{}, layout.point_threads, source, instance,
                                   token);
                 else
                   sweep.run_state_vectors(HostSpace<Real>{}, source, instance, token);
               });
}

/// Where it is computed, and in which precision: all that follows is written over a space.
template <class Real>
void sweep_in(Sweep& sweep, const HamiltonianSource& source, int num_majoranas,
              std::size_t num_instances, const TeleportGrid& grid, const TeleportMethod& method,
              const std::stop_token& stop) {
  if (method.device.has_backend())
    sweep_devices<Real>(sweep, source, num_majoranas, num_instances, method, stop);
  else
    sweep_host<Real>(sweep, source, num_majoranas, num_instances, grid, method, stop);
}

}  // namespace

void validate(const TeleportGrid& grid) {
  const double any = -HUGE_VAL;
  check_list("beta", grid.beta, 0);
  check_list("mu", grid.mu, any);
  check_list(grid.axes == TimeAxes::diagonal ? "t" : "t0", grid.t0, any);
  if (grid.axes == TimeAxes::map) check_list("t1", grid.t1, any);
}

void check_evolution(const Hamiltonian& hamiltonian, const TeleportGrid& grid,
                     const TeleportMethod& method) {
  const double norm = one_norm(hamiltonian);
  check_lengths(grid.axes == TimeAxes::diagonal ? "t" : "t0", grid.t0, norm);
  check_lengths("t1", grid.t1, norm);
  if (method.exact) return;
  for (const double beta : grid.beta) check_length("beta", beta, norm);
  check_length("t1 - t1'", span_of(grid.t1), norm);  // from one read-out time to the next
  const double step = method.evolution.trotter_step;
  if (method.evolution.method != EvolutionMethod::trotter || step == 0) return;
  for (const auto& times : {grid.t0, grid.t1})
    for (const double t : times) num_trotter_steps(t, step);
}

SweepLayout plan_sweep(int num_majoranas, std::size_t num_instances, const TeleportGrid& grid,
                       const TeleportMethod& method, int num_threads, double available) {
  if (!method.exact && !method.device.has_backend())
    return {1, 1, state_vector_teleport_memory(method)};
  const double matrix = std::pow(static_cast<double>(ParityBasis(num_majoranas).dimension()), 2);
  // This machine keeps h and its copy, or |I> and its sector.
  if (method.device.has_backend() && method.exact)
    return {1, 1, matrix * sizeof(std::complex<double>)};
  if (method.device.has_backend())
    return {1, 1,
            2 * state_vector_memory(method.encoding.num_qubits, sizeof(std::complex<double>))};
  const TwoSidedPlan plan =
      two_sided_plan(num_majoranas, grid.mu.size(), grid.num_t1(), method.precision);
  const auto threads = static_cast<std::size_t>(num_threads);
  const SweepLayout instances{num_threads, 1, num_threads * plan.peak()};
  const SweepLayout points{1, num_threads,
                           std::max(plan.construction, plan.engine + num_threads * plan.workspace)};
  // Instances spend much of their time in diagonalisation, which has no more than two blocks to
  // share, so they go to threads whole at any size.
  if (num_instances >= threads && instances.memory <= available) return instances;
  const bool small = ParityBasis(num_majoranas).dimension() <= small_dimension;
  if (small && grid.beta.size() * grid.t0.size() >= threads && points.memory <= available)
    return points;
  return {1, 1, plan.peak()};
}

void require_device_memory(const TeleportMethod& method, int num_majoranas, std::size_t num_t1) {
  if (!method.device.has_backend()) return;
  const std::unique_ptr<cuda::Backend> backend = cuda::make_backend(method.device);
  if (method.exact)
    require_two_sided_memory(*backend, num_majoranas, num_t1, method.precision);
  else
    require_state_vector_memory(*backend, method);
}

void teleport_sweep(const HamiltonianSource& source, int num_majoranas, std::size_t num_instances,
                    const TeleportGrid& grid, const TeleportMethod& method, const SweepHooks& hooks,
                    const std::stop_token& stop) {
  validate(grid);
  validate(method, num_majoranas);
  Sweep sweep(grid, method, hooks);
  if (method.precision == Precision::single_precision)
    sweep_in<float>(sweep, source, num_majoranas, num_instances, grid, method, stop);
  else
    sweep_in<double>(sweep, source, num_majoranas, num_instances, grid, method, stop);
}

}  // namespace traversable
