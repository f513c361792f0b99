// Where rho_PT is asked for.
#pragma once

#include <cstddef>
#include <vector>

#include "sym/protocol.h"

namespace traversable {

/// A group: one injection and its read-outs.
struct ProtocolTimes {
  double t0 = 0;
  std::vector<double> t1;
};

/// All groups with every mu.
struct ProtocolPoints {
  double beta = 0;
  std::vector<double> mu;
  std::vector<ProtocolTimes> times;
  Protocol protocol = {};
};

/// Throws std::invalid_argument for beta < 0, anything not finite, no mu, no time, a bad probe or coupling.
void validate(const ProtocolPoints& points, int num_majoranas);

/// The largest |t| of all.
double longest_time(const ProtocolPoints& points);

/// Values of rho_PT in all groups.
std::size_t num_points(const ProtocolPoints& points);

}  // namespace traversable
