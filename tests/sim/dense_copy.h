// One copy by dense matrices: Kronecker products, Eigen's eigensolver and sums over all Majorana
// strings. Shares no code with the diagnostics; only for tests.
#pragma once

#include <Eigen/Dense>
#include <bit>
#include <complex>
#include <unsupported/Eigen/KroneckerProduct>
#include <vector>

#include "sym/hamiltonian.h"

namespace traversable::test {

using Matrix = Eigen::MatrixXcd;

class DenseCopy {
 public:
  explicit DenseCopy(const Hamiltonian& hamiltonian) : n_(hamiltonian.num_majoranas()) {
    const int qubits = (n_ + 1) / 2;
    for (int j = 0; j < n_; ++j) psi_.push_back(jordan_wigner(j, qubits) / std::sqrt(2.0));
    h_ = Matrix::Zero(dimension(), dimension());
    for (const Term& term : hamiltonian.terms()) {
      Matrix product = Matrix::Identity(dimension(), dimension());
      for (const int j : term.indices()) product = product * psi(j);
      const int q = term.size();
      h_ += term.coupling * ((q * (q - 1) / 2) % 2 == 0 ? std::complex<double>(1) : i_) * product;
    }
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(h_);
    levels_ = solver.eigenvalues();
    vectors_ = solver.eigenvectors();
  }

  Eigen::Index dimension() const { return Eigen::Index{1} << (n_ + 1) / 2; }
  const Eigen::VectorXd& levels() const { return levels_; }
  const Matrix& psi(int j) const { return psi_[static_cast<std::size_t>(j)]; }

  /// exp(z h).
  Matrix exponential(std::complex<double> z) const {
    return vectors_ *
           (z * levels_.cast<std::complex<double>>()).array().exp().matrix().asDiagonal() *
           vectors_.adjoint();
  }
  /// rho^power.
  Matrix rho(double beta, double power = 1) const {
    const double z = (-beta * levels_.array()).exp().sum();
    return exponential(-beta * power) / std::pow(z, power);
  }
  Matrix at(const Matrix& m, double t) const {
    return exponential(i_ * t) * m * exponential(-i_ * t);
  }

  /// P and Q of an operator by traces with all 2^N Hermitian strings.
  std::pair<Eigen::VectorXd, Eigen::VectorXcd> sizes(const Matrix& a) const {
    Eigen::VectorXd p = Eigen::VectorXd::Zero(n_ + 1);
    Eigen::VectorXcd q = Eigen::VectorXcd::Zero(n_ + 1);
    for (unsigned s = 0; s < 1u << n_; ++s) {
      Matrix string = Matrix::Identity(dimension(), dimension());
      for (int j = 0; j < n_; ++j)
        if (s >> j & 1) string = string * psi(j) * std::sqrt(2.0);
      const int k = std::popcount(s);
      if ((k * (k - 1) / 2) % 2 == 1) string *= i_;
      const std::complex<double> c = (string * a).trace() / static_cast<double>(dimension());
      p[k] += std::norm(c);
      q[k] += c * c;
    }
    return {p, q};
  }

 private:
  static Matrix jordan_wigner(int m, int qubits) {
    Matrix z(2, 2), x(2, 2), y(2, 2), one = Matrix::Identity(2, 2), result = Matrix::Identity(1, 1);
    z << 1, 0, 0, -1;
    x << 0, 1, 1, 0;
    y << 0, -i_, i_, 0;
    for (int k = 0; k < qubits; ++k) {
      const Matrix& factor = k < m / 2 ? z : k > m / 2 ? one : m % 2 == 0 ? x : y;
      result = Eigen::kroneckerProduct(result, factor).eval();
    }
    return result;
  }

  static constexpr std::complex<double> i_{0, 1};
  int n_;
  std::vector<Matrix> psi_;
  Matrix h_, vectors_;
  Eigen::VectorXd levels_;
};

}  // namespace traversable::test
