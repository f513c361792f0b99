#include "tests/sim/diagnostics/dense_copy.h"

#include <bit>
#include <cmath>
#include <unsupported/Eigen/KroneckerProduct>

#include "sim/complex.h"
#include "sim/linear_algebra/spectral_decomposition.h"

namespace traversable::test {
namespace {

Matrix jordan_wigner(int m, int qubits) {
  Matrix z(2, 2), x(2, 2), y(2, 2), one = Matrix::Identity(2, 2), result = Matrix::Identity(1, 1);
  z << 1, 0, 0, -1;
  x << 0, 1, 1, 0;
  y << 0, -imaginary, imaginary, 0;
  for (int k = 0; k < qubits; ++k) {
    const Matrix& factor = k < m / 2 ? z : k > m / 2 ? one : m % 2 == 0 ? x : y;
    result = Eigen::kroneckerProduct(result, factor).eval();
  }
  return result;
}

}  // namespace

DenseCopy::DenseCopy(const Hamiltonian& hamiltonian) : n_(hamiltonian.num_majoranas()) {
  const int qubits = (n_ + 1) / 2;
  for (int j = 0; j < n_; ++j) psi_.push_back(jordan_wigner(j, qubits) / std::sqrt(2.0));
  h_ = Matrix::Zero(dimension(), dimension());
  for (const Term& term : hamiltonian.terms()) {
    Matrix product = Matrix::Identity(dimension(), dimension());
    for (const int j : term.indices()) product = product * psi(j);
    const int q = term.size();
    h_ += term.coupling * ((q * (q - 1) / 2) % 2 == 0 ? Complex(1) : imaginary) * product;
  }
  const auto [levels, vectors] = spectral_decomposition(h_);
  levels_ = levels;
  vectors_ = vectors;
}

Matrix DenseCopy::exponential(std::complex<double> z) const {
  return vectors_ * (z * levels_.cast<std::complex<double>>()).array().exp().matrix().asDiagonal() *
         vectors_.adjoint();
}

Matrix DenseCopy::rho(double beta, double power) const {
  const double z = (-beta * levels_.array()).exp().sum();
  return exponential(-beta * power) / std::pow(z, power);
}

Matrix DenseCopy::at(const Matrix& m, double t) const {
  return exponential(imaginary * t) * m * exponential(-imaginary * t);
}

std::pair<Eigen::VectorXd, Eigen::VectorXcd> DenseCopy::sizes(const Matrix& a) const {
  Eigen::VectorXd p = Eigen::VectorXd::Zero(n_ + 1);
  Eigen::VectorXcd q = Eigen::VectorXcd::Zero(n_ + 1);
  for (unsigned s = 0; s < 1u << n_; ++s) {
    Matrix string = Matrix::Identity(dimension(), dimension());
    for (int j = 0; j < n_; ++j)
      if (s >> j & 1) string = string * psi(j) * std::sqrt(2.0);
    const int k = std::popcount(s);
    if ((k * (k - 1) / 2) % 2 == 1) string *= imaginary;
    const std::complex<double> c = (string * a).trace() / static_cast<double>(dimension());
    p[k] += std::norm(c);
    q[k] += c * c;
  }
  return {p, q};
}

}  // namespace traversable::test
