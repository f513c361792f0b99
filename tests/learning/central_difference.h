// Derivatives by central differences of fourth order.
#pragma once

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <functional>

namespace traversable::test {

inline double central_difference(const std::function<double(double)>& f, double step = 2e-3) {
  return (8 * (f(step) - f(-step)) - (f(2 * step) - f(-2 * step))) / (12 * step);
}

/// The gradient of f at x against differences, to a relative 1e-6 of its largest element.
inline void expect_gradient(const std::function<double(const Eigen::VectorXd&)>& f,
                            const Eigen::VectorXd& x, const Eigen::VectorXd& gradient,
                            double step = 2e-3) {
  const double scale = std::max(gradient.cwiseAbs().maxCoeff(), 1e-3);
  for (Eigen::Index k = 0; k < x.size(); k += std::max<Eigen::Index>(1, x.size() / 12)) {
    const double expected = central_difference(
        [&](double shift) {
          Eigen::VectorXd moved = x;
          moved[k] += shift;
          return f(moved);
        },
        step);
    EXPECT_NEAR(gradient[k], expected, 1e-6 * scale) << "coupling " << k;
  }
}

}  // namespace traversable::test
