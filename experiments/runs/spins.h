// The run `spins`: the teleportation protocol of qubits over temperatures, couplings, times and instances.
//
// A point is an (instance, beta, t0), or (instance, beta, t); times of scramblers count steps. Its Hamiltonians follow from the
// configuration alone: the file has no couplings of its own.
#pragma once

#include <string>
#include <vector>

#include "experiments/runs/option.h"
#include "experiments/runs/plan.h"
#include "experiments/runs/spin_model.h"
#include "experiments/runs/time_choice.h"

namespace traversable {

/// Everything that decides the numbers of a run.
struct SpinsConfig {
  SpinModel model;
  std::vector<double> beta, mu;
  TimeChoice times;
  std::vector<std::uint64_t> left{0}, right{0};
  std::string coupling = "zz";         // or "size"
  std::vector<std::uint64_t> coupled;  // sites, all where empty
  std::vector<double> weights;         // 1 where empty
  EntropyUnit units = EntropyUnit::bits;
};

const Options<SpinsConfig>& spins_options();

Plan plan_of(const SpinsConfig& config);

}  // namespace traversable
