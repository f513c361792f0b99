// A short check in every run. The table of docs/statistics.md takes longer:
//   build/dev/bin/... --gtest_also_run_disabled_tests --gtest_filter='*Table*'
#include "tests/sim/tomography_coverage.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

namespace traversable {
namespace {

constexpr double tolerance = 0.02;

/// Four standard errors of a share of 0.95 beside the tolerance.
double allowed(int repetitions) { return tolerance + 4 * std::sqrt(0.95 * 0.05 / repetitions); }

const Eigen::Matrix4cd& state_called(const std::string& name) {
  static const auto states = test::tomography_states();
  for (const test::NamedState& state : states)
    if (state.name == name) return state.rho;
  throw std::out_of_range(name);
}

TEST(TomographyCoverage, IntervalsHoldTheTrueValueNearPureStates) {
  // The bootstrap about a reconstructed state has 0.74, 0.66 and 0.80 here.
  constexpr int repetitions = 200;
  for (const auto& [name, shots] : {std::pair("Werner 0.90", 1'000),
                                    {"Bell pair", 1'000},
                                    {"damped Bell pair, 1.10 bits", 1'000},
                                    {"I/4", 100}}) {
    const auto c =
        test::coverage(state_called(name), static_cast<std::uint64_t>(shots), {}, repetitions, 20);
    EXPECT_NEAR(c.share, 0.95, allowed(repetitions)) << name;
    EXPECT_TRUE(c.in_range) << name;
  }
}

TEST(TomographyCoverage, HoldsForMaximumLikelihoodAndUndoneReadOutErrors) {
  constexpr int repetitions = 100;
  const PairReadOut errors{{0.02, 0.05}, {0.01, 0.04}};
  for (const auto reconstruction :
       {Reconstruction::projected, Reconstruction::maximum_likelihood}) {
    const auto c =
        test::coverage(state_called("Werner 0.90"), 300,
                       {.reconstruction = reconstruction, .errors = errors}, repetitions, 21);
    EXPECT_NEAR(c.share, 0.95, allowed(repetitions));
    EXPECT_TRUE(c.in_range);
  }
}

/// The table of docs/statistics.md; TRAVERSABLE_REPETITIONS experiments a row (400).
TEST(TomographyCoverage, DISABLED_Table) {
  const char* text = std::getenv("TRAVERSABLE_REPETITIONS");
  const int repetitions = text ? std::atoi(text) : 400;
  for (const auto& [kind, name] : {std::pair(Reconstruction::projected, "projected"),
                                   {Reconstruction::maximum_likelihood, "maximum_likelihood"}}) {
    fmt::print("{}\n| state | I | 100 | 1000 | 10 000 | bias / sd | error / sd |\n", name);
    for (const test::NamedState& state : test::tomography_states()) {
      std::string shares, biases, ratios;
      for (const std::uint64_t shots : {100u, 1'000u, 10'000u}) {
        const auto c = test::coverage(state.rho, shots, {.reconstruction = kind}, repetitions, 7);
        EXPECT_NEAR(c.share, 0.95, allowed(repetitions)) << state.name << ' ' << shots;
        EXPECT_TRUE(c.in_range) << state.name << ' ' << shots;
        shares += fmt::format("{:.3f} | ", c.share);
        biases += fmt::format("{:.1f} ", c.bias);
        ratios += fmt::format("{:.2f} ", c.error_ratio);
      }
      fmt::print("| {} | {:.3f} | {}{}| {}|\n", state.name, mutual_information(state.rho), shares,
                 biases, ratios);
      std::fflush(stdout);
    }
  }
}

}  // namespace
}  // namespace traversable
