// How long a circuit may be.
#pragma once

#include <cstddef>

namespace traversable {

/// Some gigabyte of operations.
inline constexpr std::size_t max_circuit_operations = 4'000'000;

}  // namespace traversable
