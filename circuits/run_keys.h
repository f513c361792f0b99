// Keys of the random numbers of noisy runs.
//
// Trajectories, shots and thresholds of a run are keyed by all that makes one circuit of it another: the
// Hamiltonian and its instance, beta, mu, both times, and the noise scale. Every pair is independent,
// whichever other circuits the run has, and errors of differences and means go in quadrature. On the
// command line and in Python the same seed gives the same numbers.
#pragma once

#include <cstdint>

#include "circuits/noisy_circuit.h"

namespace traversable {

/// Which circuit of a run.
struct CircuitPoint {
  /// Its fingerprint (sym/fingerprint.h).
  std::uint64_t hamiltonian = 0;
  std::uint64_t instance = 0;
  double beta = 0;
  double mu = 0;
  double t0 = 0;
  double t1 = 0;
};

/// For TrajectoryOptions. With common random numbers both signs of a mu have the same trajectories.
std::uint64_t trajectory_seed(std::uint64_t seed, const CircuitPoint& point, double scale,
                              bool common_random_numbers);

/// The experiment of sample_counts and estimate_mutual_information.
std::uint64_t experiment_number(const CircuitPoint& point, double scale, std::uint64_t shots);

/// For ShotOptions: mu is of either sign.
std::uint64_t threshold_seed(std::uint64_t seed, const CircuitPoint& point);

/// A hash of a circuit and its noise, every number rounded to 2^-24: circuits by themselves have no
/// other key.
std::uint64_t fingerprint(const NoisyCircuit& circuit);

}  // namespace traversable
