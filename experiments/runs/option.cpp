#include "experiments/runs/option.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>

#include "experiments/runs/number_list.h"
#include "sym/quoted.h"

namespace traversable {

void check_allowed(const Bound& allowed, double value, std::string_view noun) {
  if (!allowed.allows(value))
    throw std::invalid_argument(fmt::format("{}: expected {} {}", value, noun, allowed.words));
}

Kind<double> number(Bound allowed) {
  return {[allowed](const std::string& text) {
            const double value = parse_number(text);
            check_allowed(allowed, value);
            return value;
          },
          [](double value) { return fmt::format("{}", value); }};
}

Kind<std::optional<double>> number_or_none(Bound allowed) {
  const Kind<double> one = number(allowed);
  return {[one](const std::string& text) { return std::optional(one.parse(text)); },
          [one](const std::optional<double>& value) { return value ? one.write(*value) : ""; }};
}

Kind<std::vector<double>> numbers(Bound allowed) {
  return {[allowed](const std::string& text) {
            std::vector<double> values = parse_numbers(text);
            for (const double value : values) check_allowed(allowed, value, "numbers");
            return values;
          },
          [](const std::vector<double>& values) {
            return fmt::format("[{}]", fmt::join(values, ", "));
          }};
}

Kind<std::array<double, 2>> two_numbers() {
  return {[](const std::string& text) {
            const std::vector<double> values = parse_numbers(text);
            if (values.size() != 2)
              throw std::invalid_argument(fmt::format("{}: expected two numbers", in_quotes(text)));
            return std::array{values[0], values[1]};
          },
          [](const std::array<double, 2>& values) {
            return fmt::format("[{}, {}]", values[0], values[1]);
          }};
}

template <class T>
Kind<T> integer(long long least, long long most) {
  return {[=](const std::string& text) { return static_cast<T>(parse_integer(text, least, most)); },
          [](const T& value) { return fmt::format("{}", value); }};
}
template Kind<int> integer(long long, long long);
template Kind<std::uint64_t> integer(long long, long long);  // and std::size_t

}  // namespace traversable
