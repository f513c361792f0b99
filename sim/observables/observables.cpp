#include "sim/observables/observables.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>

#include "sim/linear_algebra/spectral_decomposition.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

double in_unit(double nats, EntropyUnit unit) {
  return unit == EntropyUnit::nats ? nats : nats / std::numbers::ln2;
}

constexpr double least_eigenvalue = 1e-14;

/// Of a matrix of fixed size without allocation.
template <class Matrix>
double entropy_in_nats(const Matrix& rho) {
  double nats = 0.0;
  for (const double p : eigenvalues(rho))
    if (p > 0) nats -= p * std::log(p);
  return nats;
}

template <class Matrix>
Matrix logarithm(const Matrix& hermitian) {
  const auto [values, vectors] = spectral_decomposition(Eigen::MatrixXcd(hermitian));
  return vectors * values.cwiseMax(least_eigenvalue).array().log().matrix().asDiagonal() *
         vectors.adjoint();
}

}  // namespace

EntropyUnit entropy_unit_by_name(std::string_view name) {
  if (name == "bits") return EntropyUnit::bits;
  if (name == "nats") return EntropyUnit::nats;
  throw std::invalid_argument(fmt::format("units = {}: expected bits or nats", in_quotes(name)));
}

std::string_view name_of(EntropyUnit unit) { return unit == EntropyUnit::bits ? "bits" : "nats"; }

void check_pair_state(const Eigen::Matrix4cd& rho) {
  if (!rho.allFinite()) throw std::invalid_argument("rho: holds values that are not finite");
  const std::complex<double> trace = rho.trace();
  if (!(std::abs(trace - 1.0) <= state_tolerance))
    throw std::invalid_argument(
        fmt::format("rho: no state, its trace is {:.6g}, expected 1", trace.real()));
  const double skew = std::sqrt((rho - rho.adjoint()).cwiseAbs2().maxCoeff());
  if (!(skew <= state_tolerance))
    throw std::invalid_argument(
        fmt::format("rho: no state, |rho - rho^+| is {:.3g}, expected a Hermitian matrix", skew));
  const Eigen::Matrix4cd shifted = rho - least_state_eigenvalue * Eigen::Matrix4cd::Identity();
  if (Eigen::LLT<Eigen::Matrix4cd>(shifted).info() != Eigen::Success)
    throw std::invalid_argument(fmt::format(
        "rho: no state, its least eigenvalue is {:.3g}, expected none below 0 (or {} by linear "
        "inversion)",
        eigenvalues(Eigen::MatrixXcd(rho)).minCoeff(), least_state_eigenvalue));
}

void append_row_major(const Eigen::Matrix4cd& rho, std::vector<double>& elements) {
  for (Eigen::Index row = 0; row < 4; ++row)
    for (Eigen::Index column = 0; column < 4; ++column) {
      elements.push_back(rho(row, column).real());
      elements.push_back(rho(row, column).imag());
    }
}

Eigen::Matrix2cd reduced_p(const Eigen::Matrix4cd& rho) {
  Eigen::Matrix2cd result;
  for (int p = 0; p < 2; ++p)
    for (int q = 0; q < 2; ++q) result(p, q) = rho(2 * p, 2 * q) + rho(2 * p + 1, 2 * q + 1);
  return result;
}

Eigen::Matrix2cd reduced_t(const Eigen::Matrix4cd& rho) {
  return rho.topLeftCorner<2, 2>() + rho.bottomRightCorner<2, 2>();
}

Eigen::Matrix4cd tensor_product(const Eigen::Matrix2cd& p, const Eigen::Matrix2cd& t) {
  Eigen::Matrix4cd product;
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 2; ++j) product.block<2, 2>(2 * i, 2 * j) = p(i, j) * t;
  return product;
}

double von_neumann_entropy(const Eigen::MatrixXcd& rho, EntropyUnit unit) {
  return in_unit(entropy_in_nats(rho), unit);
}

double renyi2_entropy(const Eigen::MatrixXcd& rho, EntropyUnit unit) {
  return in_unit(-std::log(rho.squaredNorm()), unit);
}

double mutual_information(const Eigen::Matrix4cd& rho, EntropyUnit unit) {
  return in_unit(
      entropy_in_nats(reduced_p(rho)) + entropy_in_nats(reduced_t(rho)) - entropy_in_nats(rho),
      unit);
}

Eigen::Matrix4cd mutual_information_gradient(const Eigen::Matrix4cd& rho, EntropyUnit unit) {
  Eigen::Matrix4cd gradient = logarithm(rho);
  const Eigen::Matrix2cd p = logarithm(reduced_p(rho)), t = logarithm(reduced_t(rho));
  for (int i = 0; i < 2; ++i) {
    gradient.block<2, 2>(2 * i, 2 * i) -= t;
    for (int j = 0; j < 2; ++j)
      for (int a = 0; a < 2; ++a) gradient(2 * i + a, 2 * j + a) -= p(i, j);
  }
  return in_unit(1.0, unit) * gradient;
}

double renyi2_mutual_information(const Eigen::Matrix4cd& rho, EntropyUnit unit) {
  return renyi2_entropy(reduced_p(rho), unit) + renyi2_entropy(reduced_t(rho), unit) -
         renyi2_entropy(rho, unit);
}

double negativity(const Eigen::Matrix4cd& rho) {
  Eigen::Matrix4cd transposed;
  for (int p = 0; p < 2; ++p)
    for (int q = 0; q < 2; ++q)
      transposed.block<2, 2>(2 * p, 2 * q) = rho.block<2, 2>(2 * p, 2 * q).transpose();
  double sum = 0.0;
  for (const double value : eigenvalues(transposed))
    if (value < 0) sum -= value;
  return sum;
}

double entanglement_fidelity(const Eigen::Matrix4cd& rho) {
  return 0.5 * (rho(0, 0) + rho(3, 3) + rho(0, 3) + rho(3, 0)).real();
}

double average_fidelity(const Eigen::Matrix4cd& rho) {
  return (2.0 * entanglement_fidelity(rho) + 1.0) / 3.0;
}

double fully_entangled_fraction(const Eigen::Matrix4cd& rho) {
  const double r = std::numbers::sqrt2 / 2;
  const std::complex<double> i(0.0, 1.0);
  Eigen::Matrix4cd magic;       // columns: Phi+, i Phi-, i Psi+, Psi-
  magic << r, i * r, 0.0, 0.0,  //
      0.0, 0.0, i * r, r,       //
      0.0, 0.0, i * r, -r,      //
      r, -i * r, 0.0, 0.0;
  const Eigen::MatrixXd real_part = (magic.adjoint() * rho * magic).real();
  return eigenvalues(real_part).maxCoeff();
}

}  // namespace traversable
