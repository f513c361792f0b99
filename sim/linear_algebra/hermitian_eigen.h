// Eigenvalues and eigenvectors of Hermitian and of real symmetric matrices.
#pragma once

#include <Eigen/Core>
#include <stop_token>

namespace traversable {

/// Diagonalises a = U diag(E) U^dagger by divide and conquer (LAPACK zheevd). `a` holds the lower
/// triangle on entry and U, a column an eigenvector, on return; the result is E in ascending order.
/// Throws std::runtime_error where LAPACK reports no convergence, Interrupted before it begins.
Eigen::VectorXd diagonalize_hermitian(Eigen::MatrixXcd& a, const std::stop_token& stop = {});

/// The same of a real symmetric a = O diag(E) O^T (LAPACK dsyevd): a quarter of the arithmetic and
/// half the memory.
Eigen::VectorXd diagonalize_symmetric(Eigen::MatrixXd& a, const std::stop_token& stop = {});

}  // namespace traversable
