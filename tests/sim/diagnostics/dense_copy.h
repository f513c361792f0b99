// One copy by dense matrices: Kronecker products, Eigen's eigensolver and sums over all Majorana
// strings. Shares no code with the diagnostics; only for tests.
#pragma once

#include <Eigen/Core>
#include <complex>
#include <utility>
#include <vector>

#include "sym/hamiltonian.h"

namespace traversable::test {

using Matrix = Eigen::MatrixXcd;

class DenseCopy {
 public:
  explicit DenseCopy(const Hamiltonian& hamiltonian);

  Eigen::Index dimension() const { return Eigen::Index{1} << (n_ + 1) / 2; }
  const Eigen::VectorXd& levels() const { return levels_; }
  const Matrix& psi(int j) const { return psi_[static_cast<std::size_t>(j)]; }

  /// exp(z h).
  Matrix exponential(std::complex<double> z) const;
  /// rho^power.
  Matrix rho(double beta, double power = 1) const;
  Matrix at(const Matrix& m, double t) const;

  /// P and Q of an operator by traces with all 2^N Hermitian strings.
  std::pair<Eigen::VectorXd, Eigen::VectorXcd> sizes(const Matrix& a) const;

 private:
  int n_;
  std::vector<Matrix> psi_;
  Matrix h_, vectors_;
  Eigen::VectorXd levels_;
};

}  // namespace traversable::test
