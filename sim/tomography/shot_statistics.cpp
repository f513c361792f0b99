#include "sim/tomography/shot_statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>

#include "sim/interrupted.h"
#include "sim/parallel.h"
#include "sim/statistics.h"
#include "sym/random.h"

namespace traversable {
namespace {

constexpr double largest_information = 2 * std::numbers::ln2;
/// Standard errors of an element below which eta is continued.
constexpr double smoothing = 2;
/// States of the path, in standard deviations of T from its middle.
constexpr std::array places{-3.5, -2.3, -1.2, 0.0, 1.2, 2.3, 3.5};
/// Standard deviations of T over which the outliers move to one side.
constexpr double boundary_width = 2;
/// Of a path that experiments share.
constexpr int least_resamples = 400;
/// Where every resample gives the same.
constexpr double least_scatter = 1e-9;

void check_physical(const TomographyOptions& tomography) {
  if (tomography.reconstruction == Reconstruction::linear)
    throw std::invalid_argument(
        "reconstruction linear: expected a physical state for an entropy, projected or "
        "maximum_likelihood");
}

TomographyOptions linear_of(TomographyOptions tomography) {
  tomography.reconstruction = Reconstruction::linear;
  return tomography;
}

/// 1 - distance / width, at a boundary and near it.
double nearness(double distance, double width) { return std::max(0.0, 1 - distance / width); }

double in_unit(double nats, EntropyUnit unit) {
  return unit == EntropyUnit::nats ? nats : nats / std::numbers::ln2;
}

void check_experiments(int experiments) {
  if (experiments < 2)
    throw std::invalid_argument(fmt::format("{} experiments: expected 2 or more", experiments));
}

/// The path through a known state. All experiments share its errors: they have to be better than
/// one experiment's own.
ShotModel model_of_known(const Eigen::Matrix4cd& rho, const OutcomeProbabilities& probabilities,
                         std::uint64_t shots, const TomographyOptions& tomography, int experiments,
                         std::uint64_t seed, std::uint64_t first) {
  // What the laboratory takes for the state: with the read-out errors where they stay in.
  const Eigen::Matrix4cd seen = tomography.mitigate ? rho : reconstruct(probabilities, tomography);
  const std::uint64_t own_seed = RandomStream(seed, first, Stream::bootstrap).bits(0);
  return {seen,     probabilities, shots, tomography, std::max(2 * experiments, least_resamples),
          own_seed, nullptr};
}

}  // namespace

double sample_quantile(const std::vector<double>& sorted, double q) {
  const double place = q * static_cast<double>(sorted.size() + 1) - 1;
  if (place <= 0) return sorted.front();
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= sorted.size()) return sorted.back();
  return std::lerp(sorted[below], sorted[below + 1], place - std::floor(place));
}

ShotModel::ShotModel(const Eigen::Matrix4cd& rho, const OutcomeProbabilities& frequencies,
                     std::uint64_t shots, const TomographyOptions& tomography, int resamples,
                     std::uint64_t seed, const double* observed)
    : linear_(linear_of(tomography)),
      shots_(shots),
      resamples_(resamples),
      seed_(seed),
      smoothed_(std::max(smoothing * std::sqrt(element_variance(frequencies, shots, tomography)),
                         1e-12)) {
  check_physical(tomography);
  nodes_.push_back(node_of(rho, 0));
  const Node& middle = nodes_[0];
  scatter_ = std::max(moments_of(middle.sorted).deviation(), least_scatter);
  const double bias = middle.mean - middle.information;
  const double centre = observed ? *observed - bias : middle.information;
  const double base = std::clamp(centre, 0.0, largest_information);
  std::vector<double> targets;
  for (const double place : places)
    targets.push_back(std::clamp(base + place * scatter_, 0.0, largest_information));
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  for (const double target : targets)
    nodes_.push_back(node_of(smoothed_.state_at(rho, target),
                             nodes_.size() * static_cast<std::uint64_t>(resamples)));
  std::sort(nodes_.begin(), nodes_.end(),
            [](const Node& a, const Node& b) { return a.information < b.information; });
  for (Node& node : nodes_) {
    Moments values;
    for (const double t : node.sorted) values.add(value(t));
    node.standard_error = values.deviation();
  }
}

double ShotModel::statistic(const OutcomeProbabilities& frequencies) const {
  return smoothed_(reconstruct(frequencies, linear_));
}

ShotModel::Node ShotModel::node_of(const Eigen::Matrix4cd& rho, std::uint64_t first) const {
  // Without mitigation a reconstructed state has the read-out errors in it already.
  const OutcomeProbabilities probabilities =
      outcome_probabilities(rho, linear_.mitigate ? linear_.errors : PairReadOut{});
  Node node;
  // A state at an end of the range may lie beyond it by rounding.
  node.information =
      std::clamp(mutual_information(rho, EntropyUnit::nats), 0.0, largest_information);
  node.sorted.resize(static_cast<std::size_t>(resamples_));
  for_each_index(node.sorted.size(), true, [&](std::size_t k) {
    node.sorted[k] =
        statistic(frequencies_of(sample_counts(probabilities, shots_, seed_, first + k)));
  });
  node.mean = moments_of(node.sorted).mean();
  std::sort(node.sorted.begin(), node.sorted.end());
  return node;
}

double ShotModel::value(double t) const {
  const auto above =
      std::find_if(nodes_.begin(), nodes_.end(), [t](const Node& node) { return node.mean >= t; });
  if (above == nodes_.begin()) return above->information;
  const auto below = std::prev(above);
  if (above == nodes_.end()) return below->information;
  return std::lerp(below->information, above->information,
                   (t - below->mean) / (above->mean - below->mean));
}

double ShotModel::standard_error(double value) const {
  const auto above = std::find_if(nodes_.begin(), nodes_.end(),
                                  [value](const Node& node) { return node.information >= value; });
  if (above == nodes_.begin()) return above->standard_error;
  const auto below = std::prev(above);
  if (above == nodes_.end()) return below->standard_error;
  return std::lerp(below->standard_error, above->standard_error,
                   (value - below->information) / (above->information - below->information));
}

double ShotModel::share_above(double information) const {
  const double width = boundary_width * scatter_;
  return std::clamp(0.5 + 0.5 * nearness(information, width) -
                        0.5 * nearness(largest_information - information, width),
                    0.0, 1.0);
}

ShotModel::Interval ShotModel::interval(double t, double confidence) const {
  // How far t is inside of the limits of each state: outside where negative.
  std::vector<double> below_upper, above_lower;
  for (const Node& node : nodes_) {
    const double above = (1 - confidence) * share_above(node.information);
    const double below = 1 - confidence - above;
    constexpr double none = 1e-9;
    below_upper.push_back(above < none ? largest_information
                                       : sample_quantile(node.sorted, 1 - above) - t);
    above_lower.push_back(below < none ? largest_information
                                       : t - sample_quantile(node.sorted, below));
  }
  const auto crossing = [&](std::size_t out, std::size_t in, const std::vector<double>& margin) {
    return std::lerp(nodes_[out].information, nodes_[in].information,
                     margin[out] / (margin[out] - margin[in]));
  };
  const std::size_t last = nodes_.size() - 1;
  std::size_t first_in = 0, last_in = last;
  while (first_in < last && below_upper[first_in] < 0) ++first_in;
  while (last_in > 0 && above_lower[last_in] < 0) --last_in;
  Interval result{nodes_[first_in].information, nodes_[last_in].information};
  if (first_in > 0 && below_upper[first_in] >= 0)
    result.low = crossing(first_in - 1, first_in, below_upper);
  if (last_in < last && above_lower[last_in] >= 0)
    result.high = crossing(last_in + 1, last_in, above_lower);
  return result;
}

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
  check_physical(tomography);
  MutualInformationEstimate estimate;
  estimate.rho = reconstruct(counts, tomography);
  estimate.plug_in = mutual_information(estimate.rho, options.unit);
  std::uint64_t shots = 0;
  for (const std::uint64_t count : counts[0]) shots += count;
  const OutcomeProbabilities frequencies = frequencies_of(counts);
  const SmoothedInformation smoothed(
      std::max(smoothing * std::sqrt(element_variance(frequencies, shots, tomography)), 1e-12));
  const double t = smoothed(reconstruct(frequencies, linear_of(tomography)));
  // A seed of their own, so that resamples never meet the numbers of an experiment.
  const std::uint64_t own_seed = RandomStream(seed, experiment, Stream::bootstrap).bits(0);
  const ShotModel model(estimate.rho, frequencies, shots, tomography, options.resamples, own_seed,
                        &t);
  const double value = model.value(t);
  const auto interval = model.interval(t, options.confidence);
  estimate.value = in_unit(value, options.unit);
  estimate.standard_error = in_unit(model.standard_error(value), options.unit);
  estimate.low = in_unit(std::min(interval.low, value), options.unit);
  estimate.high = in_unit(std::max(interval.high, value), options.unit);
  return estimate;
}

std::vector<ShotResult> simulated_results(const Eigen::Matrix4cd& rho, std::uint64_t shots,
                                          const TomographyOptions& tomography, EntropyUnit unit,
                                          int experiments, std::uint64_t seed,
                                          std::uint64_t first) {
  check_experiments(experiments);
  const OutcomeProbabilities probabilities = outcome_probabilities(rho, tomography.errors);
  const ShotModel model =
      model_of_known(rho, probabilities, shots, tomography, experiments, seed, first);
  std::vector<ShotResult> results(static_cast<std::size_t>(experiments));
  for_each_index(results.size(), true, [&](std::size_t k) {
    const double value = model.value(
        model.statistic(frequencies_of(sample_counts(probabilities, shots, seed, first + k))));
    results[k] = {in_unit(value, unit), in_unit(model.standard_error(value), unit)};
  });
  return results;
}

double own_error_ratio(const Eigen::Matrix4cd& rho, std::uint64_t shots,
                       const TomographyOptions& tomography, int experiments, std::uint64_t seed,
                       std::uint64_t first, const std::stop_token& stop) {
  check_experiments(experiments);
  const OutcomeProbabilities probabilities = outcome_probabilities(rho, tomography.errors);
  const ShotModel model =
      model_of_known(rho, probabilities, shots, tomography, experiments, seed, first);
  std::vector<double> own(static_cast<std::size_t>(experiments)), shared(own.size());
  for_each_index(own.size(), true, [&](std::size_t k) {
    throw_if_stopped(stop);
    const OutcomeCounts counts = sample_counts(probabilities, shots, seed, first + k);
    own[k] = estimate_mutual_information(counts, tomography, {.unit = EntropyUnit::nats}, seed,
                                         first + k)
                 .standard_error;
    shared[k] = model.standard_error(model.value(model.statistic(frequencies_of(counts))));
  });
  const double sum = std::accumulate(shared.begin(), shared.end(), 0.0);
  return sum > 0 ? std::accumulate(own.begin(), own.end(), 0.0) / sum : 1;
}

}  // namespace traversable
