#include "sym/operator_sum.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <stdexcept>

#include "sym/coupling_scale.h"

namespace traversable {
namespace {

std::complex<double> gamma_coefficient(const Term& term) {
  const double scale = term.coupling * std::pow(2.0, -0.5 * term.size());
  return hermitian_phase(term.size()) == 1 ? std::complex<double>(0.0, scale) : scale;
}

}  // namespace

MajoranaSum operator+(MajoranaSum a, const MajoranaSum& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

MajoranaSum operator*(double factor, MajoranaSum sum) {
  for (MajoranaTerm& term : sum) term.coefficient *= factor;
  return sum;
}

MajoranaSum left_hamiltonian(const Hamiltonian& hamiltonian) {
  MajoranaSum sum;
  for (const Term& term : hamiltonian.terms())
    sum.push_back({gamma_coefficient(term), {term.majoranas, 0}});
  return sum;
}

MajoranaSum right_hamiltonian(const Hamiltonian& hamiltonian) {
  MajoranaSum sum;
  for (const Term& term : hamiltonian.terms()) {
    const double sign = term.size() / 2 % 2 == 0 ? 1.0 : -1.0;
    sum.push_back({sign * gamma_coefficient(term), {0, term.majoranas}});
  }
  return sum;
}

MajoranaSum size_coupling(int num_majoranas, int q) {
  if (num_majoranas < 1 || num_majoranas > 64)
    throw std::invalid_argument(
        fmt::format("num_majoranas = {}: expected 1 to 64 a side", num_majoranas));
  if (q < 1) throw std::invalid_argument(fmt::format("q = {}: expected a positive integer", q));
  MajoranaSum sum;
  for (int j = 0; j < num_majoranas; ++j) {
    const std::uint64_t bit = std::uint64_t{1} << j;
    sum.push_back({{0.0, 0.5 / (q * num_majoranas)}, {bit, bit}});
  }
  return sum;
}

MajoranaSum coupled_hamiltonian(const Hamiltonian& hamiltonian, double nu) {
  if (!(std::abs(nu) <= max_coupling_sum))
    throw std::invalid_argument(
        fmt::format("nu = {}: expected a finite number, at most {:g}", nu, max_coupling_sum));
  return left_hamiltonian(hamiltonian) + right_hamiltonian(hamiltonian) +
         nu * size_coupling(hamiltonian.num_majoranas(), hamiltonian.degree());
}

MajoranaSum maldacena_qi(const Hamiltonian& hamiltonian, double mu) {
  return coupled_hamiltonian(hamiltonian, mu * hamiltonian.degree() * hamiltonian.num_majoranas());
}

PauliSum encode(const MajoranaSum& sum, const Encoding& encoding) {
  PauliSum result;
  for (const MajoranaTerm& term : sum) {
    const int reach = static_cast<int>(std::bit_width(term.string.left | term.string.right));
    if (reach > encoding.num_majoranas())
      throw std::invalid_argument(
          fmt::format("encoding has {} Majoranas a side, the operator uses {}",
                      encoding.num_majoranas(), reach));
    PauliString string = encode(term.string, encoding);
    const std::complex<double> phase = coefficient(string);
    string.phase = std::popcount(string.x & string.z) % 4;  // exactly the product of letters
    result.push_back({term.coefficient * phase, string});
  }
  return result;
}

}  // namespace traversable
