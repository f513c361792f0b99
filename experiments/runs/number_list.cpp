#include "experiments/runs/number_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "sym/quoted.h"

namespace traversable {
namespace {

constexpr long long max_count = 10'000'000;
constexpr std::size_t fewest_as_range = 6;

template <class... Args>
[[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) {
  throw std::invalid_argument(fmt::format(format, std::forward<Args>(args)...));
}

void check_count(std::size_t count) {
  if (count > max_count) refuse("{} values, expected at most {}", count, max_count);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t start = 0;;) {
    const auto end = text.find(separator, start);
    parts.push_back(trimmed(text.substr(start, end - start)));
    if (end == std::string_view::npos) return parts;
    start = end + 1;
  }
}

/// Value i of `count` from start to stop; the first form where it stays finite.
double range_value(double start, double stop, long long i, long long count) {
  if (i == count - 1) return stop;
  const auto index = static_cast<double>(i), last = static_cast<double>(count - 1);
  const double value = start + (stop - start) * index / last;
  return std::isfinite(value) ? value : start * (1 - index / last) + stop * (index / last);
}

void append_range(std::string_view text, const std::vector<std::string_view>& parts,
                  std::vector<double>& values) {
  if (parts.size() != 3) refuse("range {}: expected start:stop:count", in_quotes(text));
  const double start = parse_number(parts[0]);
  const double stop = parse_number(parts[1]);
  const long long count = parse_integer(parts[2], 1, max_count);
  if (stop < start) refuse("range {}: stop {} is below start {}", in_quotes(text), stop, start);
  if (count == 1 && stop != start)
    refuse("range {}: one value cannot reach from {} to {}", in_quotes(text), start, stop);
  check_count(values.size() + static_cast<std::size_t>(count));
  const std::size_t first = values.size();
  for (long long i = 0; i < count; ++i) {
    values.push_back(range_value(start, stop, i, count));
    if (values.size() > first + 1 && !(values.back() > *(values.end() - 2)))
      refuse("range {}: there are not {} distinct numbers from {} to {}", in_quotes(text), count,
             start, stop);
  }
}

}  // namespace

double parse_number(std::string_view text) {
  std::string_view digits = trimmed(text);
  if (digits.starts_with("+") && !digits.starts_with("+-")) digits.remove_prefix(1);
  double value = 0.0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error == std::errc::invalid_argument || end != digits.data() + digits.size())
    refuse("{}: expected a number", in_quotes(text));
  if (error == std::errc::result_out_of_range || !std::isfinite(value))
    refuse("{}: expected a finite number", in_quotes(text));
  return value;
}

long long parse_integer(std::string_view text, long long least, long long most) {
  const std::string_view digits = trimmed(text);
  long long value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || value < least || value > most)
    refuse("{}: expected a whole number from {} to {}", in_quotes(text), least, most);
  return value;
}

std::vector<double> parse_numbers(std::string_view text) {
  std::vector<double> values;
  for (const auto item : split(text, ',')) {
    const auto parts = split(item, ':');
    if (parts.size() == 1)
      values.push_back(parse_number(item));
    else
      append_range(item, parts, values);
  }
  check_count(values.size());
  std::vector<double> sorted = values;
  if (!std::is_sorted(sorted.begin(), sorted.end())) std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) refuse("{}: {} is given twice", in_quotes(text), *twice);
  return values;
}

std::string compact_numbers(const std::string& list) {
  if (list.find(':') != list.npos) return list;
  try {
    const std::vector<double> values = parse_numbers(list);
    const std::string range = fmt::format("{}:{}:{}", values.front(), values.back(), values.size());
    return values.size() >= fewest_as_range && parse_numbers(range) == values ? range : list;
  } catch (const std::invalid_argument&) {  // texts, numbers that fall
    return list;
  }
}

void check_allowed(const Bound& allowed, double value, std::string_view noun) {
  if (!allowed.allows(value))
    throw std::invalid_argument(fmt::format("{}: expected {} {}", value, noun, allowed.words));
}

}  // namespace traversable
