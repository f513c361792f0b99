// Which mode is teleported.
#pragma once

#include <array>

namespace traversable {

/// chi = (psi_a + i psi_b) / sqrt 2, the same pair on both sides: (a, b), 0-based and distinct.
using ProbeMode = std::array<int, 2>;

/// Throws std::invalid_argument where the probe is not two distinct Majoranas of 0 .. N-1.
void check_probe(const ProbeMode& probe, int num_majoranas);

}  // namespace traversable
