#include "experiments/runs/fact.h"

#include <gtest/gtest.h>

#include <limits>

namespace traversable {
namespace {

TEST(Fact, TimesAreWhatAPersonReads) {
  const double minute = 60, hour = 3600, day = 86400;
  EXPECT_EQ(duration_text(0.3), "less than 1 s");
  EXPECT_EQ(duration_text(1), "about 1 s");
  EXPECT_EQ(duration_text(25.3), "about 25 s");
  EXPECT_EQ(duration_text(89), "about 89 s");
  EXPECT_EQ(duration_text(90), "about 2 min");
  EXPECT_EQ(duration_text(12.4 * minute), "about 12 min");
  EXPECT_EQ(duration_text(89 * minute), "about 89 min");
  EXPECT_EQ(duration_text(1.1e4), "about 3 h");
  EXPECT_EQ(duration_text(47 * hour), "about 47 h");
  EXPECT_EQ(duration_text(4 * day), "about 4 days");
  EXPECT_EQ(duration_text(123 * day), "about 120 days");
  EXPECT_EQ(duration_text(1e11), "about 3200 years");
}

TEST(Fact, LinesHaveTheTextAndNoValue) {
  EXPECT_EQ(
      lines_of({{"points", "8 (instance, beta, t0)", {{"points", whole(8)}}}, {"file", "3 KiB"}}),
      "# points        8 (instance, beta, t0)\n# file          3 KiB\n");
}

}  // namespace
}  // namespace traversable
