// The run `teleport`: the protocol over temperatures, couplings, times and disorder instances.
//
// Points are (instance, beta, t | t0): every mu and read-out time of one. Fields: the numbers that are read off rho_PT and
// rho_PT itself over ([instance,] beta, mu, t | t0, t1); <TFD|H_L|TFD> and <TFD|V|TFD> over ([instance,] beta); error and
// work of a point where state vectors are evolved; mean and standard error of I_PT over instances. [instance] is there
// only where the run is an ensemble.
#pragma once

#include <string>

#include "experiments/runs/model_choice.h"
#include "experiments/runs/option.h"
#include "experiments/runs/plan.h"
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

const Options<TeleportConfig>& teleport_options();

Plan plan_of(const TeleportConfig& config);

}  // namespace traversable
