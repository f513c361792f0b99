// How far a Hamiltonian can be evolved in double precision.
#pragma once

#include <cmath>
#include <span>
#include <string>

#include "sym/hamiltonian.h"

namespace traversable {

/// Levels and products are right to some units of rounding of sum |c|, 2 x 10^-16 of it, so that the
/// phases of exp(-iht) are wrong by as much times |t|. At this |t| sum |c| that is some 10^-7, less
/// than 10^-6; far beyond it nothing of the phases is left.
inline constexpr double longest_evolution = 1e9;

/// sum |c| of h = sum c P, P products of Majoranas with P^2 = 1: no level is larger.
double one_norm(const Hamiltonian& hamiltonian);

inline bool is_too_long(double t, double one_norm) {
  return !(std::abs(t) * one_norm <= longest_evolution);
}

/// Throws std::invalid_argument with the name, the value, the product and the bound where |t| sum |c|
/// is beyond longest_evolution.
void check_length(const std::string& name, double t, double one_norm);
void check_lengths(const std::string& name, std::span<const double> times, double one_norm);

}  // namespace traversable
