#include "experiments/runs/number_list.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>

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
                           "1:nan:3",
                           "+-5",
                           "+",
                           "++5",
                           "-+5",
                           "--5",
                           "1e-999",
                           "0x1p3",
                           "١",
                           "５",
                           "1_000",
                           "1d3",
                           "infinity",
                           "nan(1)",
                           "0,-0",
                           "1:1.0000000000000004:5",
                           "0:1:10000001",
                           "0:1:9999999,2:3:2"})
    EXPECT_THROW(parse_numbers(text), std::invalid_argument) << text;
}

TEST(NumberList, RangesOverAllDoublesAreFiniteAndDistinct) {
  EXPECT_EQ(parse_numbers("-1e308:1e308:3"), (Values{-1e308, 0, 1e308}));
  for (const char* ends : {"-1.7e308:1.7e308", "-1e308:1e308", "0:1.7976931348623157e308",
                           "-1.7976931348623157e308:1e-300", "1e-308:2e-308", "1e16:1.0001e16"})
    for (const char* count : {"2", "3", "4", "7", "1000"}) {
      const Values values = parse_numbers(std::string(ends) + ":" + count);
      EXPECT_EQ(values.size(), std::stoul(count));
      for (std::size_t k = 0; k < values.size(); ++k) {
        EXPECT_TRUE(std::isfinite(values[k])) << ends;
        if (k > 0) {
          EXPECT_GT(values[k], values[k - 1]) << ends;
        }
      }
    }
}

TEST(NumberList, MessagesSayWhatIsWrong) {
  const auto message = [](const std::string& text) -> std::string {
    try {
      parse_numbers(text);
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(message("1:1.0000000000000004:5"),
            "range '1:1.0000000000000004:5': there are not 5 distinct numbers from 1 to "
            "1.0000000000000004");
  EXPECT_EQ(message("1e999"), "'1e999': expected a finite number");
  EXPECT_EQ(message("+-5"), "'+-5': expected a number");
  EXPECT_EQ(message("1,2\n"), "'2\\n': expected a number");
  EXPECT_EQ(message("0:1:9999999,2:3:2"), "10000001 values, expected at most 10000000");
  EXPECT_LT(message(std::string(100'000, '7') + "x").size(), 200u);
}

TEST(NumberList, ReadsIntegers) {
  EXPECT_EQ(parse_integer("12", 0, 20), 12);
  for (const char* text : {"", "1.0", "21", "-1", "x", "99999999999999999999"})
    EXPECT_THROW(parse_integer(text, 0, 20), std::invalid_argument) << text;
}

TEST(NumberList, EvenlySpacedNumbersAreARangeWithTheSameBits) {
  for (const char* range : {"0:10:101", "-1:1:7", "0.1:0.7:6", "1e-3:5:1001"}) {
    std::string list;
    for (const double value : parse_numbers(range)) list += fmt::format("{},", value);
    list.pop_back();
    const std::string compact = compact_numbers(list);
    EXPECT_EQ(parse_numbers(compact), parse_numbers(list));
    EXPECT_EQ(compact.find(','), std::string::npos) << compact;
  }
  for (const char* list : {"0,1,2,3,4", "0,1,2,3,4,5.5", "5,4,3,2,1,0", "a,b,c,d,e,f", "0:1:3",
                           "0,1,2,3,4,4.999999999999"})
    EXPECT_EQ(compact_numbers(list), list);
}

}  // namespace
}  // namespace traversable
