// Rotations whose angle depends on the values of commuting strings.
#pragma once

#include <span>
#include <vector>

#include "sim/state_vector/rotation_batch.h"

namespace traversable {

/// sum_s |s><s| exp(-i angles[s] axis) = prod_S exp(-i c_S axis controls_S), where bit k of s says
/// whether controls[k] is -1, controls_S is the product of the controls in S and c_S the
/// Walsh-Hadamard transform of the angles (Mottonen et al., quant-ph/0404089, equation 3). The
/// controls commute with each other and with the axis. There are 2^k angles for k controls;
/// rotations by rounding errors and the identity are left out.
std::vector<PauliRotation> multiplexed_rotation(std::span<const double> angles,
                                                const PauliString& axis,
                                                std::span<const PauliString> controls);

}  // namespace traversable
