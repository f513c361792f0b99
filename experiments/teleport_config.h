// A checked teleportation run.
#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "experiments/runs/model_choice.h"
#include "experiments/runs/settings.h"
#include "sim/observables/observables.h"
#include "sim/teleport/teleport_sweep.h"

namespace traversable {

/// Everything that decides the numbers of a run.
struct TeleportConfig {
  ModelChoice model;
  TeleportGrid grid;
  EntropyUnit units = EntropyUnit::bits;
  TeleportMethod method;
  std::string encoding;  // its name; empty for the exact method
};

/// Keys of a run: those of the model and beta, mu, t, t0, t1, probe, units, method, encoding,
/// tolerance, trotter_order, trotter_step.
std::span<const std::string> teleport_keys();

/// Takes the keys above out of `settings`. Throws std::invalid_argument with the origin of what is
/// missing, malformed, contradicting or out of range.
TeleportConfig take_teleport_config(Settings& settings);

/// The run as TOML text that reads back to the same run; lists spelled out.
std::string to_toml(const TeleportConfig& config);

}  // namespace traversable
