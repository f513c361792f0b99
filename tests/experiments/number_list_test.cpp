#include "experiments/number_list.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace traversable {
namespace {

using Values = std::vector<double>;

TEST(NumberList, ReadsListsAndRanges) {
  EXPECT_EQ(parse_numbers("4"), Values{4});
  EXPECT_EQ(parse_numbers("-12, +12"), (Values{-12, 12}));
  EXPECT_EQ(parse_numbers("0:1:5"), (Values{0, 0.25, 0.5, 0.75, 1}));
  EXPECT_EQ(parse_numbers("3:3:1,1e-3"), (Values{3, 1e-3}));
  EXPECT_EQ(parse_numbers("0:10:101").size(), 101u);
  EXPECT_EQ(parse_numbers("0:10:101").back(), 10);
  EXPECT_EQ(parse_numbers("0:10:101")[1], 0.1);
}

TEST(NumberList, RefusesTheRest) {
  for (const char* text : {"",
                           " ",
                           "a",
                           "1,",
                           ",1",
                           "1,,2",
                           "nan",
                           "inf",
                           "-inf",
                           "1e999",
                           "1:2",
                           "1:2:3:4",
                           "0:10:0",
                           "0:10:-3",
                           "0:10:2.5",
                           "10:0:11",
                           "0:1:1",
                           "2:2:3",
                           "1,1",
                           "0:1:3,0.5",
                           "1 2",
                           "0x10",
                           "0:1:99999999999999999999",
                           "1:nan:3"})
    EXPECT_THROW(parse_numbers(text), std::invalid_argument) << text;
}

TEST(NumberList, ReadsIntegers) {
  EXPECT_EQ(parse_integer("12", 0, 20), 12);
  for (const char* text : {"", "1.0", "21", "-1", "x", "99999999999999999999"})
    EXPECT_THROW(parse_integer(text, 0, 20), std::invalid_argument) << text;
}

}  // namespace
}  // namespace traversable
