// How an operator is spread over sizes of Majorana strings.
//
// With Hermitian strings Gamma_S (Gamma_S^2 = 1) an operator is A = sum_S c_S Gamma_S, c_S =
// Tr(Gamma_S A) / D,
//
//   P(n) = sum_{|S| = n} |c_S|^2,    Q(n) = sum_{|S| = n} c_S^2
//
// (Brown et al., arXiv:1911.06314, section 3; Nezami et al., arXiv:2102.01064). The transform A ->
// c_S runs over Pauli strings P_xz = i^{|x & z|} X^x Z^z, which are the Gamma_S up to a sign that
// neither sum sees: for a given x the D entries A(b ^ x, b) go through a Walsh-Hadamard transform,
//
//   c_xz = (-i)^{|x & z|} / D  sum_b (-1)^{z . b} A(b ^ x, b):
//
// D transforms of length D, O(D^2 log D) in all. Qubit k of a string holds one Majorana where x_k =
// 1; where x_k = 0 it holds two or none, as z_k differs from the parity of x above k
// (Jordan-Wigner) or not.
#pragma once

#include <Eigen/Core>
#include <span>
#include <stop_token>
#include <vector>

#include "sim/two_sided/parity_basis.h"
#include "sym/coupling.h"

namespace traversable {

class ExactCopy;

struct SizeDistribution {
  Eigen::VectorXd p;   // P(n), n = 0..N, or up to the number of sets that are counted
  Eigen::VectorXcd q;  // Q(n)
};

/// Of an operator of definite parity in the parity-ordered basis. The size that counts is the one that the coupling sees:
/// fermions of S that are coupled, or pairs with one fermion in S, each as one whatever its weight. The same bits for any
/// number of threads.
SizeDistribution size_distribution(const GradedMatrix& a, int num_majoranas,
                                   const Coupling& counted = {});

/// sum_n n P(n) / sum_n P(n).
double mean_size(const SizeDistribution& distribution);

/// Of psi_j(-t) rho^(1/2), which the coupling of the protocol acts on, normalised to sum P = 1, for
/// every j of `fermions` and t of `times`: [j * times.size() + t]. The literature's rho^(1/2)
/// psi_j(t) has the same P and Q where all q = 0 mod 4, as reversing the order of every string turns
/// one into the other and leaves h as it is, and for q = 2 alone (free fermions); not otherwise.
/// Throws std::invalid_argument for beta < 0, anything not finite, an empty list or a fermion that is
/// not there, counted ones too; Interrupted. The same bits for any number of threads.
std::vector<SizeDistribution> size_distributions(const ExactCopy& copy, double beta,
                                                 std::span<const int> fermions,
                                                 std::span<const double> times,
                                                 const std::stop_token& stop = {},
                                                 const Coupling& counted = {});

}  // namespace traversable
