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

MajoranaSum coupling_operator(const Coupling& coupling, int num_majoranas, int q) {
  const CouplingTerms terms = coupling.terms(num_majoranas, q);
  MajoranaSum sum;
  for (const CoupledSet& set : terms.sets) {
    // i psi_L psi_R = (i/2) gamma_L gamma_R;  (i gamma_a gamma_b)_L (i gamma_a gamma_b)_R = -Gamma.
    const double half = 0.5 * set.weight / terms.normalization;
    const std::complex<double> coefficient =
        terms.is_bits() ? std::complex<double>(-half) : std::complex<double>(0.0, half);
    sum.push_back({coefficient, {set.majoranas, set.majoranas}});
  }
  return sum;
}

MajoranaSum coupled_hamiltonian(const Hamiltonian& hamiltonian, double nu) {
  if (!(std::abs(nu) <= max_coupling_sum))
    throw std::invalid_argument(
        fmt::format("nu = {}: expected a finite number, at most {:g}", nu, max_coupling_sum));
  return left_hamiltonian(hamiltonian) + right_hamiltonian(hamiltonian) +
         nu * coupling_operator({}, hamiltonian.num_majoranas(), hamiltonian.degree());
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
