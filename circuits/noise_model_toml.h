// Noise models as TOML.
//
//   name = 'mine'
//   virtual_gates = ['rz']                 # no time, no errors
//   [one_qubit]                            # after every gate on one qubit
//   duration = 25                          # ns
//   [[one_qubit.channels]]
//   kind = 'depolarizing'                  # channel.h has the table of kinds
//   probability = 1e-3
//   [two_qubit]                            # ... on two
//   [gates.iswap]                          # gates that differ
//   [idle]                                 # a qubit that waits
//   t1 = 15000
//   t2 = 15000
//   [read_out]
//   zero_as_one = 0.02                     # P(1|0)
//   one_as_zero = 0.04                     # P(0|1)
//   [qubits.3]                             # figures of one qubit: t1, t2, zero_as_one, one_as_zero
//   t1 = 9000
//
// Keys of a channel beside `kind`: probability (depolarizing); probabilities, a table of Pauli
// products such as { X = 1e-3, ZZ = 2e-3 } (pauli); gamma (amplitude_damping); lambda
// (phase_damping); t1, t2, duration (thermal_relaxation); angle, pauli (over_rotation); matrices, a
// list of matrices of rows of [real, imaginary] (kraus). `origin`, a text, may stand in any table; NoiseModel::origin
// holds them all, a line each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "circuits/noise_model.h"

namespace traversable {

/// Throws std::invalid_argument "<file>, line <n>, <key>: ..." for bad syntax, keys that are not
/// known, values of another type, or a model that validate() refuses.
NoiseModel noise_model_from_toml(std::string_view toml, const std::string& file);

/// A text that noise_model_from_toml reads back to the same model.
std::string to_toml(const NoiseModel& model);

struct NoisePreset {
  std::string name;
  std::string toml;
};

/// The files of circuits/noise_presets/.
const std::vector<NoisePreset>& noise_presets();

}  // namespace traversable
