// How a teleportation run is computed.
#pragma once

#include <string_view>

#include "sim/cuda/device.h"
#include "sim/evolution/evolution.h"
#include "sim/precision.h"
#include "sym/encoding.h"

namespace traversable {

/// The two-sided exact engine (two_sided/), or evolution of state vectors (state_vector_teleport.h),
/// where `evolution` and `encoding` say how.
struct TeleportMethod {
  bool exact = true;
  Device device = {};
  Precision precision = Precision::double_precision;
  EvolutionOptions evolution;
  /// Of as many Majoranas a side as the Hamiltonians have.
  Encoding encoding;
};

/// Of one evolution: 1e-10 in double, 1e-5 in single precision.
double default_tolerance(Precision precision);

/// "exact", "krylov", "chebyshev" or "trotter" with default options; the encoding is left empty.
/// Throws std::invalid_argument.
TeleportMethod teleport_method_by_name(std::string_view name);
std::string_view name_of(const TeleportMethod& method);

/// Throws std::invalid_argument where the options or the encoding do not fit N Majoranas a side.
void validate(const TeleportMethod& method, int num_majoranas);

}  // namespace traversable
