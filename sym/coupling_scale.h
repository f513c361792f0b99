// How large couplings may be.
#pragma once

#include "sym/hamiltonian.h"

namespace traversable {

/// sum_S |J_S| of a Hamiltonian, at most: no energy of it overflows.
inline constexpr double max_coupling_sum = 1e300;

/// e with 2^e <= max |J_S| < 2^(e+1), 0 where all are zero: squares of J_S / 2^e do not overflow.
int coupling_exponent(const Hamiltonian& hamiltonian);

}  // namespace traversable
