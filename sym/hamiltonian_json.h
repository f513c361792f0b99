// Hamiltonians as JSON text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sym/hamiltonian.h"

namespace traversable {

/// {"num_majoranas": 7, "terms": [{"indices": [0, 1, 3, 4], "coupling": -0.36}, ...]}; couplings
/// with enough digits to read back the same double.
std::string to_json(const Hamiltonian& hamiltonian);

inline constexpr std::size_t longest_json = std::size_t{64} << 20;  // bytes

/// Reads the form above. Throws std::invalid_argument with the line and column of a syntax error,
/// or the key ("terms[3].indices") of a missing, mistyped, unknown, repeated or invalid entry; also
/// for more than longest_json bytes or 2 million terms.
Hamiltonian hamiltonian_from_json(std::string_view text);

}  // namespace traversable
