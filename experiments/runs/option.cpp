#include "experiments/runs/option.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <stdexcept>

#include "circuits/toml_string.h"
#include "sym/quoted.h"

namespace traversable {

Kind<double> number(Bound allowed) {
  return {[allowed](const std::string& text) {
            const double value = parse_number(text);
            check_allowed(allowed, value);
            return value;
          },
          [](double value) { return fmt::format("{}", value); }, form::number};
}

Kind<double> number_if_set(Bound allowed) {
  const Kind<double> one = number(allowed);
  return {one.parse, [one](double value) { return value == 0 ? "" : one.write(value); }, one.form};
}

Kind<std::optional<double>> number_or_none(Bound allowed) {
  const Kind<double> one = number(allowed);
  return {[one](const std::string& text) { return std::optional(one.parse(text)); },
          [one](const std::optional<double>& value) { return value ? one.write(*value) : ""; },
          one.form};
}

Kind<std::vector<double>> numbers(Bound allowed) {
  return {[allowed](const std::string& text) {
            std::vector<double> values = parse_numbers(text);
            for (const double value : values) check_allowed(allowed, value, "numbers");
            return values;
          },
          [](const std::vector<double>& values) {
            return fmt::format("[{}]", fmt::join(values, ", "));
          },
          form::numbers};
}

Kind<std::vector<double>> one_or_more_numbers(Bound allowed) {
  const Kind<std::vector<double>> list = numbers(allowed);
  return {list.parse,
          [list](const std::vector<double>& values) {
            return values.size() == 1 ? fmt::format("{}", values[0]) : list.write(values);
          },
          list.form};
}

Kind<std::string> text() {
  return {[](const std::string& value) { return value; },
          [](const std::string& value) { return toml_string(value); }};
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
          },
          form::two_numbers};
}

Kind<std::vector<std::uint64_t>> integers(long long least, long long most) {
  return {[=](const std::string& text) {
            std::vector<std::uint64_t> values;
            for (const double value : parse_numbers(text)) {
              if (value != std::floor(value) || value < static_cast<double>(least) ||
                  value > static_cast<double>(most))
                throw std::invalid_argument(
                    fmt::format("{}: expected whole numbers from {} to {}", value, least, most));
              values.push_back(static_cast<std::uint64_t>(value));
            }
            return values;
          },
          [](const std::vector<std::uint64_t>& values) {
            return values.empty() ? "" : fmt::format("[{}]", fmt::join(values, ", "));
          },
          form::integers};
}

Kind<bool> flag(FlagText text) {
  return {parse_flag,
          [=](bool value) { return value                      ? "true"
                                   : text == FlagText::always ? "false"
                                                              : ""; },
          form::flag};
}

template <class T>
Kind<T> integer(long long least, long long most) {
  return {[=](const std::string& text) { return static_cast<T>(parse_integer(text, least, most)); },
          [](const T& value) { return fmt::format("{}", value); }, form::integer};
}
template Kind<int> integer(long long, long long);
template Kind<std::uint64_t> integer(long long, long long);  // and std::size_t

}  // namespace traversable
