// A checked noise run: the compiled protocol, a noise model, scales and shots.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "circuits/noisy_wormhole.h"
#include "experiments/circuit_config.h"
#include "experiments/runs/time_choice.h"
#include "sim/cuda/device.h"

namespace traversable {

enum class ExtrapolationKind { none, linear, quadratic, exponential };

struct NoiseConfig {
  WormholeChoice wormhole;  // its mu and times are in the lists below
  CompileChoice compile;
  std::vector<double> mu;
  TimeChoice times;

  std::string noise;  // a preset or a file
  NoiseModel model;
  std::vector<double> scales;
  NoiseRunOptions run;  // its backend is made of the device when the run begins
  Device device;
  /// Pairs (m, n) with mu[m] = -|mu|, mu[n] = +|mu|: of trajectories their asymmetry is written.
  std::vector<std::pair<std::size_t, std::size_t>> sign_pairs() const;
  bool budget = false;

  std::vector<std::uint64_t> shots;  // a setting; empty for none
  Reconstruction reconstruction = Reconstruction::projected;
  bool mitigate = true;
  int resamples = 100;
  std::uint64_t shot_seed = 0;
  ExtrapolationKind extrapolation = ExtrapolationKind::none;
  std::optional<double> threshold;  // standard errors
  double max_scale = 8;
};

/// Options of the run that decide its numbers.
std::vector<KeyOption> noise_options();

/// Takes the keys of noise_options out of `settings`. Throws std::invalid_argument with the origin
/// of what is missing, malformed, contradicting or out of range.
NoiseConfig take_noise_config(Settings& settings);

/// What every circuit of the run is built with, and the number of its qubits.
NoisyWormholeOptions noisy_wormhole_options(const NoiseConfig& config);
int num_qubits(const NoiseConfig& config);

/// Throws std::invalid_argument where an instance of the model cannot be run.
void check_instance(const NoiseConfig& config, const Hamiltonian& hamiltonian);

/// The configuration as TOML text that reads back to the same one.
std::string to_toml(const NoiseConfig& config);

/// "none" for a preset or "uniform_depolarizing(0.003)"; else a file. Throws std::invalid_argument.
NoiseModel read_noise(const std::string& name_or_file);

}  // namespace traversable
