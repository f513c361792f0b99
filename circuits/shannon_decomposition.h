// Unitaries of several qubits as smaller ones and rotations.
#pragma once

#include "circuits/circuit.h"

namespace traversable {

/// The circuit with every unitary of three to six qubits written as two-qubit unitaries and Pauli
/// rotations: the quantum Shannon decomposition (Shende, Bullock and Markov, quant-ph/0406176), a
/// cosine-sine decomposition whose block-diagonal factors are diagonalised in pairs, again and
/// again. Equal up to a phase. Other operations stay as they are.
Circuit split_large_unitaries(const Circuit& circuit);

}  // namespace traversable
