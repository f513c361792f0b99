// Where a value falls in an ensemble.
#pragma once

#include <span>
#include <string>

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
  /// Instances with a finite value.
  int count = 0;
  /// Were the value one more draw of the ensemble, the chance that it ranks this low, (1 + instances
  /// not above it) / (count + 1), or this high. Never below 1 / (count + 1): the smallest two-sided
  /// level of a test by rank is 2 / (count + 1). NaN where the percentile is.
  double chance_low = 0;
  double chance_high = 0;
};

/// A number of a comparison as it is named and written, for a criterion NAME: NAME + suffix, long_name + that of the criterion.
struct ComparisonField {
  std::string suffix, long_name;
  std::string units;  // those of the criterion where empty
  double (*value)(const EnsembleComparison&);
};
std::span<const ComparisonField> comparison_fields();

EnsembleComparison compare_with_ensemble(double value, std::span<const double> ensemble);

}  // namespace traversable
