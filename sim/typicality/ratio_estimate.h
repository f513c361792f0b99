// Ratios of averages with their errors.
#pragma once

#include <complex>
#include <vector>

#include "sim/typicality/typicality.h"

namespace traversable {

/// Collects, state by state, a weight and values that carry this weight: the ratio R of sums over n
/// states, sum_s w_s v_s / sum_s w_s, is biased by O(1/n) since the denominator fluctuates. With R_s
/// the ratio without state s and R' the mean of these (the jackknife: Quenouille, Biometrika 43, 353
/// (1956); Miller, Biometrika 61, 1 (1974)),
///
///   estimate R + (n - 1) (R - R'),   error^2 = (n - 1)/n sum_s (R_s - R')^2.
///
/// Weights come as logarithms, since exp(-beta H) leaves the range of a
/// double long before the ratio does.
class RatioEstimate {
 public:
  void add(double log_weight, std::vector<std::complex<double>> values);

  /// Of every value. Two states at least.
  std::vector<Estimate> result() const;

 private:
  std::vector<double> log_weights_;
  std::vector<std::vector<std::complex<double>>> values_;
};

}  // namespace traversable
