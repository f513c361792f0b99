// How often the interval of I_PT holds the true value, on states with and without eigenvalues at
// zero.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/tomography/shot_statistics.h"

namespace traversable::test {

struct NamedState {
  std::string name;
  Eigen::Matrix4cd rho;
};
/// Of docs/statistics.md, in its order.
std::vector<NamedState> tomography_states();

struct Coverage {
  double share = 0;
  /// Of `value`, in its standard deviations.
  double bias = 0;
  /// Mean reported error over the standard deviation of `value`.
  double error_ratio = 0;
  /// Every value and interval in [0, 2] bits, low <= value <= high.
  bool in_range = true;
};
/// Of a share from 0.95: 0.02, and four standard errors of that many experiments.
double allowed_deviation(int repetitions);

Coverage coverage(const Eigen::Matrix4cd& rho, std::uint64_t shots,
                  const TomographyOptions& tomography, int repetitions, std::uint64_t seed);

}  // namespace traversable::test
