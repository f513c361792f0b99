// Eigenvalues and eigenvectors of Hermitian matrices.
#pragma once

#include <Eigen/Core>

namespace traversable {

/// Diagonalises a = U diag(E) U^dagger by divide and conquer (LAPACK zheevd). `a` holds the lower
/// triangle on entry and U, a column an eigenvector, on return; the result is E in ascending order.
/// Throws std::runtime_error where LAPACK reports no convergence.
Eigen::VectorXd diagonalize_hermitian(Eigen::MatrixXcd& a);

}  // namespace traversable
