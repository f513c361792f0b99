#include "learning/exponential_derivative.h"

#include <algorithm>

#include "sim/complex.h"

namespace traversable {

ExponentialDerivative::ExponentialDerivative(const Eigen::VectorXd& levels, Complex z, double scale)
    : levels_(levels), z_(z), scale_(scale), values_(levels.size()), roots_(levels.size()) {
  for (Eigen::Index n = 0; n < levels.size(); ++n) {
    roots_[n] = std::exp(0.5 * z * levels[n]);
    values_[n] = scale * roots_[n] * roots_[n];
  }
}

/// The gap from which on the difference quotient is used: the series is good for |z gap / 2| <= 1/2.
double ExponentialDerivative::far() const {
  constexpr double least_exponent = 1e-300;  // in place of zero
  return 1 / std::max(std::abs(z_), least_exponent);
}

}  // namespace traversable
