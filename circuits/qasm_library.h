// The gates of OpenQASM 2's qelib1.inc, and those that Qiskit writes without defining them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "circuits/circuit.h"

namespace traversable::qasm {

/// A gate of the library: the gate here, its controls in front, its angles from those given.
struct LibraryGate {
  Gate gate;
  int controls = 0;
  enum class Angles { as_given, u2, cu } angles = Angles::as_given;
};

/// Nothing for a name that the library does not have.
std::optional<LibraryGate> library_gate(const std::string& name);

/// The unitary of a gate with controls, which are the first of `qubits` and act on 1.
Operation controlled(const LibraryGate& gate, const std::vector<double>& angles,
                     const std::vector<int>& qubits);

/// Definitions of the gates of the library that are neither gates here nor controlled ones: rccx
/// and rc3x, Toffolis up to phases of some states (Maslov, arXiv:1508.03273).
std::string_view relative_phase_gates();

}  // namespace traversable::qasm
