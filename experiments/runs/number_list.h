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

/// A whole number from `least` to `most`. Throws std::invalid_argument.
long long parse_integer(std::string_view text, long long least, long long most);

/// One finite number. Throws std::invalid_argument.
double parse_number(std::string_view text);

}  // namespace traversable
