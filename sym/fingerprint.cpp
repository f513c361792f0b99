#include "sym/fingerprint.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "sym/coupling_scale.h"
#include "sym/random.h"

namespace traversable {

std::uint64_t fingerprint(const Hamiltonian& hamiltonian) {
  std::vector<Term> terms = hamiltonian.terms();
  std::sort(terms.begin(), terms.end(),
            [](const Term& a, const Term& b) { return a.majoranas < b.majoranas; });
  const int exponent = coupling_exponent(hamiltonian);
  Purpose purpose(Stream::hamiltonians, hamiltonian.num_majoranas(), exponent);
  for (const Term& term : terms)
    purpose.add(term.majoranas).add(std::llround(std::ldexp(term.coupling, 24 - exponent)));
  return purpose.words()[0] | 1;
}

}  // namespace traversable
