// Checks of arguments that many computations share. All throw std::invalid_argument.
#pragma once

#include <span>
#include <string>

namespace traversable {

/// Finite and >= 0.
void check_inverse_temperature(double beta);

/// Finite values of the argument `name`.
void check_finite(const std::string& name, std::span<const double> values);

/// Of what a matrix may be away from unitary or from keeping the trace: 0 to 1e-3.
void check_tolerance(double tolerance);

/// Finite, one at least.
void check_times(std::span<const double> times);

/// And none beyond what can be evolved (evolution_length.h).
void check_times(std::span<const double> times, double one_norm);

/// In 0 .. N-1, one at least.
void check_majoranas(std::span<const int> majoranas, int num_majoranas);

}  // namespace traversable
