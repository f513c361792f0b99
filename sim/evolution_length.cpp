#include "sim/evolution_length.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace traversable {

double one_norm(const Hamiltonian& hamiltonian) {
  double sum = 0;
  for (const Term& term : hamiltonian.terms())
    sum += std::abs(term.coupling) * std::exp2(-0.5 * term.size());  // psi = gamma / sqrt 2
  return sum;
}

void check_length(const std::string& name, double t, double one_norm) {
  if (is_too_long(t, one_norm))
    throw std::invalid_argument(fmt::format(
        "{} = {}: |{}| times the sum of |coefficients| is {:.3g}, expected at most {:.0g}", name, t,
        name, std::abs(t) * one_norm, longest_evolution));
}

void check_lengths(const std::string& name, std::span<const double> times, double one_norm) {
  for (const double t : times) check_length(name, t, one_norm);
}

}  // namespace traversable
