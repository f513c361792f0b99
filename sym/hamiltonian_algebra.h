// Sums and multiples of Hamiltonians.
#pragma once

#include "sym/hamiltonian.h"

namespace traversable {

/// Term by term: couplings of the same Majoranas add up, terms that cancel exactly are left out, those of
/// `a` come first. H = 0 is written as one term with coupling 0, the first of the largest. Throw
/// std::invalid_argument where the numbers of Majoranas differ, or couplings grow beyond max_coupling_sum.
Hamiltonian operator+(const Hamiltonian& a, const Hamiltonian& b);
Hamiltonian operator-(const Hamiltonian& a, const Hamiltonian& b);
Hamiltonian operator-(const Hamiltonian& hamiltonian);

/// Every coupling times the factor, or over the divisor. Throw std::invalid_argument also for one that is
/// not finite, and a divisor of 0.
Hamiltonian operator*(double factor, const Hamiltonian& hamiltonian);
Hamiltonian operator/(const Hamiltonian& hamiltonian, double divisor);

}  // namespace traversable
