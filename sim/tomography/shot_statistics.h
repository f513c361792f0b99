// What a finite number of shots makes of I_PT.
//
// The mutual information of a reconstructed state is biased: noise in the counts looks like
// correlation, and near pure states like mixing. The bootstrap draws experiments anew from the
// reconstructed state, sees how far their I_PT lies off, and takes that off the estimate (Efron and
// Tibshirani, An Introduction to the Bootstrap, chapters 6, 10 and 13).
#pragma once

#include <cstdint>

#include "sim/observables/observables.h"
#include "sim/tomography/tomography.h"

namespace traversable {

struct BootstrapOptions {
  int resamples = 200;
  /// Of the interval.
  double confidence = 0.95;
  EntropyUnit unit = EntropyUnit::bits;
};

struct MutualInformationEstimate {
  Eigen::Matrix4cd rho;
  /// Of rho as it is.
  double plug_in = 0;
  /// plug_in minus the bias that the bootstrap finds; may be slightly negative.
  double value = 0;
  double standard_error = 0;
  /// The basic bootstrap interval, 2 plug_in - quantiles of the resamples.
  double low = 0;
  double high = 0;
};

/// Throws std::invalid_argument for resamples < 2, a confidence outside (0, 1), a linear
/// reconstruction (no entropy), or what reconstruct refuses. Experiment number `experiment` of the
/// seed draws its own resamples.
MutualInformationEstimate estimate_mutual_information(const OutcomeCounts& counts,
                                                      const TomographyOptions& tomography,
                                                      const BootstrapOptions& options,
                                                      std::uint64_t seed, std::uint64_t experiment);

/// Mean and standard deviation of the plug-in I_PT over `experiments` of `shots` a setting on a known
/// state; experiments are numbered from first.
struct ShotDistribution {
  double mean = 0;
  double standard_deviation = 0;
};
ShotDistribution shot_distribution(const Eigen::Matrix4cd& rho, std::uint64_t shots,
                                   const TomographyOptions& tomography, EntropyUnit unit,
                                   int experiments, std::uint64_t seed, std::uint64_t first);

}  // namespace traversable
