#include "sim/diagnostics/asymmetry.h"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <vector>

namespace traversable {

Asymmetry asymmetry(std::span<const double> times, std::span<const double> negative_mu,
                    std::span<const double> positive_mu) {
  if (negative_mu.size() != positive_mu.size())
    throw std::invalid_argument("asymmetry: expected two curves of one length");
  std::vector<double> difference(negative_mu.size());
  std::ranges::transform(negative_mu, positive_mu, difference.begin(), std::minus());
  const Peak forward = peak(times, difference);
  std::ranges::transform(difference, difference.begin(), std::negate());
  return {forward, peak(times, difference)};
}

}  // namespace traversable
