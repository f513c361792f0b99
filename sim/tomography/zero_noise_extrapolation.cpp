#include "sim/tomography/zero_noise_extrapolation.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <cmath>
#include <set>
#include <stdexcept>
#include <vector>

namespace traversable {

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
  Eigen::MatrixXd powers(static_cast<Eigen::Index>(scales.size()), degree + 1);
  Eigen::VectorXd right(powers.rows());
  for (Eigen::Index k = 0; k < powers.rows(); ++k) {
    const auto i = static_cast<std::size_t>(k);
    double power = 1 / errors[i];
    right[k] = values[i] / errors[i];
    for (Eigen::Index d = 0; d <= degree; ++d, power *= scales[i]) powers(k, d) = power;
  }
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(powers);
  const Eigen::VectorXd coefficients = qr.solve(right);
  const Eigen::MatrixXd covariance = (powers.transpose() * powers).inverse();
  return {coefficients[0], std::sqrt(covariance(0, 0))};
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
