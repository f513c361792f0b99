// Hamiltonians of the field: the learned model and the SYK ensembles.
//
// Every ensemble is a function of (seed, instance). Its random numbers are keyed by them and by all that
// chooses the distribution: the ensemble, N, q, and k, hypergraph, number of terms or commutation. So
// members of different ensembles are independent, also with one seed. J is the unit of energy and not
// part of the key: models that differ in J alone are multiples of each other. Throughout, sigma^2 = (q-1)! J^2 / N^(q-1) is the variance of dense SYK_q (Maldacena
// and Stanford, arXiv:1604.07818, eq. 2.3) and the others are scaled to the same total variance
// C(N,q) sigma^2. All throw std::invalid_argument for parameters outside the ranges given.
#pragma once

#include <cstdint>
#include <string_view>

#include "sym/hamiltonian.h"

namespace traversable {

/// Which member of an ensemble.
struct Draw {
  std::uint64_t seed = 0;
  std::uint64_t instance = 0;
  /// 0, or the fingerprint of the Hamiltonian that the member is compared with: other draws than those
  /// of any other Hamiltonian's ensembles and of models by themselves, so that no Hamiltonian is a
  /// member of its own.
  std::uint64_t reference_of = 0;
};

/// The five-term, N = 7 Hamiltonian learned by Jafferis et al., Nature 612, 51 (2022),
/// doi:10.1038/s41586-022-05424-3: beta = 4, mu = -12 / +12.
Hamiltonian learned();

/// The ten-term, N = 8 Hamiltonian of a binary sparse SYK experiment (arXiv:2604.10090): J_S = +-J / sqrt K with J = sqrt 2,
/// K = 10; 34 pairs of its terms commute, 11 do not. beta = 3, mu = -12 / +12, t0 = 1.8.
Hamiltonian binary_sparse_n8();

/// All C(N,q) terms, J_S Gaussian with variance sigma^2. 2 <= N <= 64, q even, 2 <= q <= N, J > 0.
Hamiltonian dense_syk(int num_majoranas, int q, double J, const Draw& draw);

/// How sparse_syk chooses its terms.
enum class Hypergraph {
  bernoulli,  ///< each term kept with probability p = k N / C(N,q)
  regular     ///< k N distinct terms, every fermion in exactly k q of them (k N an integer)
};

/// "bernoulli" or "regular". Throws std::invalid_argument.
Hypergraph hypergraph_by_name(std::string_view name);

/// Sparse SYK (Xu, Susskind, Su and Swingle, arXiv:2008.02303, section 2): terms chosen as above,
/// J_S Gaussian with variance sigma^2 / p. 0 < k <= C(N,q) / N. An empty graph, of probability
/// (1 - p)^C(N,q), is H = 0: a member as any other, written as one term with coupling 0, which keeps q.
Hamiltonian sparse_syk(int num_majoranas, int q, double J, double k, Hypergraph hypergraph,
                       const Draw& draw);

/// The modulus of binary_sparse_syk's couplings.
enum class BinaryCoupling {
  same_variance,  ///< sqrt(sigma^2 C(N,q) / K): Tr H^2 of dense SYK
  J_over_sqrt_K   ///< J / sqrt K, as arXiv:2604.10090
};

/// "same_variance" or "J/sqrt(K)". Throws std::invalid_argument.
BinaryCoupling binary_coupling_by_name(std::string_view name);
std::string_view name_of(BinaryCoupling coupling);

/// Binary sparse SYK (Tezuka et al., arXiv:2208.12098): K = round(k N) distinct terms chosen
/// uniformly, couplings of one modulus with random signs. Terms and signs do not depend on the modulus.
Hamiltonian binary_sparse_syk(int num_majoranas, int q, double J, double k, BinaryCoupling coupling,
                              const Draw& draw);

/// Which sets of terms fixed_terms_syk draws from.
enum class TermCommutation {
  any,          ///< all sets
  commuting,    ///< those in which every pair commutes
  noncommuting  ///< those in which some pair anticommutes
};

/// "any", "commuting" or "noncommuting". Throws std::invalid_argument.
TermCommutation term_commutation_by_name(std::string_view name);
std::string_view name_of(TermCommutation commutation);

/// `num_terms` distinct terms, J_S Gaussian with variance sigma^2 C(N,q) / num_terms: what a
/// learned model of few terms is compared with (Kobrin, Schuster and Yao, arXiv:2302.07897).
/// any and noncommuting: uniform over the sets that are not excluded. commuting: sets grow term by term,
/// each uniform among those that commute with all before, begun anew where none is left; sets are not
/// equally likely then. Throws std::invalid_argument also where no such set is found.
Hamiltonian fixed_terms_syk(int num_majoranas, int q, double J, int num_terms,
                            TermCommutation commutation, const Draw& draw);

/// J of dense SYK_q with the same sum of J_S^2 expected, q the largest term's:
/// J^2 = sum_S J_S^2 N^(q-1) / ((q-1)! C(N,q)).
double matched_J(const Hamiltonian& hamiltonian);

/// Commuting SYK (Gao, arXiv:2306.14988): fermions in pairs (2a, 2a+1), all C(N/2, q/2) products of
/// q/2 pairs, J_S Gaussian with variance sigma^2 C(N,q) / C(N/2,q/2) (this scaling is ours: the
/// same Tr H^2 as dense SYK). N even.
Hamiltonian commuting_syk(int num_majoranas, int q, double J, const Draw& draw);

}  // namespace traversable
