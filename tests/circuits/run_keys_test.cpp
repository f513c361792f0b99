#include "circuits/run_keys.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <set>
#include <vector>

#include "circuits/noisy_wormhole.h"
#include "tests/circuits/noisy_examples.h"

namespace traversable {
namespace {

/// The same circuit at points that differ in one of what they are keyed by each.
std::vector<CircuitPoint> neighbours() {
  const CircuitPoint one{.hamiltonian = 5, .instance = 0, .beta = 4, .mu = -12, .t0 = 2, .t1 = 3};
  std::vector<CircuitPoint> points(7, one);
  points[1].hamiltonian = 7;
  points[2].instance = 1;
  points[3].beta = std::nextafter(4.0, 5.0);
  points[4].mu = 12;
  points[5].t0 = 3;
  points[6].t0 = 3, points[6].t1 = 2;
  return points;
}

Circuit two_measured() {
  Circuit circuit(3);
  circuit.append(Gate::h, {0});
  circuit.append(Gate::cnot, {0, 1});
  circuit.append(Gate::cnot, {1, 2});
  circuit.append(Gate::u3, {2}, {0.3, 0.2, 0.1});
  circuit.measure(0, 0);
  circuit.measure(1, 1);
  return circuit;
}

NoiseModel noise() {
  NoiseModel model;
  model.one_qubit.channels = {depolarizing(0.05, 1)};
  model.two_qubit.channels = {depolarizing(0.08, 2), amplitude_damping(0.05)};
  return model;
}

TEST(RunKeys, DifferInEveryAxis) {
  std::set<std::uint64_t> trajectories, experiments, thresholds;
  for (const CircuitPoint& point : neighbours()) {
    for (const double scale : {1.0, 1.01}) {
      trajectories.insert(trajectory_seed(3, point, scale, false));
      for (const std::uint64_t shots : {100u, 1000u})
        experiments.insert(experiment_number(point, scale, shots));
    }
    thresholds.insert(threshold_seed(3, point));
  }
  EXPECT_EQ(trajectories.size(), 14u);
  EXPECT_EQ(experiments.size(), 28u);
  EXPECT_EQ(thresholds.size(), 6u) << "a threshold is of both signs";
}

TEST(RunKeys, CommonRandomNumbersAreForTheSigns) {
  const auto points = neighbours();
  EXPECT_EQ(trajectory_seed(3, points[0], 1, true), trajectory_seed(3, points[4], 1, true));
  std::set<std::uint64_t> seeds{trajectory_seed(3, points[0], 1.01, true)};
  for (const CircuitPoint& point : points) seeds.insert(trajectory_seed(3, point, 1, true));
  EXPECT_EQ(seeds.size(), 7u);
}

TEST(RunKeys, ACircuitAndItsNoiseHaveAFingerprint) {
  const Circuit circuit = two_measured();
  const auto of = [&](const NoiseModel& model) { return fingerprint(with_noise(circuit, model)); };
  EXPECT_EQ(of(noise()), of(noise()));
  EXPECT_NE(of(noise()), of(scaled(noise(), 1.01)));
  EXPECT_NE(of(noise()), fingerprint(with_noise(test::small_circuit(), noise())));
}

/// Of the errors of x and y over seeds.
double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<double>(x.size());
  const double mx = std::accumulate(x.begin(), x.end(), 0.0) / n;
  const double my = std::accumulate(y.begin(), y.end(), 0.0) / n;
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    xx += (x[k] - mx) * (x[k] - mx);
    yy += (y[k] - my) * (y[k] - my);
    xy += (x[k] - mx) * (y[k] - my);
  }
  return xy / std::sqrt(xx * yy);
}

/// I_PT of all neighbours at scale 1, and of the first at 1.01, over seeds: one row a run.
std::vector<std::vector<double>> runs_over_seeds(std::size_t seeds) {
  const auto points = neighbours();
  const std::vector<Circuit> circuits(points.size(), two_measured());
  std::vector<std::vector<double>> values(points.size() + 1);
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    NoiseRunOptions options{.method = NoiseMethod::trajectories};
    options.trajectories = {.count = trajectory_groups, .seed = seed};
    const auto run = [&](std::size_t number, double scale) {
      return run_at_scales(std::span(circuits).first(number), points, noise(), {&scale, 1},
                           options);
    };
    const auto runs = run(points.size(), 1.0);
    for (std::size_t k = 0; k < runs.size(); ++k) values[k].push_back(runs[k].mutual_information);
    values.back().push_back(run(1, 1.01)[0].mutual_information);
  }
  return values;
}

// 28 pairs of 2000 seeds: 0.1, 4.5 standard errors, in any has probability 2e-4. With trajectories that were keyed by the seed alone the correlations are 1, or 0.98
// between the scales.
TEST(RunKeys, TrajectoriesOfTwoPointsAreIndependent) {
  const auto values = runs_over_seeds(2000);
  for (std::size_t a = 0; a < values.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      EXPECT_LT(std::abs(correlation(values[a], values[b])), 0.1) << a << ", " << b;
}

/// Mean error of the asymmetry between circuits that differ a little, and its scatter over seeds.
struct Scatter {
  double quoted = 0;
  double found = 0;
};
Scatter asymmetry_scatter(bool common) {
  const auto points = neighbours();
  const std::vector<CircuitPoint> signs{points[0], points[4]};
  Circuit other = two_measured();
  Circuit turned(3);
  turned.append(Gate::h, {0});
  turned.append(Gate::u3, {1}, {0.9, 0.0, 0.0});
  turned.append(Gate::cnot, {0, 1});
  turned.append(Gate::cnot, {1, 2});
  turned.append(Gate::u3, {2}, {0.3, 0.2, 0.1});
  turned.measure(0, 0);
  turned.measure(1, 1);
  const std::vector<Circuit> circuits{other, turned};
  constexpr int seeds = 400;
  double mean = 0, square = 0, quoted = 0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    NoiseRunOptions options{.method = NoiseMethod::trajectories};
    options.trajectories = {.count = 100, .seed = seed};
    options.common_random_numbers = common;
    const auto runs = run_at_scales(circuits, signs, noise(), std::vector{1.0}, options);
    const AsymmetryEstimate asymmetry = asymmetry_of(runs[0], runs[1], common);
    EXPECT_DOUBLE_EQ(asymmetry.value, runs[0].mutual_information - runs[1].mutual_information);
    mean += asymmetry.value / seeds;
    square += asymmetry.value * asymmetry.value / seeds;
    quoted += asymmetry.standard_error * asymmetry.standard_error / seeds;
  }
  return {std::sqrt(quoted), std::sqrt(square - mean * mean)};
}

// The scatter of 400 is known to 3.5 %, the error by 400 jackknives to 1 %; the jackknife's own bias is
// some per cent.
TEST(RunKeys, TheErrorOfAnAsymmetryIsThatOfTheDifference) {
  const Scatter apart = asymmetry_scatter(false), common = asymmetry_scatter(true);
  EXPECT_NEAR(apart.quoted / apart.found, 1, 0.15);
  EXPECT_NEAR(common.quoted / common.found, 1, 0.15);
  EXPECT_LT(common.found, 0.9 * apart.found);
}

}  // namespace
}  // namespace traversable
