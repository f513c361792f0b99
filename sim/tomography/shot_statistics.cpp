#include "sim/tomography/shot_statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "sim/parallel.h"
#include "sym/random.h"

namespace traversable {
namespace {

/// Plug-in I_PT of experiments first, first + 1, ... on `rho`.
std::vector<double> plug_in_values(const Eigen::Matrix4cd& rho, std::uint64_t shots,
                                   const TomographyOptions& tomography, EntropyUnit unit,
                                   int experiments, std::uint64_t seed, std::uint64_t first) {
  if (tomography.reconstruction == Reconstruction::linear)
    throw std::invalid_argument(
        "reconstruction linear: expected a physical state for an entropy, projected or "
        "maximum_likelihood");
  const OutcomeProbabilities probabilities = outcome_probabilities(rho, tomography.errors);
  std::vector<double> values(static_cast<std::size_t>(experiments));
  const auto run = [&](std::size_t k) {
    values[k] = mutual_information(
        reconstruct(sample_counts(probabilities, shots, seed, first + k), tomography), unit);
  };
  for_each_index(values.size(), true, run);
  return values;
}

ShotDistribution distribution_of(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  double mean = 0, square = 0;
  for (const double value : values) mean += value / n;
  for (const double value : values) square += (value - mean) * (value - mean);
  return {mean, std::sqrt(square / (n - 1))};
}

/// Linear between the order statistics (type 7 of Hyndman and Fan).
double quantile(const std::vector<double>& sorted, double q) {
  const double place = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - std::floor(place)) * (sorted[above] - sorted[below]);
}

}  // namespace

MutualInformationEstimate estimate_mutual_information(const OutcomeCounts& counts,
                                                      const TomographyOptions& tomography,
                                                      const BootstrapOptions& options,
                                                      std::uint64_t seed,
                                                      std::uint64_t experiment) {
  if (options.resamples < 2)
    throw std::invalid_argument(fmt::format("{} resamples: expected 2 or more", options.resamples));
  if (!(options.confidence > 0 && options.confidence < 1))
    throw std::invalid_argument(
        fmt::format("confidence {}: expected a number between 0 and 1", options.confidence));
  MutualInformationEstimate estimate;
  estimate.rho = reconstruct(counts, tomography);
  estimate.plug_in = mutual_information(estimate.rho, options.unit);
  std::uint64_t shots = 0;
  for (const std::uint64_t count : counts[0]) shots += count;
  // A seed of their own, so that resamples never meet the numbers of an experiment.
  const std::uint64_t own_seed = RandomStream(seed, experiment, Stream::bootstrap).bits(0);
  // Without mitigation the reconstructed state has the read-out errors in it already.
  TomographyOptions resampling = tomography;
  if (!tomography.mitigate) resampling.errors = {};
  std::vector<double> values =
      plug_in_values(estimate.rho, shots, resampling, options.unit, options.resamples, own_seed, 0);
  const ShotDistribution distribution = distribution_of(values);
  estimate.value = 2 * estimate.plug_in - distribution.mean;
  estimate.standard_error = distribution.standard_deviation;
  std::sort(values.begin(), values.end());
  const double tail = (1 - options.confidence) / 2;
  estimate.low = 2 * estimate.plug_in - quantile(values, 1 - tail);
  estimate.high = 2 * estimate.plug_in - quantile(values, tail);
  return estimate;
}

ShotDistribution shot_distribution(const Eigen::Matrix4cd& rho, std::uint64_t shots,
                                   const TomographyOptions& tomography, EntropyUnit unit,
                                   int experiments, std::uint64_t seed, std::uint64_t first) {
  if (experiments < 2)
    throw std::invalid_argument(fmt::format("{} experiments: expected 2 or more", experiments));
  return distribution_of(plug_in_values(rho, shots, tomography, unit, experiments, seed, first));
}

}  // namespace traversable
