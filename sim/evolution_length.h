// How far a Hamiltonian can be evolved in double precision.
#pragma once

#include <cmath>
#include <cstddef>
#include <functional>
#include <span>
#include <stop_token>
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

/// The same of `count` instances of an ensemble and the longest of their times. They differ in their
/// sums by far less than a thousandfold: only where the first comes so close to the bound are all of
/// them drawn. Throws Interrupted.
void check_length(const std::string& name, double t,
                  const std::function<Hamiltonian(std::size_t)>& instances, std::size_t count,
                  const std::stop_token& stop = {});

}  // namespace traversable
