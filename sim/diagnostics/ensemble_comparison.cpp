#include "sim/diagnostics/ensemble_comparison.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "sim/statistics.h"

namespace traversable {

EnsembleComparison compare_with_ensemble(double value, std::span<const double> ensemble) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(), equal = 1e-9;
  double below = 0, same = 0;
  Moments finite;
  for (const double x : ensemble)
    if (std::isfinite(x)) {
      finite.add(x);
      const bool is_same =
          std::abs(x - value) <= equal * std::max({1.0, std::abs(x), std::abs(value)});
      (is_same ? same : below) += is_same || x < value;
    }
  const auto count = static_cast<double>(finite.count());
  EnsembleComparison result{
      finite.mean(), finite.deviation(), nan, static_cast<int>(finite.count()), nan, nan};
  if (count == 0) return result;
  if (!std::isfinite(value)) return result;
  result.percentile = 100 * (below + same / 2) / count;
  result.chance_low = (1 + below + same) / (count + 1);
  result.chance_high = (1 + count - below) / (count + 1);
  return result;
}

std::span<const ComparisonField> comparison_fields() {
  using C = const EnsembleComparison&;
  static const std::array<ComparisonField, 4> fields{{
      {"_mean", "mean over the ensemble: ", "", [](C c) { return c.mean; }},
      {"_spread", "standard deviation over the ensemble: ", "", [](C c) { return c.spread; }},
      {"_percentile", "instances of the ensemble below the model: ", "percent",
       [](C c) { return c.percentile; }},
      {"_count", "instances of the ensemble with a value: ", "1",
       [](C c) { return static_cast<double>(c.count); }},
  }};
  return fields;
}

}  // namespace traversable
