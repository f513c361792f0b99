// One copy's Hamiltonian as a list of Majorana terms.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace traversable {

/// J * h_q * psi_{s1} ... psi_{sq}, s1 < ... < sq the bits of `majoranas`.
struct Term {
  double coupling = 0.0;
  std::uint64_t majoranas = 0;

  /// q, the number of Majoranas in the term.
  int size() const;
  /// s1 < ... < sq, 0-based.
  std::vector<int> indices() const;

  bool operator==(const Term&) const = default;
};

/// A term from a list of indices in any order; a reordering contributes its sign, since Majoranas
/// anticommute. Throws std::invalid_argument for a repeated or out-of-range index, an odd or zero
/// number of indices, or a coupling that is not finite.
Term make_term(double coupling, std::span<const int> indices, int num_majoranas);

/// H = sum_S J_S h_q psi_{s1} ... psi_{sq} on N Majoranas with {psi_i, psi_j} = delta_ij; any even
/// q, mixed q allowed; h_q = 1 where q(q-1)/2 is even (q = 4, 8), i where it is odd (q = 2, 6).
class Hamiltonian {
 public:
  /// Throws std::invalid_argument where num_majoranas is outside 2..64, there is no term, a term is
  /// not valid on num_majoranas, two terms act on the same Majoranas, or sum |J_S| is beyond
  /// max_coupling_sum (coupling_scale.h).
  Hamiltonian(int num_majoranas, std::vector<Term> terms);

  int num_majoranas() const { return num_majoranas_; }
  const std::vector<Term>& terms() const { return terms_; }

  /// q of the coupling V = (1/(qN)) sum_j i psi_L^j psi_R^j: the size of the largest term.
  int degree() const { return degree_; }

  bool operator==(const Hamiltonian&) const = default;

 private:
  int num_majoranas_;
  std::vector<Term> terms_;
  int degree_ = 0;
};

/// "-0.36 ψ1ψ2ψ4ψ5 + 0.19 ψ1ψ3ψ4ψ7 ...", 1-based as in papers; a factor i is printed for q = 2, 6.
std::string to_text(const Hamiltonian& hamiltonian);

/// True where every pair of terms commutes.
bool is_commuting(const Hamiltonian& hamiltonian);

}  // namespace traversable
