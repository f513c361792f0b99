// From settings to the dynamics of qubits.
#pragma once

#include <cstdint>
#include <numbers>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runs/key_option.h"
#include "sym/spins/spins.h"

namespace traversable {

/// A named model of sym/spins with its parameters: a Hamiltonian, or a scrambler of some steps.
struct SpinModel {
  std::string name;
  int num_qubits = 6;
  double J = 1.0;
  double g = -1.05;
  double h = 0.5;
  double delta = 1.0;
  double b = std::numbers::pi / 4;
  double dt = 0.05;
  int q = 4;
  Boundary boundary = Boundary::open;
  std::uint64_t seed = 0;
  std::uint64_t first_instance = 0;
  std::size_t num_instances = 1;
  bool is_ensemble = false;  // the result has an instance axis
};

std::vector<std::string> spin_model_words();
/// Throws std::invalid_argument for another name.
std::string spin_model_by_name(const std::string& name);

bool is_scrambler(const SpinModel& model);
/// Whether the model is drawn, by seed and instance.
bool is_drawn(const SpinModel& model);
/// Whether the model has the parameter of this key: "J", "g", "h", "delta", "b", "dt", "q", "boundary".
bool has_parameter(const SpinModel& model, const std::string& key);
/// "only with model xxz, ...".
std::string only_with(const std::string& key);

/// Member `index` (from 0, counted from first_instance). Throws std::invalid_argument for parameters that are out of range.
SpinHamiltonian spin_hamiltonian_of(const SpinModel& model, std::size_t index);
Scrambler scrambler_of(const SpinModel& model, std::size_t index, int num_steps);

}  // namespace traversable
