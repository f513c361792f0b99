// Gates that OpenQASM's libraries lack, in their terms.
#pragma once

#include <string_view>

#include "circuits/gate.h"

namespace traversable {

/// "gate iswap a,b { ... }" for iswap, sqrt_iswap, fswap and fsim, empty for all others.
std::string_view qasm_definition(Gate gate);

}  // namespace traversable
