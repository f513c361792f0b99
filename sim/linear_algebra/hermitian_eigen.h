// Eigenvalues and eigenvectors of Hermitian matrices.
#pragma once

#include <Eigen/Core>
#include <stop_token>

namespace traversable {

/// Diagonalises a = U diag(E) U^dagger by divide and conquer (LAPACK zheevd). `a` holds the lower
/// triangle on entry and U, a column an eigenvector, on return; the result is E in ascending order.
/// Throws std::runtime_error where LAPACK reports no convergence, Interrupted before it begins.
Eigen::VectorXd diagonalize_hermitian(Eigen::MatrixXcd& a, const std::stop_token& stop = {});

}  // namespace traversable
