// Angles of gates: numbers, or numbers to be given later by name.
#pragma once

#include <map>
#include <string>

namespace traversable {

/// factor * name + offset; a number where the name is empty.
struct Angle {
  double offset = 0.0;
  std::string name;
  double factor = 0.0;

  Angle() = default;
  Angle(double value) : offset(value) {}  // NOLINT: an angle is most often a number
  Angle(std::string parameter, double scale = 1.0, double shift = 0.0)
      : offset(shift), name(std::move(parameter)), factor(scale) {}

  bool is_number() const { return name.empty(); }
  /// The number. Throws std::invalid_argument "parameter 'theta' is not bound".
  double value() const;
  Angle operator-() const;
  Angle operator*(double scale) const;
  /// Throws std::invalid_argument for two different names: an angle has one.
  Angle operator+(const Angle& other) const;

  bool operator==(const Angle&) const = default;
};

/// The angle of that name. Throws std::invalid_argument for an empty text and for a number.
Angle parameter(const std::string& name);

/// Values of parameters by name.
using Parameters = std::map<std::string, double>;

/// The angle as a number where its name is among the parameters, else as it is.
Angle assign_parameters(const Angle& angle, const Parameters& parameters);

/// "0.5", "theta", "-2*theta+0.5".
std::string to_text(const Angle& angle);

}  // namespace traversable
