// Where a value falls in an ensemble.
#pragma once

#include <span>

namespace traversable {

struct EnsembleComparison {
  /// Over the instances with a finite value; NaN where there are none.
  double mean = 0;
  /// Standard deviation over instances (n - 1); NaN with fewer than two.
  double spread = 0;
  /// Percent of instances below the value, equal ones counted half. Values within 1e-9 of each
  /// other, relative to the larger or to one, are equal. NaN where the value is not finite or there
  /// is no instance.
  double percentile = 0;
};

EnsembleComparison compare_with_ensemble(double value, std::span<const double> ensemble);

}  // namespace traversable
