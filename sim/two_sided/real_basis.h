// The basis in which a sector of h is real, where T h = h T and T^2 = 1.
//
// Of two basis states b < b' with T|b> = f|b'>, the vectors
//   (|b> + f|b'>) / sqrt(2)   and   i (|b> - f|b'>) / sqrt(2),
// at the places b and b', are each their own image. B has them for columns: B^+ h B is real.
#pragma once

#include <Eigen/Core>

#include "sim/two_sided/symmetry_class.h"

namespace traversable {

/// B^+ h B, by two elements of h a pair of states: O(D^2). Both triangles of h are read.
Eigen::MatrixXd in_real_basis(const Eigen::MatrixXcd& h, const SectorReversal& t);

/// B o, each column its own image under T to the bit.
Eigen::MatrixXcd from_real_basis(const Eigen::MatrixXd& o, const SectorReversal& t);

/// B^+ v for columns that are their own images: real. The inverse of from_real_basis.
Eigen::MatrixXd coordinates_in_real_basis(const Eigen::MatrixXcd& v, const SectorReversal& t);

}  // namespace traversable
