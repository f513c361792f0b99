// From results at several noise scales to none.
//
// Source: Temme, Bravyi and Gambetta, arXiv:1612.02058; Li and Benjamin, arXiv:1611.09301.
#pragma once

#include <span>

namespace traversable {

struct Extrapolation {
  double value = 0;
  double standard_error = 0;
};

/// The value at scale 0 of the polynomial of `degree` with the least weighted squares, weights
/// 1 / error^2; with degree + 1 points it goes through all of them (Richardson). Throws
/// std::invalid_argument for fewer than degree + 1 different scales, other numbers of values or
/// errors, errors that are not positive, degree < 0, or anything that is not finite.
Extrapolation extrapolate_to_zero(std::span<const double> scales, std::span<const double> values,
                                  std::span<const double> errors, int degree);

/// The value at scale 0 of a e^{-b s}, fitted as a line to the logarithm. Throws as above, and for
/// values that are not positive.
Extrapolation extrapolate_exponential(std::span<const double> scales,
                                      std::span<const double> values,
                                      std::span<const double> errors);

}  // namespace traversable
