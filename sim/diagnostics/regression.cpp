#include "sim/diagnostics/regression.h"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace traversable {

Slope regression(std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size()) throw std::invalid_argument("regression: expected a y for every x");
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const double n = static_cast<double>(x.size());
  const int count = static_cast<int>(x.size());
  if (x.size() < 2) return {nan, nan, count};
  double mean_x = 0, mean_y = 0, xx = 0, xy = 0, square = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += x[i] / n;
    mean_y += y[i] / n;
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  const double slope = xy / xx;
  for (std::size_t i = 0; i < x.size(); ++i)
    square += std::pow(y[i] - mean_y - slope * (x[i] - mean_x), 2);
  return {slope, x.size() > 2 ? std::sqrt(square / (n - 2) / xx) : nan, count};
}

}  // namespace traversable
