// A number that says which Hamiltonian it is.
#pragma once

#include <cstdint>

#include "sym/hamiltonian.h"

namespace traversable {

/// For the streams of random numbers that belong to one Hamiltonian (random.h): a hash of N, the terms in
/// any order, and the couplings, each rounded to 2^-24 of the power of two below the largest, so that
/// the last bits of another machine's logarithm do not make other streams. Hamiltonians that differ by
/// less share a fingerprint. Never 0.
std::uint64_t fingerprint(const Hamiltonian& hamiltonian);

}  // namespace traversable
