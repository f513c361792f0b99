// A checked diagnosis: one model, what to compute, and the ensembles it is compared with.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "experiments/command.h"
#include "experiments/model_choice.h"
#include "sim/diagnostics/diagnosis.h"

namespace traversable {

/// A family of Hamiltonians of the model's size.
struct ReferenceEnsemble {
  std::string name;   // as it is asked for, "sparse:2"
  ModelChoice model;  // with the number of instances
};

struct DiagnoseConfig {
  ModelChoice model;  // instance 0 of it
  DiagnosisPlan plan;
  std::vector<ReferenceEnsemble> ensembles;
  std::size_t ensemble_instances = 0;
  std::uint64_t ensemble_seed = 1;
  double ensemble_J = 0;

  /// The model, then the instances of every ensemble in turn.
  std::size_t num_samples() const { return 1 + ensembles.size() * ensemble_instances; }
  Hamiltonian sample(std::size_t index) const;
  /// 0 for the model, 1 for the first ensemble.
  std::size_t ensemble_of(std::size_t sample) const {
    return sample == 0 ? 0 : 1 + (sample - 1) / ensemble_instances;
  }
  HamiltonianList samples() const;
};

std::vector<KeyOption> diagnose_options();

/// Takes the keys of diagnose_options out of `settings`. Throws std::invalid_argument with the
/// origin of what is missing, malformed, contradicting or out of range, and where an ensemble
/// cannot be drawn.
DiagnoseConfig take_diagnose_config(Settings& settings);

/// Throws std::invalid_argument where a Hamiltonian cannot be examined as is asked.
void check_sample(const DiagnoseConfig& config, const Hamiltonian& hamiltonian);

/// The configuration as TOML text that reads back to the same one.
std::string to_toml(const DiagnoseConfig& config);

}  // namespace traversable
