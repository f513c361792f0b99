// Ratios of averages with their errors.
#pragma once

#include <complex>
#include <vector>

#include "sim/typicality/typicality.h"

namespace traversable {

/// Collects, state by state, a weight and values that carry this weight: the estimate is
/// sum_s w_s v_s / sum_s w_s. Weights come as logarithms, since exp(-beta H) leaves the range of a
/// double long before the ratio does.
class RatioEstimate {
 public:
  void add(double log_weight, std::vector<std::complex<double>> values);

  /// The ratio of every value, errors by the jackknife.
  std::vector<Estimate> result() const;

 private:
  std::vector<double> log_weights_;
  std::vector<std::vector<std::complex<double>>> values_;
};

}  // namespace traversable
