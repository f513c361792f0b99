// One copy's operators in the parity-ordered basis.
#pragma once

#include <array>
#include <span>

#include "sim/two_sided/parity_basis.h"
#include "sym/hamiltonian.h"
#include "sym/pauli_string.h"

namespace traversable {

/// The two parity blocks of h = sum_S J_S h_q psi_S (lower and upper triangle).
GradedMatrix dense_hamiltonian(const Hamiltonian& hamiltonian);

/// A product of Majoranas: one entry a row and column.
///   (P m)(row i of sector s) = factor[s][i] * m(row source[s][i] of sector s ^ grade)
struct MonomialOperator {
  int grade = 0;
  std::array<Eigen::VectorX<Eigen::Index>, 2> source;
  std::array<Eigen::VectorXcd, 2> factor;
};

/// gamma_{j1} gamma_{j2} ..., gamma^2 = 1, in the order given.
MonomialOperator majorana_product(const ParityBasis& basis, std::span<const int> majoranas);

/// p^2, a number.
inline Complex square_of(const MonomialOperator& p) {
  return p.factor[0][0] * p.factor[static_cast<std::size_t>(p.grade)][p.source[0][0]];
}

/// P m for an m whose rows are those of `sector`.
Eigen::MatrixXcd multiply(const MonomialOperator& p, int sector, const Eigen::MatrixXcd& m);

/// P m for a graded m: a row permutation with factors.
GradedMatrix multiply(const MonomialOperator& p, const GradedMatrix& m);

}  // namespace traversable
