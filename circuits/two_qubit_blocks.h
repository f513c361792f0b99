// Runs of gates on one pair of qubits, merged and written anew.
#pragma once

#include "circuits/circuit.h"
#include "circuits/two_qubit_synthesis.h"

namespace traversable {

/// The circuit as entanglers and one-qubit gates (rz, u3) with the same unitary up to a phase:
/// gates on one pair of qubits that follow each other, or can be brought together past gates with
/// which they commute, become one block, and each block takes as few entanglers as its Weyl
/// coordinates allow. Measurements stay, barriers go. Throws std::invalid_argument for gates on
/// more than two qubits (but Pauli rotations, which have to be expanded before) and unbound
/// parameters.
Circuit merge_two_qubit_blocks(const Circuit& circuit, Entangler entangler);

}  // namespace traversable
