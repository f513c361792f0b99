// What the axes of couplings are called, in every result.
#pragma once

namespace traversable {

/// As a legend prints it; mu < 0 is the shockwave of negative energy. mu has no unit.
inline constexpr const char* coupling_long_name = "coupling mu";
inline constexpr const char* no_unit = "";

}  // namespace traversable
