// Lists and ranges of numbers as people type them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace traversable {

/// "4", "-12,12", "0:10:101" (start:stop:count, both ends included) or a list of these. Throws
/// std::invalid_argument, naming the text, for anything else, for values that are not finite, for
/// an empty or reversed range, for a value given twice and for more than ten million values.
std::vector<double> parse_numbers(std::string_view text);

/// A list of numbers as a range where they are six or more and the range gives the same bits: "0:10:101" of "0,0.1,...,10";
/// any other text as it is.
std::string compact_numbers(const std::string& list);

/// A whole number from `least` to `most`. Throws std::invalid_argument.
long long parse_integer(std::string_view text, long long least, long long most);

/// One finite number. Throws std::invalid_argument.
double parse_number(std::string_view text);

/// Which numbers are allowed.
struct Bound {
  bool (*allows)(double value);
  const char* words;  // "> 0"
};
namespace bound {
inline constexpr Bound any{[](double) { return true; }, ""};
inline constexpr Bound positive{[](double value) { return value > 0; }, "> 0"};
inline constexpr Bound not_negative{[](double value) { return value >= 0; }, ">= 0"};
}  // namespace bound

/// Throws std::invalid_argument "-1: expected a number > 0".
void check_allowed(const Bound& allowed, double value, std::string_view noun = "a number");

}  // namespace traversable
