// A straight line through points.
#pragma once

#include <span>

namespace traversable {

/// Least-squares slope of y against x and its standard error, (sum r^2 / (n - 2) / sum (x -
/// <x>)^2)^{1/2} with residuals r. NaN with fewer than two, three points.
struct Slope {
  double slope = 0;
  double error = 0;
  /// Points that it rests on.
  int count = 0;
};
Slope regression(std::span<const double> x, std::span<const double> y);

}  // namespace traversable
