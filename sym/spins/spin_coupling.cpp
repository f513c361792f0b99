#include "sym/spins/spin_coupling.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <string_view>

#include "sym/coupling_scale.h"
#include "sym/quoted.h"
#include "sym/spins/spin_hamiltonian.h"

namespace traversable {
namespace {

void check_coupling_term(const CouplingTerm& term, int n) {
  if (!std::isfinite(term.weight) || term.weight < 0)
    throw std::invalid_argument(
        fmt::format("weight = {}: expected a finite number >= 0", term.weight));
  check_letters(term.string, n);
}

void check_coupled_sites(int num_qubits, std::span<const int> sites,
                         std::span<const double> weights) {
  check_num_qubits(num_qubits);
  if (!weights.empty() && weights.size() != sites.size())
    throw std::invalid_argument(fmt::format("weights: {} of them, expected {}, one a coupled site",
                                            weights.size(), sites.size()));
  // The strings' own message would count letters.
  if (!weights.empty() && std::ranges::all_of(weights, [](double w) { return w == 0; }))
    throw std::invalid_argument(
        fmt::format("weights: all {} of them are zero, expected a positive one", weights.size()));
  std::set<int> seen;
  for (const int site : sites) {
    if (site < 0 || site >= num_qubits)
      throw std::invalid_argument(fmt::format("sites = [{}]: site {}, expected 0 to {}",
                                              fmt::join(sites, ", "), site, num_qubits - 1));
    if (!seen.insert(site).second)
      throw std::invalid_argument(
          fmt::format("sites = [{}]: site {} is given twice, expected distinct sites",
                      fmt::join(sites, ", "), site));
  }
}

/// The letters, each with the site's weight.
SpinCoupling of_letters(std::string_view letters, int num_qubits, std::span<const int> sites,
                        std::span<const double> weights) {
  check_coupled_sites(num_qubits, sites, weights);
  std::vector<CouplingTerm> terms;
  for (std::size_t k = 0; k < sites.size(); ++k)
    for (const char letter : letters)
      terms.push_back({weights.empty() ? 1.0 : weights[k],
                       letters_on(std::string_view(&letter, 1), sites.subspan(k, 1), num_qubits)});
  return {num_qubits, std::move(terms)};
}

}  // namespace

SpinCoupling::SpinCoupling(int num_qubits, std::vector<CouplingTerm> terms)
    : num_qubits_(num_qubits) {
  check_num_qubits(num_qubits);
  for (CouplingTerm& term : terms) {
    check_coupling_term(term, num_qubits);
    total_weight_ += term.weight;
    if (term.weight > 0) terms_.push_back(term);
  }
  if (terms_.empty())
    throw std::invalid_argument(
        terms.empty() ? "coupling: no term, expected one at least"
                      : fmt::format("weights: all {} of them are zero, expected a positive one",
                                    terms.size()));
  if (!(total_weight_ <= max_coupling_sum))
    throw std::invalid_argument(fmt::format("weights: they add up to {:g}, expected at most {:g}",
                                            total_weight_, max_coupling_sum));
}

SpinCoupling zz_coupling(int num_qubits, std::span<const int> sites,
                         std::span<const double> weights) {
  return of_letters("Z", num_qubits, sites, weights);
}

SpinCoupling size_coupling_of_sites(int num_qubits, std::span<const int> sites,
                                    std::span<const double> weights) {
  return of_letters("IXYZ", num_qubits, sites, weights);
}

}  // namespace traversable
