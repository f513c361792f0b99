// What an evolution says about itself.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

namespace traversable {

/// Error estimate and work of one or more evolutions.
struct EvolutionReport {
  double error = 0;  ///< estimate of the state's error, relative to its norm, rounding included
  std::size_t steps = 0;         ///< Krylov spaces, Chebyshev expansions or Trotter steps
  std::size_t applications = 0;  ///< products H psi
  std::size_t rotations = 0;     ///< Pauli rotations
  double log_norm = 0;           ///< of cool: ln |exp(-tau H) psi| before it was normalised
  double rounding = 0;           ///< what of the error is rounding (rounding_error, of phases)

  EvolutionReport& operator+=(const EvolutionReport& other) {
    error += other.error;
    steps += other.steps;
    applications += other.applications;
    rotations += other.rotations;
    log_norm += other.log_norm;
    rounding += other.rounding;
    return *this;
  }
};

/// Rounding of so many products H psi, a unit each, and of so many rotations, whose roundings are
/// independent; with a few units for the sums around them.
template <class Real>
double rounding_error(std::size_t applications, std::size_t rotations = 0) {
  const double units =
      8 + static_cast<double>(applications) + std::sqrt(static_cast<double>(rotations));
  return units * std::numeric_limits<Real>::epsilon();
}

}  // namespace traversable
