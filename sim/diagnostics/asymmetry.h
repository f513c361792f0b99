// Which sign of the shockwave lets more through: A(t) = I_PT(-|mu|) - I_PT(+|mu|).
//
// The largest A over a grid of times that contains t = 0, where A = 0, is never negative: alone it
// says nothing about the sign. Both maxima are kept, and the signed peak is A where |A| is largest,
// which changes its sign when the two curves change places.
#pragma once

#include <span>

#include "sim/diagnostics/arrival_time.h"

namespace traversable {

/// max A or -max(-A), whichever has the larger modulus.
inline double signed_peak(double forward, double reverse) {
  return forward >= reverse ? forward : -reverse;
}

struct Asymmetry {
  Peak forward;  // of A
  Peak reverse;  // of -A

  double signed_value() const { return signed_peak(forward.value, reverse.value); }
};

/// Of curves over strictly ascending times. Throws std::invalid_argument as peak.
Asymmetry asymmetry(std::span<const double> times, std::span<const double> negative_mu,
                    std::span<const double> positive_mu);

}  // namespace traversable
