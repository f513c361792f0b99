#include "sym/models.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "sym/coupling_scale.h"
#include "sym/majorana_string.h"
#include "sym/quoted.h"
#include "sym/random.h"

namespace traversable {
namespace {

constexpr double max_enumerated_terms = 1e7;

double binomial(int n, int k) {
  double value = 1.0;
  for (int i = 1; i <= k; ++i) value = value * (n - k + i) / i;
  return std::round(value);
}

void check_syk(int num_majoranas, int q, double J) {
  if (num_majoranas < 2 || num_majoranas > 64)
    throw std::invalid_argument(
        fmt::format("num_majoranas = {}: expected 2 to 64 a side", num_majoranas));
  if (q < 2 || q % 2 != 0 || q > num_majoranas)
    throw std::invalid_argument(fmt::format(
        "q = {}: expected an even number from 2 to num_majoranas = {}", q, num_majoranas));
  constexpr double largest = 1e150;  // its square is a number
  if (!(J > 0 && J <= largest))
    throw std::invalid_argument(
        fmt::format("J = {}: expected a positive number up to {:.0e}", J, largest));
}

/// sigma^2 = (q-1)! J^2 / N^(q-1).
double dense_variance(int num_majoranas, int q, double J) {
  return std::tgamma(q) * J * J / std::pow(num_majoranas, q - 1);
}

/// All masks of q bits out of n in ascending order of value.
std::vector<std::uint64_t> all_subsets(int n, int q) {
  if (binomial(n, q) > max_enumerated_terms)
    throw std::invalid_argument(
        fmt::format("num_majoranas = {}, q = {}: {:.3g} terms, expected at most {:.0e}", n, q,
                    binomial(n, q), max_enumerated_terms));
  std::vector<std::uint64_t> subsets;
  subsets.reserve(static_cast<std::size_t>(binomial(n, q)));
  const std::uint64_t last = q == 64 ? ~std::uint64_t{0} : ((std::uint64_t{1} << q) - 1) << (n - q);
  for (std::uint64_t s = q == 64 ? last : (std::uint64_t{1} << q) - 1;;) {
    subsets.push_back(s);
    if (s == last) return subsets;
    const std::uint64_t lowest = s & -s;  // Gosper's next mask with as many bits
    const std::uint64_t ripple = s + lowest;
    s = ripple | (((s ^ ripple) >> 2) / lowest);
  }
}

/// The random streams of one member.
using MemberStreams = std::function<RandomStream(Stream)>;

/// `parameters`: what chooses the distribution besides N and q.
template <class... Parameters>
MemberStreams streams_of(const Draw& draw, std::string_view ensemble, int num_majoranas, int q,
                         const Parameters&... parameters) {
  return [=](Stream stream) {
    return RandomStream(
        draw.seed, draw.instance,
        Purpose(stream, ensemble, num_majoranas, q, parameters..., draw.reference_of));
  };
}

Hamiltonian gaussian_terms(int num_majoranas, const std::vector<std::uint64_t>& subsets,
                           double variance, const MemberStreams& streams) {
  const RandomStream random = streams(Stream::couplings);
  std::vector<Term> terms;
  terms.reserve(subsets.size());
  for (std::size_t i = 0; i < subsets.size(); ++i)
    terms.push_back({std::sqrt(variance) * random.gaussian(i), subsets[i]});
  return {num_majoranas, std::move(terms)};
}

double check_sparsity(int num_majoranas, int q, double k) {
  const double most = binomial(num_majoranas, q) / num_majoranas;
  if (!std::isfinite(k) || k <= 0 || k > most)
    throw std::invalid_argument(fmt::format("k = {}: expected 0 < k <= C(N,q)/N = {}", k, most));
  return k / most;
}

std::vector<std::uint64_t> bernoulli_hypergraph(int num_majoranas, int q, double p,
                                                const RandomStream& random) {
  std::vector<std::uint64_t> kept;
  std::uint64_t index = 0;
  for (const std::uint64_t subset : all_subsets(num_majoranas, q))
    if (random.uniform(index++) <= p) kept.push_back(subset);
  return kept;
}

/// Draws integers below a bound, one Philox block each.
class Dice {
 public:
  explicit Dice(const RandomStream& random) : random_(random) {}
  std::uint64_t below(std::uint64_t bound) {
    const std::uint64_t limit = std::numeric_limits<std::uint64_t>::max() -
                                std::numeric_limits<std::uint64_t>::max() % bound;
    std::uint64_t value = random_.bits(index_++);
    while (value >= limit) value = random_.bits(index_++);
    return value % bound;
  }

 private:
  RandomStream random_;
  std::uint64_t index_ = 0;
};

std::uint64_t edge_mask(const std::vector<int>& stubs, std::size_t edge, int q) {
  std::uint64_t mask = 0;
  for (int i = 0; i < q; ++i)
    mask |=
        std::uint64_t{1} << stubs[edge * static_cast<std::size_t>(q) + static_cast<std::size_t>(i)];
  return mask;
}

/// Edges that repeat a fermion or an earlier edge.
std::vector<std::size_t> defective_edges(const std::vector<int>& stubs, int q) {
  std::vector<std::size_t> defects;
  std::unordered_set<std::uint64_t> seen;
  for (std::size_t edge = 0; edge < stubs.size() / static_cast<std::size_t>(q); ++edge) {
    const std::uint64_t mask = edge_mask(stubs, edge, q);
    if (std::popcount(mask) != q || !seen.insert(mask).second) defects.push_back(edge);
  }
  return defects;
}

/// Configuration model: every fermion contributes k q stubs, a random permutation cuts them into
/// edges of q, and random swaps repair the edges that are not proper.
std::vector<std::uint64_t> regular_hypergraph(int num_majoranas, int q, double k, Dice dice) {
  const double edges = k * num_majoranas;
  const double degree = k * q;
  if (edges < 0.5 || std::abs(edges - std::round(edges)) > 1e-9 ||
      std::abs(degree - std::round(degree)) > 1e-9)
    throw std::invalid_argument(fmt::format(
        "k = {}: a regular hypergraph on {} Majoranas needs positive integers k N and k q", k,
        num_majoranas));
  std::vector<int> stubs;
  for (int j = 0; j < num_majoranas; ++j)
    stubs.insert(stubs.end(), static_cast<std::size_t>(std::lround(degree)), j);
  for (std::size_t i = stubs.size() - 1; i > 0; --i) std::swap(stubs[i], stubs[dice.below(i + 1)]);
  const int max_repairs = 100000;
  for (int repair = 0; repair < max_repairs; ++repair) {
    const auto defects = defective_edges(stubs, q);
    if (defects.empty()) {
      std::vector<std::uint64_t> masks;
      for (std::size_t edge = 0; edge < stubs.size() / static_cast<std::size_t>(q); ++edge)
        masks.push_back(edge_mask(stubs, edge, q));
      std::sort(masks.begin(), masks.end());
      return masks;
    }
    for (const std::size_t edge : defects)
      std::swap(
          stubs[edge * static_cast<std::size_t>(q) + dice.below(static_cast<std::uint64_t>(q))],
          stubs[dice.below(stubs.size())]);
  }
  throw std::invalid_argument(fmt::format(
      "k = {}: found no regular hypergraph on {} Majoranas with q = {}; too close to all terms", k,
      num_majoranas, q));
}

/// `count` distinct masks of q bits out of `all`, ascending. Floyd's algorithm on their ranks.
std::vector<std::uint64_t> random_subsets(const std::vector<std::uint64_t>& all, std::size_t count,
                                          Dice& dice) {
  std::unordered_set<std::uint64_t> ranks;
  for (std::uint64_t top = all.size() - count; top < all.size(); ++top) {
    const std::uint64_t rank = dice.below(top + 1);
    if (!ranks.insert(rank).second) ranks.insert(top);
  }
  std::vector<std::uint64_t> chosen;
  for (const std::uint64_t rank : ranks) chosen.push_back(all[rank]);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

bool commute(std::uint64_t a, std::uint64_t b) {
  return traversable::commute(MajoranaString{a, 0}, MajoranaString{b, 0});
}

bool all_commute(const std::vector<std::uint64_t>& subsets) {
  for (std::size_t k = 0; k < subsets.size(); ++k)
    for (std::size_t l = 0; l < k; ++l)
      if (!commute(subsets[k], subsets[l])) return false;
  return true;
}

/// Terms that all commute, each drawn from those that are left; fewer than `count` where none is.
std::vector<std::uint64_t> grow_commuting(std::vector<std::uint64_t> left, std::size_t count,
                                          Dice& dice) {
  std::vector<std::uint64_t> chosen;
  while (chosen.size() < count && !left.empty()) {
    const std::uint64_t next = left[dice.below(left.size())];
    chosen.push_back(next);
    std::erase_if(left, [&](std::uint64_t s) { return s == next || !commute(s, next); });
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

std::vector<std::uint64_t> fixed_terms(int n, int q, std::size_t count, TermCommutation commutation,
                                       Dice dice) {
  constexpr int max_attempts = 1000;
  const std::vector<std::uint64_t> all = all_subsets(n, q);
  for (int attempt = 0; attempt < max_attempts; ++attempt) {
    std::vector<std::uint64_t> chosen = commutation == TermCommutation::commuting
                                            ? grow_commuting(all, count, dice)
                                            : random_subsets(all, count, dice);
    if (chosen.size() < count) continue;
    if (commutation == TermCommutation::noncommuting && all_commute(chosen)) continue;
    return chosen;
  }
  throw std::invalid_argument(fmt::format(
      "num_terms = {}: found no {} set of that many terms for num_majoranas = {}, q = {}", count,
      name_of(commutation), n, q));
}

}  // namespace

Hamiltonian learned() {
  constexpr int num_majoranas = 7;
  const auto term = [](double coupling, std::array<int, 4> indices) {
    return make_term(coupling, indices, num_majoranas);
  };
  return {num_majoranas,
          {term(-0.36, {0, 1, 3, 4}), term(0.19, {0, 2, 3, 6}), term(-0.71, {0, 2, 4, 5}),
           term(0.22, {1, 2, 3, 5}), term(0.49, {1, 2, 4, 6})}};
}

Hamiltonian binary_sparse_n8() {
  constexpr int num_majoranas = 8;
  const double modulus = std::sqrt(2.0) / std::sqrt(10.0);
  const auto term = [&](double sign, std::array<int, 4> indices) {
    return make_term(sign * modulus, indices, num_majoranas);
  };
  return {
      num_majoranas,
      {term(-1, {0, 1, 3, 6}), term(1, {0, 1, 5, 7}), term(-1, {0, 2, 3, 4}), term(1, {0, 2, 6, 7}),
       term(-1, {0, 3, 4, 5}), term(1, {0, 4, 5, 6}), term(-1, {1, 2, 3, 7}), term(1, {1, 2, 4, 6}),
       term(-1, {1, 3, 5, 6}), term(1, {2, 4, 5, 7})}};
}

Hamiltonian dense_syk(int num_majoranas, int q, double J, const Draw& draw) {
  check_syk(num_majoranas, q, J);
  return gaussian_terms(num_majoranas, all_subsets(num_majoranas, q),
                        dense_variance(num_majoranas, q, J),
                        streams_of(draw, "dense_syk", num_majoranas, q));
}

Hypergraph hypergraph_by_name(std::string_view name) {
  if (name == "bernoulli") return Hypergraph::bernoulli;
  if (name == "regular") return Hypergraph::regular;
  throw std::invalid_argument(
      fmt::format("hypergraph = {}: expected bernoulli or regular", in_quotes(name)));
}

Hamiltonian sparse_syk(int num_majoranas, int q, double J, double k, Hypergraph hypergraph,
                       const Draw& draw) {
  check_syk(num_majoranas, q, J);
  const double p = check_sparsity(num_majoranas, q, k);
  const bool is_regular = hypergraph == Hypergraph::regular;
  const auto streams =
      streams_of(draw, "sparse_syk", num_majoranas, q, is_regular ? "regular" : "bernoulli", k);
  const auto subsets =
      is_regular ? regular_hypergraph(num_majoranas, q, k, Dice(streams(Stream::hypergraph)))
                 : bernoulli_hypergraph(num_majoranas, q, p, streams(Stream::selection));
  if (subsets.empty()) return {num_majoranas, {{0.0, all_subsets(num_majoranas, q).front()}}};
  return gaussian_terms(num_majoranas, subsets, dense_variance(num_majoranas, q, J) / p, streams);
}

BinaryCoupling binary_coupling_by_name(std::string_view name) {
  for (const auto coupling : {BinaryCoupling::same_variance, BinaryCoupling::J_over_sqrt_K})
    if (name == name_of(coupling)) return coupling;
  throw std::invalid_argument(
      fmt::format("coupling = {}: expected same_variance or J/sqrt(K)", in_quotes(name)));
}

std::string_view name_of(BinaryCoupling coupling) {
  return coupling == BinaryCoupling::same_variance ? "same_variance" : "J/sqrt(K)";
}

Hamiltonian binary_sparse_syk(int num_majoranas, int q, double J, double k, BinaryCoupling coupling,
                              const Draw& draw) {
  check_syk(num_majoranas, q, J);
  check_sparsity(num_majoranas, q, k);
  const double count = std::round(k * num_majoranas);
  if (count < 1)
    throw std::invalid_argument(fmt::format("k = {}: expected round(k N) of at least 1", k));
  const double sum_of_squares =
      coupling == BinaryCoupling::same_variance
          ? dense_variance(num_majoranas, q, J) * binomial(num_majoranas, q)
          : J * J;
  const double magnitude = std::sqrt(sum_of_squares / count);
  const auto streams = streams_of(draw, "binary_sparse_syk", num_majoranas, q, count);
  const RandomStream random = streams(Stream::couplings);
  std::vector<Term> terms;
  Dice dice(streams(Stream::hypergraph));
  for (const auto subset :
       random_subsets(all_subsets(num_majoranas, q), static_cast<std::size_t>(count), dice))
    terms.push_back({random.bits(terms.size()) & 1 ? magnitude : -magnitude, subset});
  return {num_majoranas, std::move(terms)};
}

TermCommutation term_commutation_by_name(std::string_view name) {
  for (const auto commutation :
       {TermCommutation::any, TermCommutation::commuting, TermCommutation::noncommuting})
    if (name == name_of(commutation)) return commutation;
  throw std::invalid_argument(
      fmt::format("commutation = {}: expected any, commuting or noncommuting", in_quotes(name)));
}

std::string_view name_of(TermCommutation commutation) {
  switch (commutation) {
    case TermCommutation::any:
      return "any";
    case TermCommutation::commuting:
      return "commuting";
    case TermCommutation::noncommuting:
      return "noncommuting";
  }
  return "";
}

Hamiltonian fixed_terms_syk(int num_majoranas, int q, double J, int num_terms,
                            TermCommutation commutation, const Draw& draw) {
  check_syk(num_majoranas, q, J);
  const double most = binomial(num_majoranas, q);
  if (num_terms < 1 || num_terms > most)
    throw std::invalid_argument(
        fmt::format("num_terms = {}: expected 1 to C(N,q) = {}", num_terms, most));
  const auto streams =
      streams_of(draw, "fixed_terms_syk", num_majoranas, q, num_terms, name_of(commutation));
  return gaussian_terms(num_majoranas,
                        fixed_terms(num_majoranas, q, static_cast<std::size_t>(num_terms),
                                    commutation, Dice(streams(Stream::hypergraph))),
                        dense_variance(num_majoranas, q, J) * most / num_terms, streams);
}

double matched_J(const Hamiltonian& hamiltonian) {
  const int n = hamiltonian.num_majoranas(), q = hamiltonian.degree();
  double square = 0;
  const int exponent = coupling_exponent(hamiltonian);
  for (const Term& term : hamiltonian.terms()) {
    const double scaled = std::ldexp(term.coupling, -exponent);
    square += scaled * scaled;
  }
  return std::ldexp(std::sqrt(square / (dense_variance(n, q, 1.0) * binomial(n, q))), exponent);
}

Hamiltonian commuting_syk(int num_majoranas, int q, double J, const Draw& draw) {
  check_syk(num_majoranas, q, J);
  if (num_majoranas % 2 != 0)
    throw std::invalid_argument(
        fmt::format("num_majoranas = {}: commuting SYK needs an even number", num_majoranas));
  std::vector<std::uint64_t> subsets;
  for (const std::uint64_t pairs : all_subsets(num_majoranas / 2, q / 2)) {
    std::uint64_t mask = 0;
    for (int a = 0; a < num_majoranas / 2; ++a)
      if (pairs >> a & 1) mask |= std::uint64_t{3} << (2 * a);
    subsets.push_back(mask);
  }
  const double total_variance = dense_variance(num_majoranas, q, J) * binomial(num_majoranas, q);
  return gaussian_terms(num_majoranas, subsets,
                        total_variance / static_cast<double>(subsets.size()),
                        streams_of(draw, "commuting_syk", num_majoranas, q));
}

}  // namespace traversable
