#include "sym/spins/spin_hamiltonian.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bit>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

#include "sym/coupling_scale.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

void check_spin_term(const SpinTerm& term, int n) {
  if (!std::isfinite(term.coefficient))
    throw std::invalid_argument(
        fmt::format("coefficient = {}: expected a finite number", term.coefficient));
  check_letters(term.string, n);
}

}  // namespace

void check_letters(const PauliString& string, int num_qubits) {
  if (coefficient(string) != 1.0)
    throw std::invalid_argument(fmt::format("string {}: expected letters I, X, Y, Z without a sign",
                                            in_quotes(to_text(string))));
  if (traversable::num_qubits(string) > num_qubits)
    throw std::invalid_argument(fmt::format("string {}: reaches qubit {}, expected 0 to {}",
                                            in_quotes(to_text(string)),
                                            traversable::num_qubits(string) - 1, num_qubits - 1));
}

void check_num_qubits(int num_qubits) {
  if (num_qubits < 1 || num_qubits > 64)
    throw std::invalid_argument(
        fmt::format("num_qubits = {}: expected 1 to 64 a side", num_qubits));
}

PauliString letters_at(std::uint64_t x, std::uint64_t z) {
  return {x, z, std::popcount(x & z) % 4};
}

PauliString letters_on(std::string_view letters, std::span<const int> sites, int num_qubits) {
  if (letters.size() != sites.size())
    throw std::invalid_argument(fmt::format("sites = [{}]: expected {} for the letters {}",
                                            fmt::join(sites, ", "), letters.size(),
                                            in_quotes(letters)));
  std::string text(static_cast<std::size_t>(num_qubits), 'I');
  std::set<int> seen;
  for (std::size_t k = 0; k < sites.size(); ++k) {
    if (sites[k] < 0 || sites[k] >= num_qubits)
      throw std::invalid_argument(fmt::format("sites = [{}]: site {}, expected 0 to {}",
                                              fmt::join(sites, ", "), sites[k], num_qubits - 1));
    if (!seen.insert(sites[k]).second)
      throw std::invalid_argument(
          fmt::format("sites = [{}]: site {} is repeated", fmt::join(sites, ", "), sites[k]));
    text[static_cast<std::size_t>(sites[k])] = letters[k];
  }
  return pauli_from_text(text);
}

std::string letters_on_all(const PauliString& string, int num_qubits) {
  std::string letters = to_text(string);
  letters.resize(static_cast<std::size_t>(num_qubits), 'I');
  return letters;
}

SpinHamiltonian::SpinHamiltonian(int num_qubits, std::vector<SpinTerm> terms)
    : num_qubits_(num_qubits), terms_(std::move(terms)) {
  check_num_qubits(num_qubits);
  if (terms_.empty()) throw std::invalid_argument("terms = []: expected at least one term");
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen;
  for (const SpinTerm& term : terms_) {
    check_spin_term(term, num_qubits);
    if (!seen.emplace(term.string.x, term.string.z).second)
      throw std::invalid_argument(
          fmt::format("string {}: given more than once", in_quotes(to_text(term.string))));
    one_norm_ += std::abs(term.coefficient);
  }
  if (!(one_norm_ <= max_coupling_sum))
    throw std::invalid_argument(fmt::format(
        "terms: the absolute values of the coefficients add up to {:g}, expected at most {:g}",
        one_norm_, max_coupling_sum));
}

bool SpinHamiltonian::is_real() const {
  for (const SpinTerm& term : terms_)
    if (std::popcount(term.string.x & term.string.z) % 2 != 0) return false;
  return true;
}

SpinHamiltonian combination(double a, const SpinHamiltonian& h, double b,
                            const SpinHamiltonian& g) {
  if (h.num_qubits() != g.num_qubits())
    throw std::invalid_argument(
        fmt::format("num_qubits = {} and {}: expected the same", h.num_qubits(), g.num_qubits()));
  const SpinHamiltonian scaled = b * g;
  std::vector<SpinTerm> terms = (a * h).terms();
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> place;
  for (std::size_t k = 0; k < terms.size(); ++k) place[{terms[k].string.x, terms[k].string.z}] = k;
  for (const SpinTerm& term : scaled.terms()) {
    const auto [found, is_new] = place.try_emplace({term.string.x, term.string.z}, terms.size());
    if (is_new)
      terms.push_back(term);
    else
      terms[found->second].coefficient += term.coefficient;
  }
  return {h.num_qubits(), std::move(terms)};
}

SpinHamiltonian operator+(const SpinHamiltonian& h, const SpinHamiltonian& g) {
  return combination(1, h, 1, g);
}

SpinHamiltonian operator*(double factor, const SpinHamiltonian& h) {
  std::vector<SpinTerm> terms = h.terms();
  for (SpinTerm& term : terms) term.coefficient *= factor;
  return {h.num_qubits(), std::move(terms)};
}

std::string to_text(const SpinHamiltonian& hamiltonian) {
  std::string text;
  for (const SpinTerm& term : hamiltonian.terms()) {
    const bool negative = std::signbit(term.coefficient);
    text += text.empty() ? (negative ? "-" : "") : (negative ? " - " : " + ");
    text += fmt::format("{} {}", std::abs(term.coefficient), to_text(term.string));
  }
  return text;
}

}  // namespace traversable
