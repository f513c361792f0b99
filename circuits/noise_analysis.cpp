#include "circuits/noise_analysis.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>

#include "sim/parallel.h"
#include "sym/random.h"

namespace traversable {
namespace {

constexpr double scan_step = 0.25;
/// Between scales at which experiments have errors of their own.
constexpr double calibration_step = 0.5;
/// Of experiments that have lost the asymmetry: one standard deviation of a Gaussian.
constexpr double share_low = 0.16, share_high = 0.84;

void check_pair(const NoisyCircuit& circuit) {
  if (circuit.measured.size() != 2)
    throw std::invalid_argument(fmt::format(
        "a circuit that measures {} qubits: expected two, T into bit 0 and P into bit 1",
        circuit.measured.size()));
}

std::vector<NoisyPair> pairs_of(const std::vector<NoisyCircuit>& circuits,
                                const std::stop_token& stop, cuda::Backend* backend) {
  for (const NoisyCircuit& circuit : circuits) check_pair(circuit);
  const auto states = measured_states(circuits, stop, backend);
  std::vector<NoisyPair> pairs;
  for (std::size_t k = 0; k < circuits.size(); ++k)
    pairs.push_back(pair_of(circuits[k], states[k]));
  return pairs;
}

TomographyOptions tomography_of(const NoisyPair& pair, const ShotOptions& options) {
  return {.reconstruction = options.reconstruction,
          .mitigate = options.mitigate,
          .errors = pair.read_out};
}

std::uint64_t seed_of(const ShotOptions& options) {
  return seed_for(options.seed, 0, {Stream::thresholds, options.shots});
}

std::vector<ShotResult> results_of(const NoisyPair& pair, const ShotOptions& options,
                                   std::uint64_t first) {
  return simulated_results(pair.rho, options.shots, tomography_of(pair, options), options.unit,
                           options.experiments, seed_of(options), first);
}

double ratio_of(const NoisyPair& pair, const ShotOptions& options, std::uint64_t first,
                const std::stop_token& stop) {
  return own_error_ratio(pair.rho, options.shots, tomography_of(pair, options), options.calibrated,
                         seed_of(options), first, stop);
}

/// The positive sign's experiments follow the negative sign's.
std::uint64_t first_of_positive(const ShotOptions& options) {
  return static_cast<std::uint64_t>(std::max(options.experiments, 0));
}

bool can_be_undone(const NoisyPair& pair) {
  return traversable::can_be_undone(pair.read_out.p) && traversable::can_be_undone(pair.read_out.t);
}

/// What experiments find as a function of the noise scale; every scale computed once.
class Significance {
 public:
  Significance(const SignPair& circuits, const NoiseModel& model, const ThresholdOptions& options,
               const std::stop_token& stop, cuda::Backend* backend)
      : circuits_(circuits), model_(model), options_(options), stop_(stop), backend_(backend) {}

  /// The significance that the given share of experiments is below.
  double operator()(double scale, double share) { return sample_quantile(at(scale), share); }

  /// The least scale at which it is no longer above `sigmas`.
  double crossing(double share) {
    const double max_scale = options_.max_scale;
    const auto lost = [&](double scale) { return (*this)(scale, share) <= options_.sigmas; };
    if (lost(0)) return 0;
    double above = 0;
    while (true) {
      if (above >= max_scale) return std::numeric_limits<double>::infinity();
      const double next = std::min(above + scan_step, max_scale);
      if (lost(next)) break;
      above = next;
    }
    double below = std::min(above + scan_step, max_scale);
    while (below - above > options_.tolerance) {
      const double middle = (above + below) / 2;
      (lost(middle) ? below : above) = middle;
    }
    return (above + below) / 2;
  }

 private:
  const std::vector<double>& at(double scale) {
    if (const auto known = known_.find(scale); known != known_.end()) return known->second;
    const auto pairs = pairs_at(scale);
    if (!says_something(pairs)) return known_[scale] = {0.0};
    return known_[scale] = significances(pairs[0], pairs[1], options_.shots, ratios_near(scale));
  }

  std::vector<NoisyPair> pairs_at(double scale) const {
    const NoiseModel noise = scaled(model_, scale);
    return pairs_of({with_noise(circuits_.negative, noise), with_noise(circuits_.positive, noise)},
                    stop_, backend_);
  }

  /// Read-out that says nothing sees no asymmetry.
  bool says_something(const std::vector<NoisyPair>& pairs) const {
    return !options_.shots.mitigate || (can_be_undone(pairs[0]) && can_be_undone(pairs[1]));
  }

  /// Between two calibrated scales: own errors take time, and their ratios change slowly.
  ErrorRatios ratios_near(double scale) {
    const double below = std::floor(scale / calibration_step) * calibration_step;
    if (below == scale) return ratios_at(scale);
    const double above = std::min(below + calibration_step, options_.max_scale);
    const double share = (scale - below) / (above - below);
    const ErrorRatios from = ratios_at(below), to = ratios_at(above);
    return {.negative = std::lerp(from.negative, to.negative, share),
            .positive = std::lerp(from.positive, to.positive, share)};
  }

  ErrorRatios ratios_at(double scale) {
    if (const auto known = ratios_.find(scale); known != ratios_.end()) return known->second;
    const auto pairs = pairs_at(scale);
    return ratios_[scale] = says_something(pairs)
                                ? error_ratios(pairs[0], pairs[1], options_.shots, stop_)
                                : ErrorRatios{};
  }

  const SignPair& circuits_;
  const NoiseModel& model_;
  const ThresholdOptions& options_;
  const std::stop_token& stop_;
  cuda::Backend* backend_;
  std::map<double, std::vector<double>> known_;
  std::map<double, ErrorRatios> ratios_;
};

void check(const ThresholdOptions& options) {
  for (const auto& [name, value] : {std::pair("sigmas", options.sigmas),
                                    {"max_scale", options.max_scale},
                                    {"tolerance", options.tolerance}})
    if (!(value > 0) || !std::isfinite(value))
      throw std::invalid_argument(fmt::format("{} {}: expected a number above 0", name, value));
}

}  // namespace

NoisyPair pair_of(const NoisyCircuit& circuit, const Eigen::Matrix4cd& rho) {
  check_pair(circuit);
  return {rho, {.p = circuit.read_out[1], .t = circuit.read_out[0]}};
}

NoisyPair noisy_pair(const Circuit& circuit, const NoiseModel& model) {
  return pairs_of({with_noise(circuit, model)}, {}, nullptr)[0];
}

std::vector<NoisyPair> noisy_pairs(std::span<const Circuit> circuits, const NoiseModel& model,
                                   std::span<const double> scales, const std::stop_token& stop,
                                   cuda::Backend* backend) {
  std::vector<NoisyCircuit> noisy(circuits.size() * scales.size());
  parallel_for(noisy.size(), omp_get_max_threads(), [&](std::size_t k) {
    noisy[k] = with_noise(circuits[k / scales.size()], scaled(model, scales[k % scales.size()]));
  });
  return pairs_of(noisy, stop, backend);
}

Eigen::Matrix4cd as_read_out(const NoisyPair& pair) {
  return reconstruct(
      outcome_probabilities(pair.rho, pair.read_out),
      {.reconstruction = Reconstruction::projected, .mitigate = false, .errors = {}});
}

ErrorRatios error_ratios(const NoisyPair& negative, const NoisyPair& positive,
                         const ShotOptions& options, const std::stop_token& stop) {
  return {.negative = ratio_of(negative, options, 0, stop),
          .positive = ratio_of(positive, options, first_of_positive(options), stop)};
}

std::vector<double> significances(const NoisyPair& negative, const NoisyPair& positive,
                                  const ShotOptions& options, const ErrorRatios& ratios) {
  const std::vector<ShotResult> below = results_of(negative, options, 0);
  const std::vector<ShotResult> above = results_of(positive, options, first_of_positive(options));
  std::vector<double> all;
  for (std::size_t k = 0; k < below.size(); ++k) {
    const double asymmetry = below[k].value - above[k].value;
    const double error = std::hypot(ratios.negative * below[k].standard_error,
                                    ratios.positive * above[k].standard_error);
    // Both signs without scatter: certain where they differ.
    all.push_back(error > 0 ? asymmetry / error
                            : asymmetry * std::numeric_limits<double>::infinity());
    if (std::isnan(all.back())) all.back() = 0;
  }
  std::sort(all.begin(), all.end());
  return all;
}

NoiseThreshold find_noise_threshold(const SignPair& circuits, const NoiseModel& model,
                                    const ThresholdOptions& options, const std::stop_token& stop,
                                    cuda::Backend* backend) {
  check(options);
  scaled(model, options.max_scale);
  Significance significance(circuits, model, options, stop, backend);
  return {.scale = significance.crossing(0.5),
          .low = significance.crossing(share_low),
          .high = significance.crossing(share_high)};
}

std::vector<NoiseShare> noise_budget(const Circuit& circuit, const NoiseModel& model,
                                     const std::stop_token& stop, cuda::Backend* backend) {
  const auto all = components(model);
  std::vector<NoisyCircuit> circuits;
  for (const std::string& component : all) {
    NoiseModel only = model;
    for (const std::string& other : all)
      if (other != component) only = scaled(only, other, 0);
    circuits.push_back(with_noise(circuit, only));
    circuits.push_back(with_noise(circuit, scaled(model, component, 0)));
  }
  const auto pairs = pairs_of(circuits, stop, backend);
  std::vector<NoiseShare> shares;
  for (std::size_t k = 0; k < all.size(); ++k)
    shares.push_back({.component = all[k], .only = pairs[2 * k], .without = pairs[2 * k + 1]});
  return shares;
}

}  // namespace traversable
