// Eigenvalues and eigenvectors of small Hermitian matrices: channels, states, tomography. Eigen's
// solver, compiled once; one copy of a model is diagonalised by hermitian_eigen.h.
#pragma once

#include <Eigen/Core>

namespace traversable {

/// m = vectors diag(values) vectors^dagger, values in ascending order.
template <class Matrix>
struct SpectralDecomposition {
  Eigen::Matrix<double, Matrix::RowsAtCompileTime, 1> values;
  Matrix vectors;
};

/// Of a Hermitian (real symmetric) matrix, of which the lower triangle is read.
SpectralDecomposition<Eigen::MatrixXcd> spectral_decomposition(const Eigen::MatrixXcd& m);
SpectralDecomposition<Eigen::MatrixXd> spectral_decomposition(const Eigen::MatrixXd& m);
/// Of one and two qubits, without allocation.
SpectralDecomposition<Eigen::Matrix2cd> spectral_decomposition(const Eigen::Matrix2cd& m);
SpectralDecomposition<Eigen::Matrix4cd> spectral_decomposition(const Eigen::Matrix4cd& m);

/// Its values alone.
Eigen::VectorXd eigenvalues(const Eigen::MatrixXcd& m);
Eigen::VectorXd eigenvalues(const Eigen::MatrixXd& m);
Eigen::Vector2d eigenvalues(const Eigen::Matrix2cd& m);
Eigen::Vector4d eigenvalues(const Eigen::Matrix4cd& m);

/// m^(-1/2) of a positive matrix.
Eigen::MatrixXcd inverse_square_root(const Eigen::MatrixXcd& m);

/// Of the real symmetric tridiagonal matrix with these elements. Throws std::runtime_error where
/// the iteration does not converge.
SpectralDecomposition<Eigen::MatrixXd> tridiagonal_decomposition(
    const Eigen::Ref<const Eigen::VectorXd>& diagonal,
    const Eigen::Ref<const Eigen::VectorXd>& beside);

}  // namespace traversable
