#include "learning/two_point_gradient.h"

#include <array>
#include <cmath>

#include "learning/exponential_derivative.h"
#include "learning/thermal_spectrum.h"
#include "sim/arguments.h"
#include "sim/complex.h"
#include "sim/interrupted.h"
#include "sim/linear_algebra/block_product.h"
#include "sim/two_sided/one_sided_operators.h"

namespace traversable {
namespace {

using Eigen::Index;
using Eigen::MatrixXcd;
using Eigen::VectorXcd;

std::array<VectorXcd, 2> exponential(const ThermalSpectrum& thermal, Complex z, double scale) {
  std::array<VectorXcd, 2> values;
  for (int s = 0; s < 2; ++s)
    values[static_cast<std::size_t>(s)] =
        scale * (z * thermal.levels(s).cast<Complex>()).array().exp();
  return values;
}

/// 1/Z.
double normalization(const ThermalSpectrum& thermal) {
  return thermal.amplitude() * thermal.amplitude() /
         (2.0 * static_cast<double>(thermal.levels(0).size()));
}

/// 1/2 Re sum_c sum_mn e_n |gamma_mn|^2 u_m, n in sector c.
double two_point(const ThermalSpectrum& thermal, const GradedMatrix& gamma, double beta, double t) {
  const auto e = exponential(thermal, {-beta, t}, normalization(thermal));
  const auto u = exponential(thermal, -imaginary * t, 1.0);
  Complex sum = 0.0;
  for (std::size_t c = 0; c < 2; ++c)
    for (Index n = 0; n < e[c].size(); ++n)
      sum += e[c][n] *
             (gamma.block[c].col(n).cwiseAbs2().cast<Complex>().cwiseProduct(u[1 - c])).sum();
  return 0.5 * sum.real();
}

/// out = 1/2 weight gamma diag(x) gamma in sector s, gamma = gamma^+ from s into 1 - s.
void sandwich(const GradedMatrix& gamma, const std::array<VectorXcd, 2>& x, double weight,
              std::size_t s, MatrixXcd& out) {
  const MatrixXcd scaled = 0.5 * weight * x[1 - s].asDiagonal() * gamma.block[s];
  out.resize(scaled.cols(), scaled.cols());
  const BlockProduct product{ProductForm::adjoint_left, gamma.block[s], scaled, out};
  multiply({&product, 1});
}

}  // namespace

void validate(const TwoPointPoints& points, int num_majoranas) {
  check_inverse_temperature(points.beta);
  check_majoranas(points.fermions, num_majoranas);
  check_times(points.times);
}

CouplingGradient two_point_gradient(const CouplingSpace& space, const Eigen::VectorXd& couplings,
                                    const TwoPointPoints& points, const TwoPointLoss& loss,
                                    const std::stop_token& stop) {
  validate(points, space.num_majoranas());
  check_times(points.times, space.one_norm(couplings));
  const ThermalSpectrum thermal(space.matrix(couplings), space.symmetry(), points.beta, stop);
  const ParityBasis basis(space.num_majoranas());
  const auto num_times = static_cast<Index>(points.times.size());
  std::array<MatrixXcd, 2> gradient;
  for (std::size_t s = 0; s < 2; ++s)
    gradient[s] = MatrixXcd::Zero(basis.sector_dimension(), basis.sector_dimension());
  CouplingGradient result;
  for (std::size_t j = 0; j < points.fermions.size(); ++j) {
    throw_if_stopped(stop);
    const GradedMatrix gamma =
        thermal.in_eigenbasis(majorana_product(basis, {{points.fermions[j]}}));
    Eigen::VectorXd values(num_times), weights(num_times);
    for (Index t = 0; t < num_times; ++t)
      values[t] = two_point(thermal, gamma, points.beta, points.times[static_cast<std::size_t>(t)]);
    result.loss += loss(static_cast<Index>(j), values, weights);
    MatrixXcd m;
    for (Index t = 0; t < num_times; ++t) {
      if (weights[t] == 0) continue;
      const double time = points.times[static_cast<std::size_t>(t)];
      const auto e = exponential(thermal, {-points.beta, time}, normalization(thermal));
      const auto u = exponential(thermal, -imaginary * time, 1.0);
      for (int s = 0; s < 2; ++s) {
        const auto sector = static_cast<std::size_t>(s);
        sandwich(gamma, u, weights[t], sector, m);
        ExponentialDerivative(thermal.levels(s), {-points.beta, time}, normalization(thermal))
            .add_gradient(m, gradient[sector]);
        // d log (1/Z) = beta Tr(rho dh).
        gradient[sector].diagonal() +=
            points.beta * weights[t] * values[t] * thermal.populations(s);
        sandwich(gamma, e, weights[t], sector, m);
        ExponentialDerivative(thermal.levels(s), -imaginary * time)
            .add_gradient(m, gradient[sector]);
      }
    }
  }
  result.couplings = space.derivatives(thermal.from_eigenbasis(gradient));
  return result;
}

}  // namespace traversable
