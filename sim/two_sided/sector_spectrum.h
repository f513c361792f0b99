// One copy's levels and eigenvectors in both parity sectors.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>

#include "sim/two_sided/one_sided_operators.h"
#include "sim/two_sided/parity_basis.h"

namespace traversable {

/// h = U diag(E) U^dagger, a block a sector, E ascending in each.
struct SectorSpectrum {
  std::array<Eigen::VectorXd, 2> levels;
  GradedMatrix vectors;

  double ground() const { return std::min(levels[0][0], levels[1][0]); }
};

/// Diagonalises both blocks of h, of which the lower triangle is read. Throws std::runtime_error
/// where LAPACK does not converge.
SectorSpectrum diagonalize(GradedMatrix h);

/// U^dagger p U for a monomial p.
GradedMatrix in_eigenbasis(const MonomialOperator& p, const GradedMatrix& vectors);

/// U diag(factor) U^dagger, block by block; `scratch` becomes a block.
void function_of_h(const GradedMatrix& vectors, const std::array<Eigen::VectorXcd, 2>& factor,
                   GradedMatrix& result, Eigen::MatrixXcd& scratch);

}  // namespace traversable
