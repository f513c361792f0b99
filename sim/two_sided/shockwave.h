// The shockwave exp(i mu V) in operator form.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "sim/complex.h"
#include "sim/space/matrix_view.h"
#include "sim/two_sided/parity_basis.h"
#include "sym/coupling.h"

namespace traversable {

/// exp(i mu V) A for V of sym/coupling.h: the coefficient of the operator string Gamma_S of A = sum_S c_S Gamma_S gets
///
///   prod_K exp(+- i theta_K / 2),   theta_K = mu w_K / n,   + where |S and K| is odd.
///
/// In place; `a` is D x D in the parity-ordered basis of parity_basis.h, D = 2^ceil(N/2).
///
/// Fermions: V is a sum over qubits in the string basis, so the map factorises. With the angles theta, theta' of the
/// Majoranas 2k, 2k+1 of qubit k, the entries (row, column) and (row ^ 2^k, column ^ 2^k) mix by the rotation
/// cos(phi) - i s sin(phi) (swap), phi = (theta + theta') / 2 where row and column agree in bit k (strings 1 and Z there) and
/// (theta' - theta) / 2 where they do not (X and Y). s = +-1 is the parity of row ^ column above bit k: the Z's that Majoranas
/// of higher qubits put on qubit k turn one string of each couple into the other. A pass over half of the matrix a qubit where
/// theta = theta', over all of it where not: O(D^2 log D).
///
/// Bits: cos(theta/2) A - i sin(theta/2) g A g a pair, g = i gamma_a gamma_b.
template <class Space>
void apply_coupling(const Space& space, const MatrixView<typename Space::Real>& a,
                    int num_majoranas, const CouplingTerms& terms, double mu);
void apply_coupling(Eigen::MatrixXcd& a, int num_majoranas, const CouplingTerms& terms, double mu);

/// <V> = -sum_K w_K Tr(r O_K r O_K) / (2 n D) of the state r|I> for a Hermitian even r, Tr r^2 = D, where O_K is gamma_j or
/// i gamma_a gamma_b.
double coupling_expectation(const GradedMatrix& r, int num_majoranas, const CouplingTerms& terms);

/// Tr(a^+ O_K b O_K) of every K, D x D.
template <class Space>
std::vector<Complex> conjugate_traces(const Space& space, const MatrixView<typename Space::Real>& a,
                                      const MatrixView<typename Space::Real>& b, int num_majoranas,
                                      const CouplingTerms& terms);

}  // namespace traversable
