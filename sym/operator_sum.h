// Operators on both copies as sums of strings.
#pragma once

#include <complex>
#include <vector>

#include "sym/coupling.h"
#include "sym/encoding.h"
#include "sym/hamiltonian.h"
#include "sym/majorana_string.h"
#include "sym/pauli_string.h"

namespace traversable {

/// sum_S coefficient_S Gamma_S over strings of both copies, gamma^2 = 1 (the factors 2^{-k/2} of
/// psi = gamma / sqrt 2 are in the coefficients).
struct MajoranaTerm {
  std::complex<double> coefficient;
  MajoranaString string;
};
using MajoranaSum = std::vector<MajoranaTerm>;

/// H_L + H_R + nu * V is written as that. Equal strings are not brought together.
MajoranaSum operator+(MajoranaSum a, const MajoranaSum& b);
MajoranaSum operator*(double factor, MajoranaSum sum);

/// sum_P coefficient_P P; each string written with phase such that it is a product of I, X, Y, Z.
struct PauliTerm {
  std::complex<double> coefficient;
  PauliString string;
};
using PauliSum = std::vector<PauliTerm>;

/// H_L = H[psi_L].
MajoranaSum left_hamiltonian(const Hamiltonian& hamiltonian);

/// H_R = sum_S (-1)^{q/2} J_S h_q psi_R^S, the one with (H_L - H_R)|I> = 0.
MajoranaSum right_hamiltonian(const Hamiltonian& hamiltonian);

/// V of coupling.h, the coupling of the teleportation protocol. Throws std::invalid_argument for N outside 1..64, q < 1 or a
/// coupled fermion that is not there.
MajoranaSum coupling_operator(const Coupling& coupling, int num_majoranas, int q);

/// H_L + H_R + nu V with all fermions coupled alike, whose ground state prepares the thermofield double (Jafferis et al.,
/// doi:10.1038/s41586-022-05424-3). Throws std::invalid_argument for nu not finite or beyond max_coupling_sum.
MajoranaSum coupled_hamiltonian(const Hamiltonian& hamiltonian, double nu);

/// H_L + H_R + i mu sum_j psi_L^j psi_R^j (Maldacena and Qi, arXiv:1804.00491):
/// coupled_hamiltonian with nu = mu q N.
MajoranaSum maldacena_qi(const Hamiltonian& hamiltonian, double mu);

/// The same operator on qubits. Throws std::invalid_argument where the encoding has fewer Majoranas
/// than the sum uses.
PauliSum encode(const MajoranaSum& sum, const Encoding& encoding);

}  // namespace traversable
