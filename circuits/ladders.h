// Pauli rotations one by one as ladders of CNOTs.
#pragma once

#include "circuits/circuit.h"

namespace traversable {

/// The circuit with every Pauli rotation on more than `most` qubits written as one-qubit turns into
/// its letters, a ladder of CNOTs, one rotation about Z, and the way back: 2 (w - 1) CNOTs for w
/// letters. Everything else stays as it is.
Circuit with_ladders(const Circuit& circuit, int most);

}  // namespace traversable
