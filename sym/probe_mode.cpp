#include "sym/probe_mode.h"

#include <fmt/format.h>

#include <stdexcept>

namespace traversable {

void check_probe(const ProbeMode& probe, int num_majoranas) {
  for (const int j : probe)
    if (j < 0 || j >= num_majoranas)
      throw std::invalid_argument(fmt::format("probe = ({}, {}): expected values from 0 to {}",
                                              probe[0], probe[1], num_majoranas - 1));
  if (probe[0] == probe[1])
    throw std::invalid_argument(
        fmt::format("probe = ({}, {}): expected two distinct Majoranas", probe[0], probe[1]));
}

}  // namespace traversable
