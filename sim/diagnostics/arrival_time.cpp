#include "sim/diagnostics/arrival_time.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

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

double arrival_time(std::span<const double> times, std::span<const double> values) {
  const Peak p = peak(times, values);
  return p.inside ? p.time : std::numeric_limits<double>::quiet_NaN();
}

Slope arrival_slope(std::span<const double> t0, std::span<const double> arrival) {
  if (t0.size() != arrival.size())
    throw std::invalid_argument("arrival_slope: expected an arrival for every injection");
  std::vector<double> x, y;
  for (std::size_t i = 0; i < t0.size(); ++i)
    if (!std::isnan(arrival[i])) {
      x.push_back(t0[i]);
      y.push_back(arrival[i]);
    }
  return regression(x, y);
}

}  // namespace traversable
