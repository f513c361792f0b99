// Driven Hamiltonians H(t) = H_0 + J(t) H_1, t the distance from time zero on both sides: H_R(t) = H_L(-t)^T.
#pragma once

#include <functional>
#include <span>

#include "sym/spins/scrambler.h"

namespace traversable {

/// Piecewise constant, exactly: step s is exp(-i (H_0 + values[s] H_1) durations[s]). Throws std::invalid_argument for lists of
/// other lengths, a duration that is not positive or a value that is not finite.
Scrambler piecewise_drive(const SpinHamiltonian& constant, const SpinHamiltonian& driven,
                          std::span<const double> durations, std::span<const double> values);

/// J(t) for 0 <= t <= duration in `num_steps` equal steps, each with the value at its middle: the exponential midpoint rule, whose
/// error falls as the square of the step. sim/spins/scrambler_unitary.h estimates it by halving the step. Throws
/// std::invalid_argument where J is not finite at such a time, which is named.
Scrambler sampled_drive(const SpinHamiltonian& constant, const SpinHamiltonian& driven,
                        const std::function<double(double)>& J, double duration, int num_steps);

}  // namespace traversable
