#include "experiments/noise_run.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>

#include "circuits/resources.h"
#include "experiments/result_run.h"
#include "sim/memory.h"
#include "sim/parallel.h"
#include "sim/tomography/zero_noise_extrapolation.h"
#include "sym/fingerprint.h"

namespace traversable {
namespace {

/// Times whose circuits are compiled before a device runs them all: enough to fill it, few enough to lose little where a
/// run is ended.
constexpr std::size_t times_together = 32;

/// Runs that are computed together: of one time, at all couplings and scales.
double memory_of(const NoiseConfig& config) {
  if (config.device.has_backend())
    return noise_memory(num_qubits(config), 1, config.run.method, 1, available_memory());
  return noise_memory(num_qubits(config), config.mu.size() * config.scales.size(),
                      config.run.method, omp_get_max_threads(), available_memory());
}

std::string memory_text(const NoiseConfig& config) {
  const bool dense = config.run.method == NoiseMethod::density_matrix;
  return fmt::format("a {} of {} qubits", dense ? "density matrix" : "state vector",
                     num_qubits(config)) +
         (dense ? " (method trajectories takes less)" : "");
}

NoisyWormhole prepare(const NoiseConfig& config, const Hamiltonian& hamiltonian,
                      const std::stop_token& stop) {
  return NoisyWormhole(hamiltonian, config.wormhole.beta,
                       encoding_by_name(config.wormhole.encoding, hamiltonian.num_majoranas()),
                       noisy_wormhole_options(config), stop);
}

TomographyOptions tomography_of(const NoiseConfig& config, const NoisyPair& pair) {
  return {.reconstruction = config.reconstruction,
          .mitigate = config.mitigate,
          .errors = pair.read_out};
}

/// NaN where there is nothing to extrapolate: an exponential through a value below zero.
Extrapolation extrapolated(const NoiseConfig& config, const std::vector<double>& values,
                           const std::vector<double>& errors) {
  std::vector<double> scales, y, sigma;
  for (std::size_t s = 0; s < config.scales.size(); ++s) {
    if (config.scales[s] < 1) continue;
    scales.push_back(config.scales[s]);
    y.push_back(values[s]);
    sigma.push_back(errors[s]);
  }
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const bool has_errors = std::all_of(sigma.begin(), sigma.end(), [](double e) { return e > 0; });
  const bool positive = std::all_of(y.begin(), y.end(), [](double v) { return v > 0; });
  if (!has_errors) return {nan, nan};
  switch (config.extrapolation) {
    case ExtrapolationKind::exponential:
      return positive ? extrapolate_exponential(scales, y, sigma) : Extrapolation{nan, nan};
    case ExtrapolationKind::quadratic:
      return extrapolate_to_zero(scales, y, sigma, 2);
    default:
      return extrapolate_to_zero(scales, y, sigma, 1);
  }
}

/// Experiments with shots on the runs of one circuit, and what they extrapolate to.
void add_shots(const NoiseConfig& config, std::span<const NoisyResult> runs,
               const CircuitPoint& point, NoisePointResult& result) {
  const std::size_t num_shots = config.shots.size();
  std::vector<std::vector<double>> values(num_shots), errors(num_shots);
  for (std::size_t s = 0; s < runs.size(); ++s)
    for (std::size_t k = 0; k < num_shots; ++k) {
      const NoisyPair& pair = runs[s].pair;
      const std::uint64_t number = experiment_number(point, config.scales[s], config.shots[k]);
      const auto estimate = estimate_mutual_information(
          sample_counts(outcome_probabilities(pair.rho, pair.read_out), config.shots[k],
                        config.shot_seed, number),
          tomography_of(config, pair), {.resamples = config.resamples, .unit = config.run.unit},
          config.shot_seed, number);
      result.shots.push_back(estimate.value);
      result.shots_stderr.push_back(estimate.standard_error);
      result.shots_low.push_back(estimate.low);
      result.shots_high.push_back(estimate.high);
      values[k].push_back(estimate.value);
      errors[k].push_back(estimate.standard_error);
    }
  if (config.extrapolation == ExtrapolationKind::none) return;
  for (std::size_t k = 0; k < num_shots; ++k) {
    const Extrapolation e = extrapolated(config, values[k], errors[k]);
    result.extrapolated.push_back(e.value);
    result.extrapolated_stderr.push_back(e.standard_error);
  }
}

/// One circuit at all scales.
void add_runs(const NoiseConfig& config, const Circuit& circuit, std::span<const NoisyResult> runs,
              const CircuitPoint& point, NoisePointResult& result, const std::stop_token& stop) {
  result.two_qubit_gates.push_back(resources_of(circuit, figures_of(config.model)).two_qubit_gates);
  result.duration.push_back(with_noise(circuit, config.model).duration);
  for (const NoisyResult& run : runs) {
    result.mutual_information.push_back(run.mutual_information);
    result.read_out.push_back(run.mutual_information_read_out);
    if (config.run.method == NoiseMethod::trajectories)
      result.standard_error.push_back(run.standard_error);
    result.rho.push_back(run.pair.rho);
  }
  if (!config.shots.empty()) add_shots(config, runs, point, result);
  if (!config.budget) return;
  const auto unit = config.run.unit;
  for (const NoiseShare& share : noise_budget(circuit, config.model, stop, config.run.backend)) {
    result.only.push_back(mutual_information(as_read_out(share.only), unit));
    result.without.push_back(mutual_information(as_read_out(share.without), unit));
  }
}

/// Of trajectories with both signs: `runs` are (mu, scale).
void add_asymmetries(const NoiseConfig& config, std::span<const NoisyResult> runs,
                     NoisePointResult& result) {
  const auto pairs = config.sign_pairs();
  if (pairs.empty()) return;
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  result.asymmetry.assign(runs.size(), nan);
  result.asymmetry_stderr.assign(runs.size(), nan);
  const std::size_t num_scales = config.scales.size();
  for (const auto& [negative, positive] : pairs)
    for (std::size_t s = 0; s < num_scales; ++s) {
      const std::size_t below = negative * num_scales + s, above = positive * num_scales + s;
      const AsymmetryEstimate asymmetry =
          asymmetry_of(runs[below], runs[above], config.run.common_random_numbers);
      for (const std::size_t place : {below, above}) {
        result.asymmetry[place] = asymmetry.value;
        result.asymmetry_stderr[place] = asymmetry.standard_error;
      }
    }
}

void add_thresholds(const NoiseConfig& config, std::span<const Circuit> circuits,
                    const CircuitPoint& point, NoisePointResult& result,
                    const std::stop_token& stop) {
  const bool negative_first = config.mu[0] < 0;
  const SignPair pair{circuits[negative_first ? 0 : 1], circuits[negative_first ? 1 : 0]};
  for (const std::uint64_t shots : config.shots) {
    const NoiseThreshold threshold =
        find_noise_threshold(pair, config.model,
                             {.shots = {.shots = shots,
                                        .reconstruction = config.reconstruction,
                                        .mitigate = config.mitigate,
                                        .unit = config.run.unit,
                                        .seed = threshold_seed(config.shot_seed, point)},
                              .sigmas = *config.threshold,
                              .max_scale = config.max_scale},
                             stop, config.run.backend);
    result.threshold.push_back(threshold.scale);
    result.threshold_low.push_back(threshold.low);
    result.threshold_high.push_back(threshold.high);
  }
}

using Backends = std::vector<std::unique_ptr<cuda::Backend>>;

/// Of the devices that are asked for. What does not fit is refused here, before anything is written.
Backends backends_of(const NoiseConfig& config) {
  if (!config.device.has_backend()) return {};
  auto backends = cuda::make_backends(config.device);
  const double needed = memory_of(config);
  for (const auto& backend : backends)
    if (needed > backend->available_memory())
      throw std::invalid_argument(fmt::format("{} needs {} on the device, {} are available",
                                              memory_text(config), format_bytes(needed),
                                              format_bytes(backend->available_memory())));
  return backends;
}

/// Every open point. On devices instances run side by side, one on each.
bool compute(const NoiseConfig& config, const Backends& backends, ResultFile& result,
             Progress& progress, const std::stop_token& stop) {
  NoiseFile file(result, config);
  const std::size_t instances = config.wormhole.model.num_instances, times = config.times.size();
  const std::size_t together = backends.empty() ? 1 : times_together;
  std::mutex mutex;
  const int workers = static_cast<int>(std::clamp<std::size_t>(backends.size(), 1, instances));
  parallel_for(instances, workers, [&](std::size_t instance) {
    NoiseConfig own = config;
    if (!backends.empty())
      own.run.backend =
          backends[static_cast<std::size_t>(omp_get_thread_num()) % backends.size()].get();
    std::vector<std::size_t> open;
    for (std::size_t time = 0; time < times; ++time)
      if (!file.is_done(instance, time)) open.push_back(time);
    if (open.empty()) return;
    const Hamiltonian hamiltonian = make_hamiltonian(own.wormhole.model, instance);
    const NoisyWormhole wormhole = prepare(own, hamiltonian, stop);
    const CircuitPoint point{.hamiltonian = fingerprint(hamiltonian),
                             .instance = own.wormhole.model.first_instance + instance,
                             .beta = own.wormhole.beta};
    for (std::span<const std::size_t> left = open; !left.empty();) {
      const auto part = left.first(std::min(together, left.size()));
      const auto results = compute_noise_points(own, wormhole, point, part, stop);
      const std::lock_guard lock(mutex);
      for (std::size_t k = 0; k < part.size(); ++k) {
        file.write(instance, part[k], results[k]);
        progress.advance();
      }
      left = left.subspan(part.size());
    }
  });
  return true;
}

ResultRun result_run(const NoiseConfig& config, const Backends& backends,
                     const std::string& command_line, const std::stop_token& stop) {
  return {.plan = result_plan(config, command_line),
          .memory = config.device.has_backend() ? 0 : memory_of(config),
          .needs = memory_text(config),
          .compute = [&, stop](ResultFile& file, Progress& progress) {
            return compute(config, backends, file, progress, stop);
          }};
}

}  // namespace

std::string describe_run(const NoiseConfig& config) {
  const std::size_t circuits =
      config.wormhole.model.num_instances * config.mu.size() * config.times.size();
  return to_toml(config) +
         fmt::format("# circuits      {} of {} qubits, {} runs\n", circuits, num_qubits(config),
                     circuits * config.scales.size()) +
         describe_resources(result_run(config, {}, "", {}));
}

std::vector<NoisePointResult> compute_noise_points(const NoiseConfig& config,
                                                   const NoisyWormhole& wormhole,
                                                   const CircuitPoint& of_instance,
                                                   std::span<const std::size_t> times,
                                                   const std::stop_token& stop) {
  std::vector<Circuit> circuits;  // time-major
  std::vector<CircuitPoint> points;
  for (const std::size_t time : times) {
    const auto [t0, t1] = config.times[time];
    for (const double mu : config.mu) {
      circuits.push_back(wormhole.circuit(mu, t0, t1, stop));
      points.push_back(of_instance);
      points.back().mu = mu;
      points.back().t0 = t0;
      points.back().t1 = t1;
    }
  }
  const auto runs = run_at_scales(circuits, points, config.model, config.scales, config.run, stop);
  const std::size_t num_mu = config.mu.size(), num_scales = config.scales.size();
  std::vector<NoisePointResult> results;
  for (std::size_t k = 0; k < times.size(); ++k) {
    const auto of_time = std::span(circuits).subspan(k * num_mu, num_mu);
    NoisePointResult& result = results.emplace_back();
    for (std::size_t m = 0; m < num_mu; ++m)
      add_runs(config, of_time[m],
               std::span(runs).subspan((k * num_mu + m) * num_scales, num_scales),
               points[k * num_mu + m], result, stop);
    add_asymmetries(config, std::span(runs).subspan(k * num_mu * num_scales, num_mu * num_scales),
                    result);
    if (config.threshold) add_thresholds(config, of_time, points[k * num_mu], result, stop);
  }
  return results;
}

void run_noise(const NoiseConfig& config, const RunOptions& options,
               const std::string& command_line, const std::stop_token& stop) {
  const Backends backends = backends_of(config);
  run_into_file(options, result_run(config, backends, command_line, stop), stop);
}

}  // namespace traversable
