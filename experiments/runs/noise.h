// The run `noise`: the compiled protocol on a noisy processor over scales of the noise, shots and disorder instances.
//
// Points are (instance, [beta,] times): every mu, scale and number of shots of one. [beta] is there only where there are
// several temperatures, [instance] only where the run is an ensemble; times are (t) or (t0, t1). The file's root attribute
// noise_model is the model as TOML.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "circuits/noise_model.h"
#include "circuits/noisy_wormhole.h"
#include "experiments/runs/option.h"
#include "experiments/runs/plan.h"
#include "experiments/runs/time_choice.h"
#include "experiments/runs/wormhole_choice.h"
#include "sim/cuda/device.h"

namespace traversable {

enum class ExtrapolationKind { none, linear, quadratic, exponential };

struct NoiseConfig {
  WormholeChoice wormhole;  // its mu and times are in the lists below
  bool has_beta_axis = false;
  CompileChoice compile{.is_asked = true};
  std::vector<double> mu;
  TimeChoice times;

  std::string noise;  // a preset, a file or the name of an object
  NoiseModel model;
  std::vector<double> scales{0, 0.5, 1, 1.5, 2};
  NoiseRunOptions run;  // its backend is made of the device when the run begins
  Device device;
  /// Pairs (m, n) with mu[m] = -|mu|, mu[n] = +|mu|: of trajectories their asymmetry is written.
  std::vector<std::pair<std::size_t, std::size_t>> sign_pairs() const;
  bool budget = false;

  std::uint64_t shot_seed = 0;
  std::vector<std::uint64_t> shots;  // a setting; empty for none
  Reconstruction reconstruction = Reconstruction::projected;
  bool mitigate = true;
  int resamples = 100;
  ExtrapolationKind extrapolation = ExtrapolationKind::none;
  std::optional<double> threshold;  // standard errors
  double max_scale = 8;

  bool uses_trajectories() const { return run.method == NoiseMethod::trajectories; }
};

const Options<NoiseConfig>& noise_options();

/// "none" for a preset or "uniform_depolarizing(0.003)"; else a file. Throws std::invalid_argument.
NoiseModel read_noise(const std::string& name_or_file);

/// What every circuit of the run is built with, and the number of its qubits.
NoisyWormholeOptions noisy_wormhole_options(const NoiseConfig& config);
int num_qubits(const NoiseConfig& config);

/// Throws std::invalid_argument where an instance of the model cannot be run.
void check_instance(const NoiseConfig& config, const Hamiltonian& hamiltonian);

Plan plan_of(const NoiseConfig& config);

}  // namespace traversable
