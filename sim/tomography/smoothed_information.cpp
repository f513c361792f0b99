#include "sim/tomography/smoothed_information.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "sim/linear_algebra/spectral_decomposition.h"
#include "sim/observables/observables.h"
#include "sim/tomography/tomography.h"

namespace traversable {
namespace {

constexpr double target_accuracy = 1e-5;
constexpr double end_of_range = 1e-9;
constexpr double longest_step = 0.03;
constexpr int most_steps = 300;
constexpr int bisections = 40;

double eta(double l, double delta) {
  if (l >= delta) return -l * std::log(l);
  const double below = l - delta;
  return -delta * std::log(delta) - (std::log(delta) + 1) * below - below * below / (2 * delta);
}

double eta_slope(double l, double delta) {
  return l >= delta ? -std::log(l) - 1 : -std::log(delta) - 1 - (l - delta) / delta;
}

template <class Matrix>
double sum_eta(const Matrix& m, double delta) {
  double sum = 0;
  for (const double l : eigenvalues(m)) sum += eta(l, delta);
  return sum;
}

template <class Matrix>
Matrix slope_of(const Matrix& m, double delta) {
  const auto [values, vectors] = spectral_decomposition(m);
  const auto slopes = values.unaryExpr([delta](double l) { return eta_slope(l, delta); }).eval();
  return vectors * slopes.asDiagonal() * vectors.adjoint();
}

Eigen::Matrix4cd product_of_marginals(const Eigen::Matrix4cd& rho) {
  return tensor_product(reduced_p(rho), reduced_t(rho));
}

double information(const Eigen::Matrix4cd& rho) {
  return mutual_information(rho, EntropyUnit::nats);
}

/// Between two states on both sides of the target.
Eigen::Matrix4cd mixture_at(const Eigen::Matrix4cd& from, const Eigen::Matrix4cd& to,
                            double target) {
  const bool upwards = information(to) > target;
  double low = 0, high = 1;
  for (int step = 0; step < bisections; ++step) {
    const double share = (low + high) / 2;
    const bool beyond = information((1 - share) * from + share * to) > target;
    (beyond == upwards ? high : low) = share;
  }
  return (1 - high) * from + high * to;
}

}  // namespace

double SmoothedInformation::operator()(const Eigen::Matrix4cd& rho) const {
  return sum_eta(reduced_p(rho), delta_) + sum_eta(reduced_t(rho), delta_) - sum_eta(rho, delta_);
}

Eigen::Matrix4cd SmoothedInformation::gradient(const Eigen::Matrix4cd& rho) const {
  const Eigen::Matrix2cd one = Eigen::Matrix2cd::Identity();
  const Eigen::Matrix4cd slope = tensor_product(slope_of(reduced_p(rho), delta_), one) +
                                 tensor_product(one, slope_of(reduced_t(rho), delta_)) -
                                 slope_of(rho, delta_);
  return slope - slope.trace() / 4.0 * Eigen::Matrix4cd::Identity();
}

Eigen::Matrix4cd SmoothedInformation::state_at(Eigen::Matrix4cd rho, double target) const {
  if (target <= end_of_range) return product_of_marginals(rho);
  if (target >= 2 * std::numbers::ln2 - end_of_range) return nearest_maximally_entangled(rho);
  double now = information(rho);
  for (int step = 0; step < most_steps && std::abs(target - now) > target_accuracy; ++step) {
    const Eigen::Matrix4cd slope = gradient(rho);
    const double norm = std::max(slope.norm(), 1e-12), limit = longest_step / norm;
    const double length = std::clamp((target - now) / (norm * norm), -limit, limit);
    const Eigen::Matrix4cd next = nearest_state(rho + length * slope);
    const double then = information(next);
    if ((then - target) * (now - target) < 0) return mixture_at(rho, next, target);
    if ((then - now) * (target - now) <= 0) break;
    rho = next;
    now = then;
  }
  if (std::abs(target - now) <= target_accuracy) return rho;
  return mixture_at(
      rho, target > now ? nearest_maximally_entangled(rho) : product_of_marginals(rho), target);
}

Eigen::Matrix4cd nearest_maximally_entangled(const Eigen::Matrix4cd& rho) {
  const std::complex<double> i(0, 1);
  Eigen::Matrix4cd magic;
  magic << 1, i, 0, 0, 0, 0, i, 1, 0, 0, i, -1, 1, -i, 0, 0;
  magic /= std::numbers::sqrt2;
  const Eigen::MatrixXd overlap = (magic.adjoint() * rho * magic).real();
  const Eigen::Vector4cd vector =
      magic * spectral_decomposition(overlap).vectors.col(3).cast<std::complex<double>>();
  return vector * vector.adjoint();
}

}  // namespace traversable
