#include "sym/hamiltonian_algebra.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <unordered_map>
#include <utility>
#include <vector>

namespace traversable {
namespace {

/// The first of the largest terms, with coupling 0.
Term zero_of(const std::vector<Term>& terms) {
  return {0.0, std::ranges::max_element(terms, {}, &Term::size)->majoranas};
}

/// The Hamiltonian without the terms of coupling 0; where there is no other it is `zero`.
Hamiltonian without_zeros(int num_majoranas, std::vector<Term> terms, const Term& zero) {
  std::erase_if(terms, [](const Term& term) { return term.coupling == 0; });
  if (terms.empty()) terms.push_back(zero);
  return {num_majoranas, std::move(terms)};
}

template <class Change>
Hamiltonian with_couplings(const Hamiltonian& hamiltonian, const Change& change) {
  std::vector<Term> terms = hamiltonian.terms();
  for (Term& term : terms) term.coupling = change(term.coupling);
  return without_zeros(hamiltonian.num_majoranas(), std::move(terms), zero_of(hamiltonian.terms()));
}

/// a + sign * b.
Hamiltonian sum(const Hamiltonian& a, double sign, const Hamiltonian& b) {
  if (a.num_majoranas() != b.num_majoranas())
    throw std::invalid_argument(
        fmt::format("a sum of Hamiltonians of {} and {} Majoranas: expected the same number",
                    a.num_majoranas(), b.num_majoranas()));
  std::vector<Term> terms;
  std::unordered_map<std::uint64_t, std::size_t> place;
  const auto add = [&](double factor, const Term& term) {
    if (term.coupling == 0) return;  // has no place of its own
    const auto [found, is_new] = place.try_emplace(term.majoranas, terms.size());
    if (is_new)
      terms.push_back({factor * term.coupling, term.majoranas});
    else
      terms[found->second].coupling += factor * term.coupling;
  };
  for (const Term& term : a.terms()) add(1, term);
  for (const Term& term : b.terms()) add(sign, term);
  const Term zero = zero_of(a.degree() >= b.degree() ? a.terms() : b.terms());
  return without_zeros(a.num_majoranas(), std::move(terms), zero);
}

void check_finite(double number, const char* what) {
  if (!std::isfinite(number))
    throw std::invalid_argument(
        fmt::format("a Hamiltonian {} {}: expected a finite number", what, number));
}

}  // namespace

Hamiltonian operator+(const Hamiltonian& a, const Hamiltonian& b) { return sum(a, 1, b); }

Hamiltonian operator-(const Hamiltonian& a, const Hamiltonian& b) { return sum(a, -1, b); }

Hamiltonian operator-(const Hamiltonian& hamiltonian) {
  return with_couplings(hamiltonian, [](double coupling) { return -coupling; });
}

Hamiltonian operator*(double factor, const Hamiltonian& hamiltonian) {
  check_finite(factor, "times");
  return with_couplings(hamiltonian, [=](double coupling) { return factor * coupling; });
}

Hamiltonian operator/(const Hamiltonian& hamiltonian, double divisor) {
  check_finite(divisor, "over");
  if (divisor == 0) throw std::invalid_argument("a Hamiltonian over 0: expected another number");
  return with_couplings(hamiltonian, [=](double coupling) { return coupling / divisor; });
}

}  // namespace traversable
