#include "sim/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace traversable {
namespace {

TEST(Statistics, OfFewNumbersByHand) {
  const Moments moments = moments_of(std::vector{1.0, 2.0, 6.0});
  EXPECT_EQ(moments.count(), 3u);
  EXPECT_DOUBLE_EQ(moments.mean(), 3);
  EXPECT_DOUBLE_EQ(moments.square_sum(), 4 + 1 + 9);
  EXPECT_DOUBLE_EQ(moments.deviation(), std::sqrt(7));
  EXPECT_DOUBLE_EQ(moments.standard_error(), std::sqrt(7.0 / 3));
}

TEST(Statistics, NothingIsMadeOfTooFewNumbers) {
  EXPECT_TRUE(std::isnan(Moments().mean()));
  const Moments one = moments_of(std::vector{5.0});
  EXPECT_EQ(one.mean(), 5);
  EXPECT_TRUE(std::isnan(one.deviation()));
  EXPECT_TRUE(std::isnan(one.standard_error()));
  EXPECT_TRUE(std::isnan(jackknife_error(std::vector{5.0})));
}

TEST(Statistics, ALargeMeanDoesNotCancel) {
  // sum x^2 - n m^2 is off by thousands here.
  const Moments moments = moments_of(std::vector{1e9 + 1, 1e9 + 2, 1e9 + 6});
  EXPECT_DOUBLE_EQ(moments.square_sum(), 14);
  EXPECT_EQ(moments_of(std::vector(7, 0.1)).square_sum(), 0);
}

TEST(Statistics, TheJackknifeOfAMeanIsItsStandardError) {
  const std::vector<double> values{0.3, -1.2, 2.5, 0.7, 1.1};
  const Moments all = moments_of(values);
  std::vector<double> left_out;
  for (std::size_t k = 0; k < values.size(); ++k) {
    Moments others;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (i != k) others.add(values[i]);
    left_out.push_back(others.mean());
  }
  EXPECT_NEAR(jackknife_error(left_out), all.standard_error(), 1e-14);
  EXPECT_NEAR(jackknife_value(all.mean(), left_out), all.mean(), 1e-14);
}

TEST(Statistics, TheJackknifeTakesTheBiasOfOrderOneOverNAway) {
  // The variance over n has the mean (1 - 1/n) of the true one: what is left is s^2.
  const std::vector<double> values{0.3, -1.2, 2.5, 0.7, 1.1};
  const auto biased = [](const Moments& m) {
    return m.square_sum() / static_cast<double>(m.count());
  };
  std::vector<double> left_out;
  for (std::size_t k = 0; k < values.size(); ++k) {
    Moments others;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (i != k) others.add(values[i]);
    left_out.push_back(biased(others));
  }
  const Moments all = moments_of(values);
  EXPECT_NEAR(jackknife_value(biased(all), left_out), std::pow(all.deviation(), 2), 1e-13);
}

}  // namespace
}  // namespace traversable
