#include "sim/linear_algebra/spectral_decomposition.h"

#include <Eigen/Eigenvalues>
#include <stdexcept>

namespace traversable {
namespace {

template <class Matrix>
using Solver = Eigen::SelfAdjointEigenSolver<Matrix>;

template <class Matrix>
SpectralDecomposition<Matrix> decomposition_of(const Matrix& m) {
  const Solver<Matrix> solver(m);
  return {solver.eigenvalues(), solver.eigenvectors()};
}

template <class Matrix>
auto eigenvalues_of(const Matrix& m) {
  return Solver<Matrix>(m, Eigen::EigenvaluesOnly).eigenvalues();
}

}  // namespace

SpectralDecomposition<Eigen::MatrixXcd> spectral_decomposition(const Eigen::MatrixXcd& m) {
  return decomposition_of(m);
}
SpectralDecomposition<Eigen::MatrixXd> spectral_decomposition(const Eigen::MatrixXd& m) {
  return decomposition_of(m);
}
SpectralDecomposition<Eigen::Matrix2cd> spectral_decomposition(const Eigen::Matrix2cd& m) {
  return decomposition_of(m);
}
SpectralDecomposition<Eigen::Matrix4cd> spectral_decomposition(const Eigen::Matrix4cd& m) {
  return decomposition_of(m);
}

Eigen::VectorXd eigenvalues(const Eigen::MatrixXcd& m) { return eigenvalues_of(m); }
Eigen::VectorXd eigenvalues(const Eigen::MatrixXd& m) { return eigenvalues_of(m); }
Eigen::Vector2d eigenvalues(const Eigen::Matrix2cd& m) { return eigenvalues_of(m); }
Eigen::Vector4d eigenvalues(const Eigen::Matrix4cd& m) { return eigenvalues_of(m); }

Eigen::MatrixXcd inverse_square_root(const Eigen::MatrixXcd& m) {
  const auto [values, vectors] = spectral_decomposition(m);
  return vectors * values.cwiseSqrt().cwiseInverse().asDiagonal() * vectors.adjoint();
}

SpectralDecomposition<Eigen::MatrixXd> tridiagonal_decomposition(
    const Eigen::Ref<const Eigen::VectorXd>& diagonal,
    const Eigen::Ref<const Eigen::VectorXd>& beside) {
  Solver<Eigen::MatrixXd> solver;
  solver.computeFromTridiagonal(diagonal, beside);
  if (solver.info() != Eigen::Success)
    throw std::runtime_error("Lanczos: the tridiagonal matrix did not converge");
  return {solver.eigenvalues(), solver.eigenvectors()};
}

}  // namespace traversable
