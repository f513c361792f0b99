#include "sim/state_vector/pauli_terms.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>
#include <tuple>

namespace traversable {
namespace {

/// The product of letters with i^phase moved into the coefficient.
PauliTerm normal_form(const PauliTerm& term) {
  PauliTerm result = term;
  result.coefficient *= coefficient(term.string);
  result.string.phase = std::popcount(term.string.x & term.string.z) % 4;
  return result;
}

/// By X mask, equal strings added. Within a mask, strings that share parities come together: what
/// differs outside of the mask first.
std::vector<PauliTerm> collect(std::span<const PauliTerm> terms) {
  std::vector<PauliTerm> sorted;
  for (const PauliTerm& term : terms) sorted.push_back(normal_form(term));
  const auto key = [](const PauliTerm& t) {
    return std::tuple(t.string.x, t.string.z & ~t.string.x, t.string.z);
  };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const PauliTerm& a, const PauliTerm& b) { return key(a) < key(b); });
  std::vector<PauliTerm> result;
  for (const PauliTerm& term : sorted)
    if (!result.empty() && result.back().string == term.string)
      result.back().coefficient += term.coefficient;
    else
      result.push_back(term);
  return result;
}

}  // namespace

PauliTerms::PauliTerms(int num_qubits, std::span<const PauliTerm> terms, int most_qubits)
    : num_qubits_(num_qubits), terms_(collect(terms)) {
  if (num_qubits < 1 || num_qubits > most_qubits)
    throw std::invalid_argument(
        fmt::format("num_qubits = {}: expected 1 to {}", num_qubits, most_qubits));
  if (terms.empty()) throw std::invalid_argument("operator: no terms, expected at least one");
  for (const PauliTerm& term : terms_) {
    if (traversable::num_qubits(term.string) > num_qubits)
      throw std::invalid_argument(
          fmt::format("{}: reaches beyond {} qubits", to_text(term.string), num_qubits));
    if (!std::isfinite(term.coefficient.real()) || !std::isfinite(term.coefficient.imag()))
      throw std::invalid_argument(
          fmt::format("coefficient of {}: expected a finite number", to_text(term.string)));
  }
}

bool PauliTerms::is_hermitian() const {
  // Every string is the product of its letters, which is Hermitian.
  double scale = 0;
  for (const PauliTerm& term : terms_) scale = std::max(scale, std::abs(term.coefficient));
  return std::all_of(terms_.begin(), terms_.end(), [&](const PauliTerm& term) {
    return std::abs(term.coefficient.imag()) <= 1e-14 * scale;
  });
}

std::complex<double> PauliTerms::mean() const {
  for (const PauliTerm& term : terms_)
    if (term.string.x == 0 && term.string.z == 0) return term.coefficient;
  return 0;
}

double PauliTerms::one_norm() const {
  double sum = 0;
  for (const PauliTerm& term : terms_) sum += std::abs(term.coefficient);
  return sum;
}

}  // namespace traversable
