#include "sym/decimal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace traversable {
namespace {

TEST(Decimal, HasNoNegativeZero) {
  for (const double zero : {0.0, -0.0, -1e-17, -4.9e-5, 4.9e-5})
    EXPECT_EQ(decimal(zero, 4), "0.0000");
  EXPECT_EQ(decimal(-5.1e-5, 4), "-0.0001");
  EXPECT_EQ(decimal(-0.4, 0), "0");
}

TEST(Decimal, RoundsAndKeepsTheSignOfOthers) {
  EXPECT_EQ(decimal(0.40120961687, 5), "0.40121");
  EXPECT_EQ(decimal(-12.5, 1), "-12.5");
  EXPECT_EQ(decimal(-std::numeric_limits<double>::infinity(), 2), "-inf");
  EXPECT_EQ(decimal(std::nan(""), 2), "nan");
}

}  // namespace
}  // namespace traversable
