// How much noise, of which kind, until the asymmetry between the two signs of mu is lost.
#pragma once

#include <Eigen/Core>
#include <stop_token>
#include <string>
#include <vector>

#include "circuits/noisy_circuit.h"
#include "sim/observables/observables.h"
#include "sim/tomography/shot_statistics.h"

namespace traversable {

/// rho_PT (row 2 p + a) before the measurement, and the errors of reading it.
struct NoisyPair {
  Eigen::Matrix4cd rho;
  PairReadOut read_out;
};

/// Of a wormhole circuit (bit 0 = T, bit 1 = P) on density matrices. Throws std::invalid_argument
/// where other than two bits are measured, or as with_noise and run_density_matrix do.
NoisyPair noisy_pair(const Circuit& circuit, const NoiseModel& model);

/// The pair with the read-out errors of the circuit's two bits. Throws std::invalid_argument where
/// other than two are measured.
NoisyPair pair_of(const NoisyCircuit& circuit, const Eigen::Matrix4cd& rho);

/// Circuits at noise scales, circuit-major, in parallel; on the device of `backend` where there is one, here and below.
std::vector<NoisyPair> noisy_pairs(std::span<const Circuit> circuits, const NoiseModel& model,
                                   std::span<const double> scales, const std::stop_token& stop = {},
                                   cuda::Backend* backend = nullptr);

/// The state that tomography with infinitely many shots finds where read-out errors stay in.
Eigen::Matrix4cd as_read_out(const NoisyPair& pair);

/// The same protocol with a negative and a positive shockwave.
struct SignPair {
  Circuit negative{1};
  Circuit positive{1};
};

struct ShotOptions {
  std::uint64_t shots = 10'000;
  Reconstruction reconstruction = Reconstruction::projected;
  bool mitigate = true;
  EntropyUnit unit = EntropyUnit::bits;
  /// Simulated experiments of which the shares are taken.
  int experiments = 400;
  /// Of these the errors are of paths of their own; the others' are scaled to them (own_error_ratio).
  int calibrated = 40;
  std::uint64_t seed = 0;
};
/// What experiments' own errors are over those of simulated_results.
struct ErrorRatios {
  double negative = 1;
  double positive = 1;
};
ErrorRatios error_ratios(const NoisyPair& negative, const NoisyPair& positive,
                         const ShotOptions& options, const std::stop_token& stop = {});

/// I_PT(-mu) - I_PT(+mu) over its standard error (simulated_results, times the ratios), of simulated experiments with
/// `shots` shots in each of nine settings for each sign; ascending.
std::vector<double> significances(const NoisyPair& negative, const NoisyPair& positive,
                                  const ShotOptions& options, const ErrorRatios& ratios);

/// The least scales at which a share of experiments sees an asymmetry of less than `sigmas` of their
/// standard errors: 16 % at `low`, half of them at `scale`, 84 % at `high`.
struct NoiseThreshold {
  double scale = 0;
  double low = 0;
  double high = 0;
};

struct ThresholdOptions {
  ShotOptions shots;
  double sigmas = 3;
  /// Where the search ends; a threshold beyond it is infinite.
  double max_scale = 8;
  /// Of the scales that are returned.
  double tolerance = 1e-3;
};

/// By scanning up in steps of 1/4 and bisecting; all scales see the same simulated experiments, which
/// keeps the share smooth; ratios of errors are found at every half and interpolated. Scale 0 where
/// that share does not see the asymmetry without noise either.
/// Throws std::invalid_argument for sigmas <= 0, a tolerance or max_scale that is not
/// positive, a max_scale that takes a probability beyond one; Interrupted.
NoiseThreshold find_noise_threshold(const SignPair& circuits, const NoiseModel& model,
                                    const ThresholdOptions& options,
                                    const std::stop_token& stop = {},
                                    cuda::Backend* backend = nullptr);

/// What each component of a model (noise_model.h) does alone, and what is left without it.
struct NoiseShare {
  std::string component;
  NoisyPair only;
  NoisyPair without;
};
std::vector<NoiseShare> noise_budget(const Circuit& circuit, const NoiseModel& model,
                                     const std::stop_token& stop = {},
                                     cuda::Backend* backend = nullptr);

}  // namespace traversable
