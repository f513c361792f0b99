#include "sym/hamiltonian.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>
#include <unordered_set>

#include "sym/commutation_graph.h"
#include "sym/coupling_scale.h"
#include "sym/majorana_string.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

void check_num_majoranas(int num_majoranas) {
  if (num_majoranas < 2 || num_majoranas > 64)
    throw std::invalid_argument(
        fmt::format("num_majoranas = {}: expected 2 to 64 a side", num_majoranas));
}

/// "[0, 1, 3]", cut where it is long.
std::string list_text(std::span<const int> indices) {
  return excerpt(fmt::format("[{}]", fmt::join(indices, ", ")));
}

void check_term(const Term& term, int num_majoranas) {
  const std::uint64_t allowed =
      num_majoranas == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << num_majoranas) - 1;
  if (!std::isfinite(term.coupling))
    throw std::invalid_argument(
        fmt::format("coupling = {}: expected a finite number", term.coupling));
  if (term.size() == 0 || term.size() % 2 != 0)
    throw std::invalid_argument(
        fmt::format("indices = {}: {} Majoranas, expected an even number of at least 2",
                    list_text(term.indices()), term.size()));
  if ((term.majoranas & ~allowed) != 0)
    throw std::invalid_argument(fmt::format("indices = {}: expected values from 0 to {}",
                                            list_text(term.indices()), num_majoranas - 1));
}

/// A sum that is bounded keeps every energy finite.
void check_sum(std::span<const Term> terms) {
  double sum = 0;
  for (const Term& term : terms) sum += std::abs(term.coupling);
  if (!(sum <= max_coupling_sum))
    throw std::invalid_argument(fmt::format(
        "terms: the absolute values of the couplings add up to {:g}, expected at most {:g}", sum,
        max_coupling_sum));
}

}  // namespace

int Term::size() const { return std::popcount(majoranas); }

std::vector<int> Term::indices() const {
  std::vector<int> result;
  for (int j = 0; j < 64; ++j)
    if (majoranas >> j & 1) result.push_back(j);
  return result;
}

Term make_term(double coupling, std::span<const int> indices, int num_majoranas) {
  check_num_majoranas(num_majoranas);
  MajoranaString string;
  int sign = 1;
  for (const int j : indices) {
    if (j < 0 || j >= num_majoranas)
      throw std::invalid_argument(fmt::format("indices = {}: index {}, expected 0 to {}",
                                              list_text(indices), j, num_majoranas - 1));
    const MajoranaString one{std::uint64_t{1} << j, 0};
    if ((string.left & one.left) != 0)
      throw std::invalid_argument(
          fmt::format("indices = {}: index {} is repeated", list_text(indices), j));
    const auto next = product(string, one);
    string = next.string;
    sign *= next.sign;
  }
  const Term term{sign * coupling, string.left};
  check_term(term, num_majoranas);
  return term;
}

Hamiltonian::Hamiltonian(int num_majoranas, std::vector<Term> terms)
    : num_majoranas_(num_majoranas), terms_(std::move(terms)) {
  check_num_majoranas(num_majoranas);
  if (terms_.empty()) throw std::invalid_argument("terms = []: expected at least one term");
  std::unordered_set<std::uint64_t> seen;
  for (const Term& term : terms_) {
    check_term(term, num_majoranas);
    if (!seen.insert(term.majoranas).second)
      throw std::invalid_argument(
          fmt::format("indices = {}: term given more than once", list_text(term.indices())));
    degree_ = std::max(degree_, term.size());
  }
  check_sum(terms_);
}

std::string to_text(const Hamiltonian& hamiltonian) {
  std::string text;
  for (const Term& term : hamiltonian.terms()) {
    const bool first = text.empty();
    const bool negative = term.coupling < 0;
    text += first ? (negative ? "-" : "") : (negative ? " - " : " + ");
    text += fmt::format("{} {}", std::abs(term.coupling),
                        hermitian_phase(term.size()) == 1 ? "i " : "");
    for (const int j : term.indices()) text += fmt::format("ψ{}", j + 1);
  }
  return text;
}

bool is_commuting(const Hamiltonian& hamiltonian) {
  std::vector<MajoranaString> strings;
  for (const Term& term : hamiltonian.terms()) strings.push_back({term.majoranas, 0});
  return all_commute(strings);
}

}  // namespace traversable
