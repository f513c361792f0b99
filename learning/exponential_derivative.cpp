#include "learning/exponential_derivative.h"

#include <algorithm>
#include <limits>

#include "sim/complex.h"
#include "sim/parallel.h"

namespace traversable {
namespace {

/// Below this |z (E_m - E_n) / 2| the series replaces the difference quotient.
constexpr double close = 0.5;

/// In place of exponents of zero.
constexpr double least_exponent = 1e-300;

/// sinh(x) / x for |x| <= 1/2: the next term is below 1e-17.
Complex sinhc(Complex x) {
  const Complex y = x * x;
  return 1.0 + y / 6.0 *
                   (1.0 + y / 20.0 *
                              (1.0 + y / 42.0 *
                                         (1.0 + y / 72.0 * (1.0 + y / 110.0 * (1.0 + y / 156.0)))));
}

}  // namespace

ExponentialDerivative::ExponentialDerivative(const Eigen::VectorXd& levels, Complex z, double scale)
    : levels_(levels), z_(z), scale_(scale), values_(levels.size()), roots_(levels.size()) {
  for (Eigen::Index n = 0; n < levels.size(); ++n) {
    roots_[n] = std::exp(0.5 * z * levels[n]);
    values_[n] = scale * roots_[n] * roots_[n];
  }
}

void ExponentialDerivative::add_gradient(const Eigen::MatrixXcd& m, Eigen::MatrixXcd& g) const {
  const double far = 2 * close / std::max(std::abs(z_), least_exponent);
  for_each_index(m.cols(), worth_threads(m.size()), [&](Eigen::Index n) {
    const Eigen::ArrayXd gaps = levels_.array() - levels_[n];
    // Quotients by infinity, zero, where levels are close: the series' part is added below.
    const Eigen::ArrayXd divisors =
        (gaps.abs() > far).select(gaps, std::numeric_limits<double>::infinity());
    g.col(n).array() += (values_.array() - values_[n]) * divisors.inverse() * m.col(n).array();
    for (Eigen::Index k = 0; k < m.rows(); ++k)
      if (std::abs(gaps[k]) <= far)
        g(k, n) += scale_ * z_ * roots_[k] * roots_[n] * sinhc(0.5 * z_ * gaps[k]) * m(k, n);
  });
}

}  // namespace traversable
