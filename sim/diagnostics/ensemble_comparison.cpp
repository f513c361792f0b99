#include "sim/diagnostics/ensemble_comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace traversable {

EnsembleComparison compare_with_ensemble(double value, std::span<const double> ensemble) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(), equal = 1e-9;
  double count = 0, sum = 0, square = 0, below = 0, same = 0;
  for (const double x : ensemble)
    if (std::isfinite(x)) {
      ++count;
      sum += x;
      const bool is_same =
          std::abs(x - value) <= equal * std::max({1.0, std::abs(x), std::abs(value)});
      (is_same ? same : below) += is_same || x < value;
    }
  if (count == 0) return {nan, nan, nan, 0, nan, nan};
  const double mean = sum / count;
  for (const double x : ensemble)
    if (std::isfinite(x)) square += (x - mean) * (x - mean);
  EnsembleComparison result{mean, count > 1 ? std::sqrt(square / (count - 1)) : nan,
                            nan,  static_cast<int>(count),
                            nan,  nan};
  if (!std::isfinite(value)) return result;
  result.percentile = 100 * (below + same / 2) / count;
  result.chance_low = (1 + below + same) / (count + 1);
  result.chance_high = (1 + count - below) / (count + 1);
  return result;
}

}  // namespace traversable
