// Circuits as Pauli rotations followed by a Clifford operator.
#pragma once

#include <vector>

#include "circuits/circuit.h"
#include "sim/state_vector/rotation_batch.h"

namespace traversable {

/// A Clifford operator C as the strings C^+ X_k C and C^+ Z_k C.
struct CliffordOperator {
  std::vector<PauliString> x, z;

  /// The identity on n qubits.
  explicit CliffordOperator(int num_qubits);
  /// C^+ P C.
  PauliString pull_back(const PauliString& string) const;
};

/// U = C R_m ... R_1 up to a global phase, R_k = exp(-i angle_k P_k) with no angle a multiple of
/// pi/4: these are Clifford and in C. Equal strings with nothing between them that fails to commute
/// are one rotation.
struct PauliProgram {
  int num_qubits;
  std::vector<PauliRotation> rotations;
  CliffordOperator clifford;
};

/// The unitary part of a circuit. Throws std::invalid_argument for unbound parameters and unitaries
/// of more than two qubits.
PauliProgram to_pauli_program(const Circuit& circuit);

/// G^+ Q G with G = exp(-i turns pi/4 P), P Hermitian.
PauliString conjugate(const PauliString& q, const PauliString& p, int turns);

}  // namespace traversable
