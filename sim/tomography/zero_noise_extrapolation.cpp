#include "sim/tomography/zero_noise_extrapolation.h"

#include <fmt/format.h>

#include <Eigen/Core>
#include <cmath>
#include <set>
#include <stdexcept>
#include <vector>

namespace traversable {
namespace {

Eigen::ArrayXd as_array(std::span<const double> list) {
  return Eigen::Map<const Eigen::ArrayXd>(list.data(), static_cast<Eigen::Index>(list.size()));
}

/// The columns s^d / error are made orthogonal one after the other, twice against rounding: P = Q R. The first coefficient
/// is x . Q^T (y / error) with R^T x = e_0, and its variance |x|^2.
Extrapolation constant_of_fit(const Eigen::ArrayXd& scales, const Eigen::ArrayXd& values,
                              const Eigen::ArrayXd& errors, int degree) {
  Eigen::MatrixXd q(scales.size(), degree + 1);
  Eigen::VectorXd x(degree + 1);
  Eigen::ArrayXd power = errors.inverse();
  double value = 0;
  for (Eigen::Index d = 0; d <= degree; ++d, power *= scales) {
    q.col(d) = power;
    x[d] = d == 0 ? 1 : 0;
    for (int pass = 0; pass < 2; ++pass)
      for (Eigen::Index e = 0; e < d; ++e) {
        const double r = q.col(e).dot(q.col(d));
        q.col(d) -= r * q.col(e);
        x[d] -= r * x[e];
      }
    const double norm = q.col(d).norm();
    q.col(d) /= norm;
    x[d] /= norm;
    value += x[d] * q.col(d).dot((values / errors).matrix());
  }
  return {value, x.norm()};
}

}  // namespace

Extrapolation extrapolate_to_zero(std::span<const double> scales, std::span<const double> values,
                                  std::span<const double> errors, int degree) {
  if (degree < 0) throw std::invalid_argument(fmt::format("degree {}: expected 0 or more", degree));
  if (values.size() != scales.size() || errors.size() != scales.size())
    throw std::invalid_argument(fmt::format("{} scales, {} values, {} errors: expected as many",
                                            scales.size(), values.size(), errors.size()));
  for (std::size_t k = 0; k < scales.size(); ++k)
    if (!std::isfinite(scales[k]) || !std::isfinite(values[k]) || !std::isfinite(errors[k]) ||
        errors[k] <= 0)
      throw std::invalid_argument(
          fmt::format("value {} +- {} at scale {}: expected finite numbers and an error above 0",
                      values[k], errors[k], scales[k]));
  const std::set<double> different(scales.begin(), scales.end());
  if (different.size() < static_cast<std::size_t>(degree) + 1)
    throw std::invalid_argument(
        fmt::format("{} different scales: expected {} or more for a polynomial of degree {}",
                    different.size(), degree + 1, degree));
  return constant_of_fit(as_array(scales), as_array(values), as_array(errors), degree);
}

Extrapolation extrapolate_exponential(std::span<const double> scales,
                                      std::span<const double> values,
                                      std::span<const double> errors) {
  std::vector<double> logarithms, relative;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (!(values[k] > 0))
      throw std::invalid_argument(
          fmt::format("value {}: expected a positive number for an exponential", values[k]));
    logarithms.push_back(std::log(values[k]));
    relative.push_back(k < errors.size() ? errors[k] / values[k] : 0);
  }
  const Extrapolation line = extrapolate_to_zero(scales, logarithms, relative, 1);
  return {std::exp(line.value), std::exp(line.value) * line.standard_error};
}

}  // namespace traversable
