#include "circuits/angle.h"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

#include "sym/quoted.h"

namespace traversable {

double Angle::value() const {
  if (!is_number())
    throw std::invalid_argument(
        fmt::format("parameter {} is not bound, expected a number", in_quotes(name)));
  return offset;
}

Angle Angle::operator-() const { return *this * -1.0; }

Angle Angle::operator*(double scale) const {
  Angle result = *this;
  result.offset *= scale;
  result.factor *= scale;
  return result;
}

Angle Angle::operator+(const Angle& other) const {
  if (!is_number() && !other.is_number() && name != other.name)
    throw std::invalid_argument(fmt::format("{} + {}: expected one parameter in an angle",
                                            excerpt(to_text(*this)), excerpt(to_text(other))));
  Angle sum = is_number() ? other : *this;
  sum.offset = offset + other.offset;
  sum.factor = factor + other.factor;
  return sum;
}

Angle parameter(const std::string& name) {
  const char* end = name.data() + name.size();
  double number = 0;
  const bool is_number = std::from_chars(name.data(), end, number).ptr == end;
  if (name.empty() || is_number)
    throw std::invalid_argument(fmt::format(
        "angle {}: expected a number, or text that names a parameter", in_quotes(name)));
  return {name};
}

Angle assign_parameters(const Angle& angle, const Parameters& parameters) {
  const auto found = parameters.find(angle.name);
  if (angle.is_number() || found == parameters.end()) return angle;
  return {angle.offset + angle.factor * found->second};
}

std::string to_text(const Angle& angle) {
  if (angle.is_number()) return fmt::format("{:.6g}", angle.offset);
  std::string text = angle.factor == 1    ? angle.name
                     : angle.factor == -1 ? "-" + angle.name
                                          : fmt::format("{:.6g}*{}", angle.factor, angle.name);
  if (angle.offset != 0) text += fmt::format("{:+.6g}", angle.offset);
  return text;
}

}  // namespace traversable
