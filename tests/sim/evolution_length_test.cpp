#include "sim/evolution_length.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>

#include "sim/diagnostics/diagnosis.h"
#include "sim/diagnostics/fermion_pairs.h"
#include "sim/diagnostics/left_right_response.h"
#include "sim/diagnostics/otoc.h"
#include "sim/diagnostics/size_distribution.h"
#include "sim/diagnostics/spectral_statistics.h"
#include "sim/diagnostics/two_point.h"
#include "sim/teleport/teleport_sweep.h"
#include "sim/two_sided/two_sided_engine.h"
#include "sym/models.h"

namespace traversable {
namespace {

/// The largest t that is taken, and one beyond.
double longest(const Hamiltonian& h) { return 0.999 * longest_evolution / one_norm(h); }
double beyond(const Hamiltonian& h) { return 1.001 * longest_evolution / one_norm(h); }

TeleportGrid grid_at(double t) {
  TeleportGrid grid;
  grid.beta = {1};
  grid.mu = {-3};
  grid.t0 = {t};
  return grid;
}

void run_sweep(const Hamiltonian& h, const TeleportGrid& grid, const TeleportMethod& method) {
  SweepHooks hooks;
  hooks.on_point = [](const SweepPointResult&) {};
  teleport_sweep([&](std::size_t) { return h; }, h.num_majoranas(), 1, grid, method, hooks);
}

TEST(EvolutionLength, NoLevelIsLargerThanTheOneNorm) {
  for (const Hamiltonian& h : {learned(), dense_syk(9, 4, 1.0, {1, 0}),
                               dense_syk(8, 2, 3.0, {2, 0}), commuting_syk(8, 4, 1.0, {3, 0})}) {
    const auto levels = levels_of(h);
    EXPECT_LE(std::max(std::abs(levels.front()), levels.back()), one_norm(h) * (1 + 1e-12));
  }
  // One term: the bound is reached.
  const Hamiltonian one(4, {make_term(-3, {{0, 1, 2, 3}}, 4)});
  EXPECT_NEAR(levels_of(one).back(), one_norm(one), 1e-14);
}

TEST(EvolutionLength, TheMessageNamesTheTimeTheProductAndTheBound) {
  try {
    check_length("t0", -2e9, 3);
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(
        error.what(),
        "t0 = -2000000000: |t0| times the sum of |coefficients| is 6e+09, expected at most "
        "1e+09");
  }
  EXPECT_THROW(check_length("t", 1, std::numeric_limits<double>::infinity()),
               std::invalid_argument);
  EXPECT_THROW(check_length("t", 0, std::numeric_limits<double>::quiet_NaN()),
               std::invalid_argument);
}

TEST(EvolutionLength, EveryExactFunctionOfATimeIsBounded) {
  const Hamiltonian h = dense_syk(6, 4, 1.4, {3, 0});
  const ExactCopy copy(h);
  const TwoSidedEngine engine(h);
  const DiagnosisPlan plan = [] {
    DiagnosisPlan p;
    p.times = {0, 1, 2, 3};
    p.mu_scan = {1};
    return p;
  }();
  TeleportWorkspace w;
  const std::vector<double> mu{-3}, one{1.0};
  const std::vector<std::pair<const char*, std::function<void(double)>>> functions{
      {"t0", [&](double t) { engine.teleport(1, t, mu, one, w); }},
      {"-t0", [&](double t) { engine.teleport(1, -t, mu, one, w); }},
      {"t1",
       [&](double t) {
         engine.teleport(1, 1, mu, {{1.0, t}}, w);
       }},
      {"second",
       [&](double t) {
         engine.teleport_beside({Side::left, t, {2, 3}}, 1, 1, mu, one, w);
       }},
      {"two_point", [&](double t) { two_point_functions(copy, 1, {{0}}, {{t}}); }},
      {"otoc",
       [&](double t) {
         otoc(copy, 1, {{{0, 1}}}, {{t}}, true);
       }},
      {"sizes", [&](double t) { size_distributions(copy, 1, {{0}}, {{t}}); }},
      {"response t0", [&](double t) { left_right_response(copy, 1, {{0}}, t, mu, one); }},
      {"response t1", [&](double t) { left_right_response(copy, 1, {{0}}, 1, mu, {{t}}); }},
      {"pairs",
       [&](double t) {
         peak_asymmetries(copy, 1, 3, {{t}}, {{{0, 1}}});
       }},
      {"diagnosis",
       [&](double t) {
         DiagnosisPlan late = plan;
         late.reference_time = t / 1.3;
         diagnose(h, late);
       }},
      {"sweep", [&](double t) { run_sweep(h, grid_at(t), {}); }}};
  for (const auto& [name, function] : functions) {
    EXPECT_NO_THROW(function(longest(h))) << name;
    EXPECT_THROW(function(beyond(h)), std::invalid_argument) << name;
    EXPECT_THROW(function(1e300), std::invalid_argument) << name;
  }
  // Of levels alone: bounded by the largest of them.
  EXPECT_THROW(partition_ratio(copy.spectrum(), 1, {{1e12}}), std::invalid_argument);
}

/// The order of the terms and the Majoranas changes nothing up to the bound.
TEST(EvolutionLength, PhasesAreRightUpToTheBound) {
  const Hamiltonian h = dense_syk(8, 4, 1.0, {5, 0});
  std::vector<Term> reversed(h.terms().rbegin(), h.terms().rend());
  const Hamiltonian same(8, reversed);
  TeleportWorkspace w;
  const double t = longest(h);
  const auto a = TwoSidedEngine(h).teleport(4, t, {{-12.0}}, {{t}}, w)[0];
  const auto b = TwoSidedEngine(same).teleport(4, t, {{-12.0}}, {{t}}, w)[0];
  EXPECT_LT((a - b).cwiseAbs().maxCoeff(), 1e-6);
}

TEST(EvolutionLength, StateVectorsAreRefusedBeforeTheyAreRun) {
  const Hamiltonian h = dense_syk(6, 4, 1.0, {1, 0});
  TeleportMethod method = teleport_method_by_name("trotter");
  method.encoding = split_encoding(6);
  const TeleportGrid grid = grid_at(1);
  const auto refused = [&](const TeleportGrid& g) {
    EXPECT_THROW(check_evolution(h, g, method), std::invalid_argument);
    EXPECT_THROW(run_sweep(h, g, method), std::invalid_argument);
  };
  EXPECT_NO_THROW(check_evolution(h, grid, method));
  TeleportGrid g = grid;
  g.beta = {1, 2.1 * longest(h)};
  refused(g);
  g = grid;
  g.t0 = {beyond(h)};
  refused(g);
  g = grid;
  g.axes = TimeAxes::map;
  g.t1 = {-0.9 * longest(h), 0.9 * longest(h)};
  method.evolution.method = EvolutionMethod::krylov;
  EXPECT_THROW(check_evolution(h, g, method), std::invalid_argument);
  method.evolution.method = EvolutionMethod::trotter;
  method.evolution.trotter_step = 1e-7;
  g = grid;
  refused(g);
}

}  // namespace
}  // namespace traversable
