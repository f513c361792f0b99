#include "sim/linear_algebra/spectral_decomposition.h"

#include <Eigen/Eigenvalues>
#include <stdexcept>

namespace traversable {
namespace {

template <class Matrix>
using Solver = Eigen::SelfAdjointEigenSolver<Matrix>;

}  // namespace

SpectralDecomposition<Eigen::MatrixXcd> spectral_decomposition(const Eigen::MatrixXcd& m) {
  const Solver<Eigen::MatrixXcd> solver(m);
  return {solver.eigenvalues(), solver.eigenvectors()};
}

SpectralDecomposition<Eigen::MatrixXd> spectral_decomposition(const Eigen::MatrixXd& m) {
  const Solver<Eigen::MatrixXd> solver(m);
  return {solver.eigenvalues(), solver.eigenvectors()};
}

Eigen::VectorXd eigenvalues(const Eigen::MatrixXcd& m) {
  return Solver<Eigen::MatrixXcd>(m, Eigen::EigenvaluesOnly).eigenvalues();
}

Eigen::VectorXd eigenvalues(const Eigen::MatrixXd& m) {
  return Solver<Eigen::MatrixXd>(m, Eigen::EigenvaluesOnly).eigenvalues();
}

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
