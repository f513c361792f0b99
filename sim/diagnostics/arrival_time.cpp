#include "sim/diagnostics/arrival_time.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace traversable {

Peak peak(std::span<const double> times, std::span<const double> values) {
  if (times.empty() || times.size() != values.size())
    throw std::invalid_argument("peak: expected a value for every time");
  const auto largest = std::max_element(values.begin(), values.end());
  const auto i = static_cast<std::size_t>(largest - values.begin());
  if (i == 0 || i + 1 == values.size()) return {times[i], values[i], false};
  // Newton's form of the parabola through the three points, from the middle one.
  const double left = times[i - 1] - times[i], right = times[i + 1] - times[i];
  const double slope_left = (values[i - 1] - values[i]) / left;
  const double slope_right = (values[i + 1] - values[i]) / right;
  const double curvature = (slope_right - slope_left) / (right - left);
  const double slope = slope_left - curvature * left;
  if (!(curvature < 0)) return {times[i], values[i], true};
  const double shift = std::clamp(-0.5 * slope / curvature, left, right);
  return {times[i] + shift, values[i] + slope * shift + curvature * shift * shift, true};
}

ArrivalSlope arrival_slope(std::span<const double> t0, std::span<const double> arrival) {
  if (t0.size() != arrival.size())
    throw std::invalid_argument("arrival_slope: expected an arrival for every injection");
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const double n = static_cast<double>(t0.size());
  if (t0.size() < 2) return {nan, nan};
  double mean_x = 0, mean_y = 0, xx = 0, xy = 0, square = 0;
  for (std::size_t i = 0; i < t0.size(); ++i) {
    mean_x += t0[i] / n;
    mean_y += arrival[i] / n;
  }
  for (std::size_t i = 0; i < t0.size(); ++i) {
    xx += (t0[i] - mean_x) * (t0[i] - mean_x);
    xy += (t0[i] - mean_x) * (arrival[i] - mean_y);
  }
  const double slope = xy / xx;
  for (std::size_t i = 0; i < t0.size(); ++i)
    square += std::pow(arrival[i] - mean_y - slope * (t0[i] - mean_x), 2);
  return {slope, t0.size() > 2 ? std::sqrt(square / (n - 2) / xx) : nan};
}

}  // namespace traversable
