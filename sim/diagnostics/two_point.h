// Two-point functions of one copy, and whether they thermalise.
//
//   G_j(t) = Tr rho psi_j(t) psi_j = 1/2 sum_mn p_m |gamma_mn|^2 e^{i (E_m - E_n) t},   G_j(0) = 1/2
//
// A thermalising fermion forgets: Re G falls to its infinite-time mean and stays there but for
// fluctuations that vanish with the size of the system. (The learned model's do not: Kobrin,
// Schuster and Yao, arXiv:2302.07897, section 2.)
#pragma once

#include <Eigen/Core>
#include <span>
#include <stop_token>

#include "sim/diagnostics/exact_copy.h"

namespace traversable {

/// G_j(t), a row a fermion, a column a time. Throws std::invalid_argument for beta < 0, anything
/// not finite, an empty list or a fermion that is not there; Interrupted.
Eigen::MatrixXcd two_point_functions(const ExactCopy& copy, double beta,
                                     std::span<const int> fermions, std::span<const double> times,
                                     const std::stop_token& stop = {});

/// Of Re G over all times, in units of G(0): exact sums over the spectrum, no time window.
struct LateTimes {
  /// Infinite-time mean: the weight of equal levels.
  double mean = 0;
  /// Root mean square of the fluctuations about it: (1/2 sum over distinct |E_m - E_n| of
  /// weight^2)^{1/2}. 2^{-1/2} for a single frequency.
  double fluctuation = 0;
};

/// For every fermion, and last for the mean of G over these fermions. Levels closer than 1e-9 of
/// the width of the spectrum count as equal. Throws as above.
std::vector<LateTimes> late_times(const ExactCopy& copy, double beta, std::span<const int> fermions,
                                  const std::stop_token& stop = {});

/// What a curve Re G(t) / G(0) does within a window of times, ascending and starting at 0.
struct Relaxation {
  /// First time at which |Re G| falls to 1/e of G(0), interpolated; NaN where it does not.
  double decay_time = 0;
  /// Least value and its time.
  double dip = 0;
  double dip_time = 0;
  /// Largest Re G / G(0) behind the dip, a return to the beginning; zero where nothing follows.
  double recurrence = 0;
};

/// Throws std::invalid_argument for curves of another length, or G(0) that is not positive.
Relaxation relaxation(std::span<const double> times, std::span<const double> values);

}  // namespace traversable
