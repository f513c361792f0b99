// The operator V that couples the copies for a moment, exp(i mu V).
//
// On the state A|I> of two copies (sim/two_sided/two_sided.h) every V here is diagonal in operator strings: with a list of
// sets K of fermions and weights w_K > 0,
//
//   V:  Gamma_S -> (1/n) sum_K w_K ([|S and K| odd] - 1/2) Gamma_S.
//
//   fermions    K = {j}      V = (1/n) sum_j w_j i psi_L^j psi_R^j,                              n = q W
//   bits        K = {a, b}   V = (1/W) sum_ab w_ab (2i psi_a psi_b)_L (2i psi_a psi_b)_R,        n = W / 2
//
// W = sum w. All fermions alike is the size coupling V = (1/(qN)) sum_j i psi_L^j psi_R^j of Gao and Jafferis
// (arXiv:1911.07416); a part of them is what section 5.2 there and Brown et al. (arXiv:1911.06314) couple. Bits: the left
// factors commute with each other, and what is left of L is traced out, so measuring them and turning the right copy by the
// outcomes, exp(i mu w_ab / W (+-1) 2i psi_a psi_b), gives the same read-out: the copies exchange classical bits alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace traversable {

/// w_K and K, one bit a fermion.
struct CoupledSet {
  double weight = 1;
  std::uint64_t majoranas = 0;

  bool operator==(const CoupledSet&) const = default;
};

/// V of N Majoranas a side.
struct CouplingTerms {
  std::vector<CoupledSet> sets;  // of fermions 0 .. N-1
  double normalization = 1;      // n

  /// mu w_K / n, the angle between the phases of odd and even overlap.
  double angle(std::size_t k, double mu) const { return mu * sets[k].weight / normalization; }
  /// Whether the sets are pairs.
  bool is_bits() const;
  /// n / mean weight: exp(i mu V) turns what it counts by mu over this, qN where all fermions are alike.
  double size_scale() const;
};

class Coupling {
 public:
  /// All fermions alike.
  Coupling() = default;

  /// A weight a fermion, w_0 .. w_{N-1}; those of weight 0 are not coupled. Throws std::invalid_argument where one is neither 0
  /// nor from 1e-100 to 1e100, all are 0, or there are more than 64.
  static Coupling of_weights(std::span<const double> weights);
  /// Some fermions alike. Throws std::invalid_argument for one outside 0..63 or given twice, or for none.
  static Coupling of_fermions(std::span<const int> fermions);
  /// Bits of disjoint pairs. Throws std::invalid_argument for pairs that share a fermion, fermions
  /// outside 0..63, such weights, or no pair.
  struct Pair {
    int a, b;
    double weight = 1;
  };
  static Coupling of_bits(std::span<const Pair> pairs);

  /// All fermions alike.
  bool is_plain() const { return sets_.empty(); }

  /// For N Majoranas a side and a Hamiltonian whose largest term has q of them. Weights that are all equal are taken as 1, others
  /// as they are. Throws as check, and for q < 1.
  CouplingTerms terms(int num_majoranas, int q) const;

  /// By fermion or pair, lowest fermion first; empty where all are coupled alike.
  const std::vector<CoupledSet>& sets() const { return sets_; }

  /// Throws std::invalid_argument where a coupled fermion is not one of 0 .. N-1, or the weights are of another number.
  void check(int num_majoranas) const;

  bool operator==(const Coupling& other) const { return sets_ == other.sets_; }

 private:
  explicit Coupling(std::vector<CoupledSet> sets, std::size_t num_weights = 0);
  friend Coupling coupling_by_text(std::string_view text);

  std::vector<CoupledSet> sets_;
  std::size_t num_weights_ = 0;  // given one a fermion
};

/// Every set that V couples, with weight 1 and n = 1: exp(i mu V) counts them.
CouplingTerms counting_terms(const Coupling& coupling, int num_majoranas);

/// "all"; fermions, "2-9" or "0,2,5-7"; with weights, "0=1,1-3=0.5"; bits of pairs, "2+3,4+5" or "2+3=0.5,4+5". Throws
/// std::invalid_argument with the text.
Coupling coupling_by_text(std::string_view text);
std::string to_text(const Coupling& coupling);

/// V as a formula, with its numbers: "(1/28) sum i psi_L^j psi_R^j over j = 0-6"; "(1/(7q)) sum ..." without a q.
std::string formula_of(const Coupling& coupling, int num_majoranas, std::optional<int> q);

}  // namespace traversable
