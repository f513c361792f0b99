// Hamiltonians with strings of several sizes.
#pragma once

#include <vector>

#include "sym/models.h"

namespace traversable::test {

/// Gaussian couplings of all strings of the sizes given.
inline Hamiltonian mixed(int num_majoranas, const std::vector<int>& sizes) {
  std::vector<Term> terms;
  for (const int q : sizes) {
    const Hamiltonian one = dense_syk(num_majoranas, q, 1.0, {static_cast<std::uint64_t>(q), 0});
    terms.insert(terms.end(), one.terms().begin(), one.terms().end());
  }
  return Hamiltonian(num_majoranas, terms);
}

}  // namespace traversable::test
