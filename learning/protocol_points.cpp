#include "learning/protocol_points.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace traversable {

void validate(const ProtocolPoints& points, int num_majoranas) {
  check_protocol(points.protocol, num_majoranas);
  const auto check = [](const char* name, double value) {
    if (!std::isfinite(value))
      throw std::invalid_argument(fmt::format("{} = {}: expected a finite number", name, value));
  };
  check("beta", points.beta);
  if (points.beta < 0)
    throw std::invalid_argument(fmt::format("beta = {}: expected a number >= 0", points.beta));
  if (points.mu.empty()) throw std::invalid_argument("mu: empty, expected one coupling at least");
  if (points.times.empty()) throw std::invalid_argument("times: empty, expected one at least");
  for (const double mu : points.mu) check("mu", mu);
  for (const ProtocolTimes& times : points.times) {
    check("t0", times.t0);
    if (times.t1.empty()) throw std::invalid_argument("t1: empty, expected one time at least");
    for (const double t1 : times.t1) check("t1", t1);
  }
}

double longest_time(const ProtocolPoints& points) {
  double longest = 0;
  for (const ProtocolTimes& times : points.times) {
    longest = std::max(longest, std::abs(times.t0));
    for (const double t1 : times.t1) longest = std::max(longest, std::abs(t1));
  }
  return longest;
}

std::size_t num_points(const ProtocolPoints& points) {
  std::size_t count = 0;
  for (const ProtocolTimes& times : points.times) count += points.mu.size() * times.t1.size();
  return count;
}

}  // namespace traversable
