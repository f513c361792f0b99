// What the teleportation protocol sends, and through what.
#pragma once

#include "sym/coupling.h"
#include "sym/probe_mode.h"

namespace traversable {

struct Protocol {
  ProbeMode probe{0, 1};
  Coupling coupling = {};

  bool operator==(const Protocol&) const = default;
};

/// Throws std::invalid_argument as check_probe and Coupling::check.
inline void check_protocol(const Protocol& protocol, int num_majoranas) {
  check_probe(protocol.probe, num_majoranas);
  protocol.coupling.check(num_majoranas);
}

}  // namespace traversable
