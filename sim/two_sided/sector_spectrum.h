// One copy's levels and eigenvectors in both parity sectors.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <stop_token>
#include <vector>

#include "sim/two_sided/one_sided_operators.h"
#include "sim/two_sided/parity_basis.h"
#include "sim/two_sided/symmetry_class.h"
#include "sym/hamiltonian.h"

namespace traversable {

/// h = U diag(E) U^dagger, a block a sector, E ascending in each.
struct SectorSpectrum {
  std::array<Eigen::VectorXd, 2> levels;
  GradedMatrix vectors;

  double ground() const { return std::min(levels[0][0], levels[1][0]); }
  double width() const { return std::max(levels[0].tail(1)[0], levels[1].tail(1)[0]) - ground(); }
  /// Levels nearer than this are one.
  double resolution() const { return 1e-9 * width(); }
};

/// Diagonalises one copy of the Hamiltonian by what its symmetry allows (symmetry_class.h). Columns
/// of U are T v = v in a real sector; v, T v with equal levels in one of Kramers pairs; and where a
/// sector follows from the other, its columns are the images of the other's. Throws
/// std::runtime_error where LAPACK does not converge, Interrupted.
SectorSpectrum diagonalize(const Hamiltonian& hamiltonian, const std::stop_token& stop = {});
/// The same of its matrix h, of which both triangles are read.
SectorSpectrum diagonalize(GradedMatrix h, const SymmetryClass& symmetry,
                           const std::stop_token& stop = {});

/// Diagonalises both blocks of any even Hermitian h, of which the lower triangle is read: what the
/// symmetric forms are compared with. Throws as above.
SectorSpectrum diagonalize(GradedMatrix h, const std::stop_token& stop = {});

/// Bytes at the peak of a diagonalisation, which two blocks of h and LAPACK's workspace of twice their size make up.
double diagonalization_memory(int num_majoranas);

/// All levels of both sectors, ascending.
std::vector<double> levels_of(const std::array<Eigen::VectorXd, 2>& levels);
/// The same of h = one copy of the Hamiltonian. Throws as diagonalize.
std::vector<double> levels_of(const Hamiltonian& hamiltonian, const std::stop_token& stop = {});

/// U^dagger p U for a monomial p.
GradedMatrix in_eigenbasis(const MonomialOperator& p, const GradedMatrix& vectors);

/// U diag(factor) U^dagger, block by block; `scratch` becomes a block.
void function_of_h(const GradedMatrix& vectors, const std::array<Eigen::VectorXcd, 2>& factor,
                   GradedMatrix& result, Eigen::MatrixXcd& scratch);

}  // namespace traversable
