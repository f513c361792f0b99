#include "sym/coupling_scale.h"

#include <algorithm>
#include <cmath>

namespace traversable {

int coupling_exponent(const Hamiltonian& hamiltonian) {
  double largest = 0;
  for (const Term& term : hamiltonian.terms()) largest = std::max(largest, std::abs(term.coupling));
  return largest > 0 ? std::ilogb(largest) : 0;
}

}  // namespace traversable
