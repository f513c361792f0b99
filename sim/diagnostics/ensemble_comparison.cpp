#include "sim/diagnostics/ensemble_comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace traversable {

EnsembleComparison compare_with_ensemble(double value, std::span<const double> ensemble) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(), equal = 1e-9;
  double count = 0, sum = 0, square = 0, below = 0;
  for (const double x : ensemble)
    if (std::isfinite(x)) {
      ++count;
      sum += x;
      const bool same =
          std::abs(x - value) <= equal * std::max({1.0, std::abs(x), std::abs(value)});
      below += same ? 0.5 : x < value ? 1.0 : 0.0;
    }
  if (count == 0) return {nan, nan, nan};
  const double mean = sum / count;
  for (const double x : ensemble)
    if (std::isfinite(x)) square += (x - mean) * (x - mean);
  return {mean, count > 1 ? std::sqrt(square / (count - 1)) : nan,
          std::isfinite(value) ? 100 * below / count : nan};
}

}  // namespace traversable
