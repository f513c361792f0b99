// From any circuit to the gates and the connectivity of a processor.
#pragma once

#include "circuits/pauli_network.h"

namespace traversable {

/// What the compiled circuit has in common with the given one.
enum class Preserve {
  /// The unitary, up to a phase and the layouts.
  unitary,
  /// From |0...0>, the state of the measured qubits: frames on other qubits are never undone, and a
  /// rotation may be replaced by another one with the same effect on the state at hand. Never more
  /// entanglers than with `unitary`.
  measured_state
};

/// "unitary" or "measured_state". Throws std::invalid_argument.
Preserve preserve_by_name(std::string_view name);
std::string_view name_of(Preserve preserve);

struct CompileOptions {
  Entangler entangler = Entangler::cz;
  Preserve preserve = Preserve::unitary;
  /// Networks to choose from; 0 for 4 to 1000, the fewer the more rotations there are.
  int trials = 0;
  std::uint64_t seed = 0;
  /// Called with (trials done, trials) from one thread at a time.
  std::function<void(int, int)> progress = {};
};

/// The circuit in rz, u3 and the entangler on adjacent qubits of the processor, measurements where
/// their qubits end. Two ways are tried and the one with fewer entanglers (then the smaller depth)
/// is kept: the whole circuit as Pauli rotations, written anew as a network (pauli_network.h); and
/// the gates as they are, merged in two-qubit blocks (two_qubit_blocks.h) and routed by swaps
/// (routing.h). Throws std::invalid_argument for unbound parameters, gates after a measurement, a
/// processor that is too small, or preserve = measured_state without measurements; Interrupted.
PlacedCircuit compile(const Circuit& circuit, const Connectivity& connectivity,
                      const CompileOptions& options, const std::stop_token& stop = {});

/// Pauli rotations that a circuit is written anew from, and the networks that are tried for so many where options.trials
/// is 0.
std::size_t num_rotations(const Circuit& circuit);
int default_trials(std::size_t rotations);

}  // namespace traversable
