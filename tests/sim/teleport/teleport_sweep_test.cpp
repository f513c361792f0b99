#include "sim/teleport/teleport_sweep.h"

#include <gtest/gtest.h>
#include <omp.h>

#include <atomic>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>
#include <tuple>

#include "sim/interrupted.h"
#include "sym/models.h"

namespace traversable {
namespace {

using Results =
    std::map<std::tuple<std::size_t, std::size_t, std::size_t>, std::vector<Eigen::Matrix4cd>>;

TeleportGrid small_grid() {
  return {{0.5, 4.0}, {-12, 12}, TimeAxes::map, {0.0, 1.0, 2.8}, {0.3, 2.0}, {0, 3}};
}

Results run(const TeleportGrid& grid, int majoranas, std::size_t instances, int threads,
            SweepHooks hooks = {}) {
  Results results;
  hooks.on_point = [&](const SweepPointResult& r) {
    EXPECT_TRUE(
        results.emplace(std::tuple(r.point.instance, r.point.beta, r.point.t0), r.rho).second);
  };
  const int before = omp_get_max_threads();
  omp_set_num_threads(threads);
  teleport_sweep(
      [&](std::size_t i) {
        return dense_syk(majoranas, 4, 1.0, {5, i});
      },
      majoranas, instances, grid, {}, hooks);
  omp_set_num_threads(before);
  return results;
}

TEST(TeleportSweep, TheSameBitsForAnyNumberOfThreads) {
  for (const auto& [majoranas, instances] : {std::pair{8, 4}, std::pair{8, 1}, std::pair{19, 1}}) {
    TeleportGrid grid = small_grid();
    if (majoranas > 16) {
      grid.beta = {4.0};
      grid.mu = {-12};
    }
    const auto count = static_cast<std::size_t>(instances);
    const Results one = run(grid, majoranas, count, 1);
    EXPECT_EQ(one.size(), count * grid.beta.size() * grid.t0.size());
    for (const int threads : {2, 3})
      EXPECT_EQ(run(grid, majoranas, count, threads), one) << majoranas << " " << threads;
  }
}

TEST(TeleportSweep, TheDiagonalIsTheDiagonalOfTheMap) {
  TeleportGrid map = small_grid();
  map.t1 = map.t0;
  TeleportGrid diagonal = map;
  diagonal.axes = TimeAxes::diagonal;
  diagonal.t1.clear();
  const Results all = run(map, 8, 1, 2);
  for (const auto& [key, rho] : run(diagonal, 8, 1, 2)) {
    ASSERT_EQ(rho.size(), map.mu.size());
    for (std::size_t m = 0; m < map.mu.size(); ++m)
      EXPECT_LT((rho[m] - all.at(key)[m * map.t1.size() + std::get<2>(key)]).norm(), 1e-13);
  }
}

TEST(TeleportSweep, SkipsWhatIsDoneAndInstancesWithNothingLeft) {
  SweepHooks hooks;
  hooks.is_done = [](const SweepPoint& p) { return p.instance == 1 || p.t0 == 0; };
  std::vector<std::size_t> thermal;
  hooks.on_thermal = [&](const ThermalResult& r) { thermal.push_back(r.instance); };
  const Results results = run(small_grid(), 6, 3, 1, hooks);
  EXPECT_EQ(results.size(), 2u * 2 * 2);
  EXPECT_EQ(thermal, (std::vector<std::size_t>{0, 0, 2, 2}));
}

TEST(TeleportSweep, StopsBetweenPoints) {
  std::stop_source source;
  int points = 0;
  SweepHooks hooks;
  hooks.on_point = [&](const SweepPointResult&) {
    ++points;
    source.request_stop();
  };
  const int before = omp_get_max_threads();
  omp_set_num_threads(1);
  EXPECT_THROW(teleport_sweep([](std::size_t) { return learned(); }, 7, 1, small_grid(), {}, hooks,
                              source.get_token()),
               Interrupted);
  omp_set_num_threads(before);
  EXPECT_EQ(points, 1);
}

TEST(TeleportSweep, ErrorsOfThreadsReachTheCaller) {
  SweepHooks hooks;
  hooks.on_point = [](const SweepPointResult& r) {
    if (r.point.instance == 2) throw std::runtime_error("disk full");
  };
  EXPECT_THROW(teleport_sweep(
                   [](std::size_t i) {
                     return dense_syk(6, 4, 1, {1, i});
                   },
                   6, 8, small_grid(), {}, hooks),
               std::runtime_error);
}

TEST(TeleportSweep, RefusesBadGrids) {
  const auto broken = [](auto change) {
    TeleportGrid grid = small_grid();
    change(grid);
    EXPECT_THROW(validate(grid), std::invalid_argument);
  };
  validate(small_grid());
  broken([](TeleportGrid& g) { g.beta.clear(); });
  broken([](TeleportGrid& g) { g.beta = {-1}; });
  broken([](TeleportGrid& g) { g.mu = {std::nan("")}; });
  broken([](TeleportGrid& g) { g.t0.clear(); });
  broken([](TeleportGrid& g) { g.t1 = {HUGE_VAL}; });
}

TEST(TeleportSweep, ThreadsGoWhereThereIsWorkAndMemory) {
  const double gib = 1 << 30;
  const TeleportGrid grid = small_grid();
  const SweepLayout one = plan_sweep(24, 1, grid, {}, 8, 64 * gib);
  EXPECT_EQ(one.instance_threads * one.point_threads, 1);
  EXPECT_LT(one.memory, 3 * gib);
  EXPECT_LT(plan_sweep(26, 1, grid, {}, 8, 64 * gib).memory, 24 * gib);
  const SweepLayout many = plan_sweep(24, 100, grid, {}, 8, 64 * gib);
  EXPECT_EQ(many.instance_threads, 8);
  EXPECT_DOUBLE_EQ(many.memory, 8 * one.memory);
  EXPECT_EQ(plan_sweep(24, 100, grid, {}, 8, 10 * gib).instance_threads, 1);
  EXPECT_EQ(plan_sweep(12, 1, grid, {}, 6, 10 * gib).point_threads, 6);
  EXPECT_EQ(plan_sweep(12, 1, grid, {}, 7, 10 * gib).point_threads, 1);  // six points only
}

TEST(TeleportSweep, AnExceptionOfAnyCallbackArrives) {
  const int before = omp_get_max_threads();
  for (const int threads : {1, 2, 4})
    for (const std::size_t instances : {1u, 6u})
      for (const std::string callback : {"source", "is_done", "on_point", "on_thermal"}) {
        omp_set_num_threads(threads);
        std::atomic<int> calls = 0;
        const auto call = [&](const char* name) {
          if (callback == name && ++calls >= 2) throw std::out_of_range(name);
        };
        const SweepHooks hooks{.is_done =
                                   [&](const SweepPoint&) {
                                     call("is_done");
                                     return false;
                                   },
                               .on_point = [&](const SweepPointResult&) { call("on_point"); },
                               .on_thermal = [&](const ThermalResult&) { call("on_thermal"); }};
        const auto source = [&](std::size_t i) {
          call("source");
          return dense_syk(8, 4, 1.0, {5, i});
        };
        const auto sweep = [&] { teleport_sweep(source, 8, instances, small_grid(), {}, hooks); };
        if (callback == "source" && instances == 1)
          EXPECT_NO_THROW(sweep());
        else
          EXPECT_THROW(sweep(), std::out_of_range) << callback << " " << threads;
      }
  omp_set_num_threads(before);
}

}  // namespace
}  // namespace traversable
