// What an evolution says about itself.
#pragma once

#include <cstddef>

namespace traversable {

/// Error estimate and work of one or more evolutions.
struct EvolutionReport {
  double error = 0;              ///< estimate of the state's error, relative to its norm
  std::size_t steps = 0;         ///< Krylov spaces, Chebyshev expansions or Trotter steps
  std::size_t applications = 0;  ///< products H psi
  std::size_t rotations = 0;     ///< Pauli rotations
  double log_norm = 0;           ///< of cool: ln |exp(-tau H) psi| before it was normalised

  EvolutionReport& operator+=(const EvolutionReport& other) {
    error += other.error;
    steps += other.steps;
    applications += other.applications;
    rotations += other.rotations;
    log_norm += other.log_norm;
    return *this;
  }
};

}  // namespace traversable
