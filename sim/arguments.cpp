#include "sim/arguments.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "sim/evolution_length.h"

namespace traversable {

void check_inverse_temperature(double beta) {
  if (!std::isfinite(beta) || beta < 0)
    throw std::invalid_argument(fmt::format("beta = {}: expected a finite number >= 0", beta));
}

void check_finite(const std::string& name, std::span<const double> values) {
  for (const double value : values)
    if (!std::isfinite(value))
      throw std::invalid_argument(fmt::format("{} = {}: expected a finite number", name, value));
}

void check_tolerance(double tolerance) {
  if (!(tolerance >= 0 && tolerance <= 1e-3))
    throw std::invalid_argument(
        fmt::format("tolerance = {}: expected a number from 0 to 0.001", tolerance));
}

void check_times(std::span<const double> times) {
  if (times.empty()) throw std::invalid_argument("t = []: expected a time");
  check_finite("t", times);
}

void check_times(std::span<const double> times, double one_norm) {
  check_times(times);
  check_lengths("t", times, one_norm);
}

void check_majoranas(std::span<const int> majoranas, int num_majoranas) {
  if (majoranas.empty()) throw std::invalid_argument("fermions = []: expected a fermion");
  for (const int j : majoranas)
    if (j < 0 || j >= num_majoranas)
      throw std::invalid_argument(fmt::format("fermion {}: expected 0..{}", j, num_majoranas - 1));
}

}  // namespace traversable
