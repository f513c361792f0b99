// When the signal comes out, and in which order.
#pragma once

#include <span>

#include "sim/diagnostics/regression.h"

namespace traversable {

/// The largest value of a curve, refined by the parabola through it and its two neighbours.
struct Peak {
  double time = 0;
  double value = 0;
  /// False where the largest value is the first or the last: the peak may lie outside.
  bool inside = false;
};

/// Times strictly ascending, at least one. Throws std::invalid_argument.
Peak peak(std::span<const double> times, std::span<const double> values);

/// The time of the largest value, NaN where it is the first or the last. Throws as peak.
double arrival_time(std::span<const double> times, std::span<const double> values);

/// Slope dt1*/dt0 of arrival times against injection times, over the arrivals that are not NaN.
/// Semiclassical gravity keeps the order of messages, slope < 0; peaked-size teleportation reverses
/// it, slope +1 (Jafferis et al., doi:10.1038/s41586-022-05424-3; Schuster et al.,
/// arXiv:2102.00010). Throws std::invalid_argument for lists of two lengths.
Slope arrival_slope(std::span<const double> t0, std::span<const double> arrival);

}  // namespace traversable
