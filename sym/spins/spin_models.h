// Hamiltonians of qubits that the field sends through wormholes and compares SYK with.
//
// X, Y, Z are Pauli matrices (square 1). Chains have bonds (k, k+1), and (n-1, 0) where periodic, which takes n >= 3.
// Ensembles are functions of (seed, instance), their numbers keyed by these and by all that chooses the
// distribution, as those of sym/models.h; J is the unit of energy and not part of the key. All throw
// std::invalid_argument for n outside 2..64 or a parameter that is not finite.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sym/models.h"
#include "sym/random.h"
#include "sym/spins/spin_hamiltonian.h"

namespace traversable {

enum class Boundary { open, periodic };

/// "open" or "periodic". Throws std::invalid_argument.
Boundary boundary_by_name(std::string_view name);
std::string_view name_of(Boundary boundary);

/// Bonds of a chain. Throws std::invalid_argument for a periodic one of fewer than three sites.
std::vector<std::array<int, 2>> chain_bonds(int num_qubits, Boundary boundary);

/// H = J sum_bonds Z Z + g sum_k X_k + h sum_k Z_k: chaotic at J = 1, g = -1.05, h = 0.5 (Banuls, Cirac and Hastings,
/// arXiv:1007.3957), free fermions at h = 0 (the transverse Ising chain: Pfeuty, Ann. Phys. 57, 79 (1970)).
SpinHamiltonian mixed_field_ising(int num_qubits, double J, double g, double h, Boundary boundary);

/// H = (J/4) sum_bonds (X X + Y Y + Delta Z Z), spins S = sigma / 2 (Orbach, Phys. Rev. 112, 309 (1958)).
SpinHamiltonian xxz(int num_qubits, double J, double delta, Boundary boundary);

/// Spin SYK, the quantum q-spin model (Swingle and Winer, arXiv:2311.01516): all products of q Pauli matrices on q sites,
///
///   H = sum_{s1 < ... < sq} sum_{a1..aq in X,Y,Z} c a1_s1 ... aq_sq,
///
/// C(n,q) 3^q strings, c Gaussian with variance (q-1)! J^2 / (3^q n^(q-1)), SYK's rule with sites in place of fermions (this
/// scaling is ours): <Tr H^2> / D = (q-1)! C(n,q) J^2 / n^(q-1), n J^2 / q for large n. 1 <= q <= n, J > 0.
SpinHamiltonian spin_syk(int num_qubits, int q, double J, const Draw& draw);

/// Pauli spins in place of the Majoranas of SYK (Hanada, Jevicki, Liu, Rinaldi and Tezuka, arXiv:2309.15349; the convention of
/// signs is recalled and only permutes the draws): the N = 2n operators
/// O_2k = X_k, O_2k+1 = Y_k, which anticommute on a site and commute between sites,
///
///   H = sum_S J_S i^eta O_s1 ... O_sq,   s1 < ... < sq,
///
/// eta the number of sites whose X and Y are both in S: all C(2n, q) strings, X Y = i Z. J_S Gaussian with
/// variance (q-1)! J^2 / (N^(q-1) 2^q): Tr H^2 is that of dense SYK_q on N Majoranas of square 1/2. 1 <= q <= 2n, J > 0.
SpinHamiltonian xy_syk(int num_qubits, int q, double J, const Draw& draw);

/// H = sum_{j<k} sum_{a,b in X,Y,Z} c_jkab a_j b_k, every pair of sites, c Gaussian with variance 2 J^2 / (9 (n - 1)):
/// <Tr H^2> / D = n J^2 (quantum spin glass; Erdos and Schroder, arXiv:1407.1552). J > 0.
SpinHamiltonian random_two_local(int num_qubits, double J, const Draw& draw);

/// random_two_local's strings with Gaussian coefficients of this standard deviation, numbered from `first`.
SpinHamiltonian two_local_terms(int num_qubits, double deviation, const RandomStream& random,
                                std::uint64_t first);

}  // namespace traversable
