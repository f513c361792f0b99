// What a finite number of shots makes of I_PT: value, error and interval by inverting tests.
//
// The statistic is T, the smoothed I_PT of the linear estimate (smoothed_information.h), with delta
// two standard errors of an element. Along a path of states through the reconstructed one, of which
// each has another true I_PT, experiments are drawn anew. A true value x is in the interval where T
// is no outlier of the experiments drawn at x; the estimate is the x at which their mean is T. Both
// lie in [0, 2] bits. At the ends of that range an outlier can lie on one side only, so that the
// share of outliers is moved there from the other side, over two standard deviations of T: the
// interval holds the true value with its confidence at 0 and 2 bits too. (Carpenter, J. R. Stat.
// Soc. B 61, 159 (1999), for the inversion; Chuang and Lai, Statistica Sinica 10, 1 (2000), for
// nuisance parameters; Feldman and Cousins, physics/9711021, for limits at a boundary.)
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "sim/observables/observables.h"
#include "sim/tomography/smoothed_information.h"
#include "sim/tomography/tomography.h"

namespace traversable {

struct BootstrapOptions {
  /// Experiments drawn anew from each of eight states.
  int resamples = 100;
  /// Of the interval.
  double confidence = 0.95;
  EntropyUnit unit = EntropyUnit::bits;
};

struct MutualInformationEstimate {
  Eigen::Matrix4cd rho;
  /// Of rho as it is.
  double plug_in = 0;
  /// The true value at which experiments give T in the mean.
  double value = 0;
  /// Standard deviation of `value` over experiments.
  double standard_error = 0;
  double low = 0;
  double high = 0;
};

/// Throws std::invalid_argument for resamples < 2, a confidence outside (0, 1), a linear
/// reconstruction (no entropy), or what reconstruct refuses. Experiment number `experiment` of the
/// seed draws its own resamples. `reconstruction` gives rho, the state that the path goes through.
MutualInformationEstimate estimate_mutual_information(const OutcomeCounts& counts,
                                                      const TomographyOptions& tomography,
                                                      const BootstrapOptions& options,
                                                      std::uint64_t seed, std::uint64_t experiment);

/// The distribution of T along the path of states through one. Everything in nats.
class ShotModel {
 public:
  /// Experiments are numbered from 0 on. The middle of the path has the true value at which T is
  /// `observed`. Throws as estimate_mutual_information.
  ShotModel(const Eigen::Matrix4cd& rho, const OutcomeProbabilities& frequencies,
            std::uint64_t shots, const TomographyOptions& tomography, int resamples,
            std::uint64_t seed, const double* observed);

  double statistic(const OutcomeProbabilities& frequencies) const;
  /// The true value at which the mean of T is t.
  double value(double t) const;
  /// Standard deviation of value(T) where it is the truth.
  double standard_error(double value) const;
  struct Interval {
    double low = 0;
    double high = 0;
  };
  Interval interval(double t, double confidence) const;

 private:
  struct Node {
    double information = 0;
    double mean = 0;
    std::vector<double> sorted;
    double standard_error = 0;
  };
  Node node_of(const Eigen::Matrix4cd& rho, std::uint64_t first) const;
  /// The share of outliers that lie above.
  double share_above(double information) const;

  TomographyOptions linear_;
  std::uint64_t shots_;
  int resamples_;
  std::uint64_t seed_;
  SmoothedInformation smoothed_;
  double scatter_ = 0;
  std::vector<Node> nodes_;
};

/// What `experiments` of `shots` a setting on a known state report: value and error. The errors are
/// those of the path through the known state, in place of one through each reconstructed state.
struct ShotResult {
  double value = 0;
  double standard_error = 0;
};
std::vector<ShotResult> simulated_results(const Eigen::Matrix4cd& rho, std::uint64_t shots,
                                          const TomographyOptions& tomography, EntropyUnit unit,
                                          int experiments, std::uint64_t seed, std::uint64_t first);

/// The mean error that such experiments report from paths of their own, over that of the path through
/// the known state at the same values. Throws as simulated_results; Interrupted.
double own_error_ratio(const Eigen::Matrix4cd& rho, std::uint64_t shots,
                       const TomographyOptions& tomography, int experiments, std::uint64_t seed,
                       std::uint64_t first, const std::stop_token& stop = {});

/// Linear between the order statistics x_k at k / (n + 1), type 6 of Hyndman and Fan: a further
/// draw is below with probability q.
double sample_quantile(const std::vector<double>& sorted, double q);

}  // namespace traversable
