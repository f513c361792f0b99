// A short check in every run; the table of docs/statistics.md is a program of its own (tomography_coverage_table).
#include "tests/sim/tomography/tomography_coverage.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace traversable {
namespace {

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
    EXPECT_NEAR(c.share, 0.95, test::allowed_deviation(repetitions)) << name;
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
    EXPECT_NEAR(c.share, 0.95, test::allowed_deviation(repetitions));
    EXPECT_TRUE(c.in_range);
  }
}

}  // namespace
}  // namespace traversable
