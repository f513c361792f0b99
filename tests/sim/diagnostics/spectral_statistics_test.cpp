#include "sim/diagnostics/spectral_statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "sim/diagnostics/arrival_time.h"
#include "sim/diagnostics/exact_copy.h"
#include "sym/models.h"
#include "sym/random.h"

namespace traversable {
namespace {

TEST(DistinctLevels, OfTheLearnedModel) {
  const auto levels = distinct_levels(ExactCopy(learned()).spectrum());
  const std::vector<double> published{-0.4925, -0.1525, -0.1075, -0.0275,
                                      0.0425,  0.1375,  0.2875,  0.3125};
  for (const DistinctLevels& sector : levels) {
    ASSERT_EQ(sector.energy.size(), published.size());
    for (std::size_t i = 0; i < published.size(); ++i) {
      EXPECT_NEAR(sector.energy[i], published[i], 1e-12);
      EXPECT_EQ(sector.degeneracy[i], 1);
    }
  }
}

TEST(DistinctLevels, KramersPairsAtTwelve) {
  for (const DistinctLevels& sector :
       distinct_levels(ExactCopy(dense_syk(12, 4, 1.0, {1, 0})).spectrum())) {
    EXPECT_EQ(sector.energy.size(), 16u);
    for (const int count : sector.degeneracy) EXPECT_EQ(count, 2);
  }
}

TEST(GapRatio, ByHand) {
  EXPECT_NEAR(gap_ratio(std::vector<double>{0, 1, 3, 4}).mean, 0.5, 1e-15);
  EXPECT_EQ(gap_ratio(std::vector<double>{0, 1, 3, 4}).count, 2);
  EXPECT_TRUE(std::isnan(gap_ratio(std::vector<double>{0, 1}).mean));
  EXPECT_TRUE(std::isnan(gap_ratio(std::vector<double>{0, 1, 2}).error));
}

/// E -> -E: every ratio is there twice, and counts once.
TEST(GapRatio, CountsMirroredLevelsOnce) {
  SectorSpectrum spectrum;
  const auto set = [&](std::vector<double> even, std::vector<double> odd) {
    spectrum.levels = {Eigen::Map<Eigen::VectorXd>(even.data(), std::ssize(even)),
                       Eigen::Map<Eigen::VectorXd>(odd.data(), std::ssize(odd))};
    return gap_ratio(spectrum);
  };
  // Gaps 1 2 4 | 4 2 1 with a level at zero: 1/2, 1/2; without: gaps 1 2 6 2 1.
  EXPECT_EQ(set({-7, -6, -4, 0, 4, 6, 7}, {-7, -6, -4, 0, 4, 6, 7}).count, 2);
  const GapRatio own = set({-6, -5, -3, 3, 5, 6}, {-9, -5, -3, 3, 5, 9});
  EXPECT_EQ(own.count, 4);
  EXPECT_NEAR(own.mean, (0.5 + 1.0 / 3 + 0.5 + 1.0 / 3) / 4, 1e-15);
  // One sector the mirror of the other, neither its own.
  EXPECT_EQ(set({-6, -5, -3, 4}, {-4, 3, 5, 6}).count, 2);
  EXPECT_EQ(set({-6, -5, -3, 4}, {-4, 3, 5, 7}).count, 4);
}

TEST(GapRatio, MirroredWhereEveryDegreeIsTwoModFour) {
  const std::map<int, int> independent{{9, 7}, {10, 14}, {11, 15}, {12, 30}, {13, 31}, {14, 62}};
  for (const auto& [n, count] : independent)
    EXPECT_EQ(gap_ratio(ExactCopy(dense_syk(n, 6, 1.0, {1, 0})).spectrum()).count, count) << n;
}

TEST(GapRatio, OfIndependentLevelsIsPoissons) {
  const RandomStream random(1, 0, Stream::states);
  std::vector<double> levels{0};
  for (std::uint64_t i = 0; i < 20000; ++i)
    levels.push_back(levels.back() - std::log(random.uniform(i)));
  const GapRatio r = gap_ratio(levels);
  EXPECT_NEAR(r.mean, poisson_gap_ratio, 4 * r.error);
  EXPECT_LT(r.error, 0.003);
}

/// Mean over instances, and the standard error from their spread.
void expect_class(int n, int instances, const std::string& name) {
  double sum = 0, square = 0;
  for (int i = 0; i < instances; ++i) {
    const double r =
        gap_ratio(ExactCopy(dense_syk(n, 4, 1.0, {7, static_cast<std::uint64_t>(i)})).spectrum())
            .mean;
    sum += r / instances;
    square += r * r / instances;
  }
  const double error = std::sqrt((square - sum * sum) / (instances - 1));
  const auto expected = random_matrix_class(dense_syk(n, 4, 1.0, {}));
  ASSERT_TRUE(expected);
  EXPECT_EQ(expected->name, name);
  EXPECT_NEAR(sum, expected->gap_ratio, 4 * error) << n << " +- " << error;
  EXPECT_LT(error, 0.01);
}

TEST(GapRatio, FollowsTheSizeModEight) {
  expect_class(12, 300, "GSE");
  expect_class(13, 300, "GSE");
  expect_class(14, 100, "GUE");
  expect_class(15, 100, "GOE");
  expect_class(16, 40, "GOE");
}

TEST(RandomMatrixClass, OfOtherDegrees) {
  EXPECT_FALSE(random_matrix_class(dense_syk(8, 2, 1.0, {})));
  EXPECT_EQ(random_matrix_class(dense_syk(16, 6, 1.0, {}))->name, "GUE");
  const Hamiltonian mixed(8, {make_term(1, {{0, 1, 2, 3}}, 8), make_term(1, {{4, 5}}, 8)});
  EXPECT_EQ(random_matrix_class(mixed)->name, "GUE");
}

TEST(PartitionRatio, OfLevelsByHand) {
  const ExactCopy copy(Hamiltonian(2, {make_term(2.0, {{0, 1}}, 2)}));  // levels -1, 1
  const auto z = partition_ratio(copy.spectrum(), 0.5, {{0.0, 0.7}});
  EXPECT_NEAR(std::abs(z[0] - 1.0), 0, 1e-15);
  const Complex expected = std::cosh(Complex(0.5, 0.7)) / std::cosh(0.5);
  EXPECT_NEAR(std::abs(z[1] - expected), 0, 1e-15);
  EXPECT_THROW(partition_ratio(copy.spectrum(), -1, {{0.0}}), std::invalid_argument);
}

TEST(Peak, OfAParabolaOnAnUnevenGrid) {
  std::vector<double> times{0, 0.3, 0.9, 1.2, 2}, values;
  for (const double t : times) values.push_back(3 - (t - 1) * (t - 1));
  const Peak top = peak(times, values);
  EXPECT_TRUE(top.inside);
  EXPECT_NEAR(top.time, 1, 1e-14);
  EXPECT_NEAR(top.value, 3, 1e-14);
  EXPECT_FALSE(peak({{0, 1, 2}}, {{3, 2, 1}}).inside);
  EXPECT_EQ(peak({{0, 1, 2}}, {{1, 2, 3}}).time, 2);
  EXPECT_THROW(peak({{0, 1}}, {{1}}), std::invalid_argument);
}

TEST(ArrivalSlope, OfALineAndItsError) {
  const Slope line = arrival_slope({{1, 2, 3}}, {{5, 4, 3}});
  EXPECT_NEAR(line.slope, -1, 1e-15);
  EXPECT_NEAR(line.error, 0, 1e-15);
  // Residuals -1/6, 1/3, -1/6: s^2 = 1/6, var = 2.
  const Slope bent = arrival_slope({{1, 2, 3}}, {{0, 1, 1}});
  EXPECT_NEAR(bent.slope, 0.5, 1e-15);
  EXPECT_NEAR(bent.error, std::sqrt(1.0 / 12), 1e-15);
  EXPECT_TRUE(std::isnan(arrival_slope({{1}}, {{1}}).slope));
  // An arrival that was not seen is left out.
  const Slope seen = arrival_slope({{0, 1, 2, 3}}, {{NAN, 0, 1, 1}});
  EXPECT_EQ(seen.slope, bent.slope);
  EXPECT_EQ(seen.error, bent.error);
  EXPECT_EQ(seen.count, 3);
  EXPECT_EQ(arrival_slope({{0, 1}}, {{NAN, NAN}}).count, 0);
  EXPECT_THROW(arrival_slope({{1, 2}}, {{1}}), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
