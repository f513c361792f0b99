// The table of the gates.
#pragma once

#include <array>

#include "circuits/gate.h"

namespace traversable {

/// In the order of Gate.
const std::array<GateInfo, num_gates>& gate_table();

}  // namespace traversable
