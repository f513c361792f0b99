// Every gate as Pauli rotations.
#pragma once

#include <Eigen/Core>
#include <array>
#include <vector>

#include "circuits/circuit.h"

namespace traversable {

/// exp(-i angle P), P Hermitian without sign, on the circuit's qubits.
struct GateRotation {
  PauliString string;
  Angle angle;
};

/// The gate up to a global phase, the first rotation acting first: 1 rotation for a turn about an
/// axis, 3 for CZ, at most 9 for a two-qubit unitary (by its KAK decomposition). Throws
/// std::invalid_argument for measure, barrier, and unitaries of more than two qubits.
std::vector<GateRotation> rotations_of(const Operation& operation);

/// (lambda, theta, phi) with u = e^{i ...} Rz(phi) Ry(theta) Rz(lambda), 0 <= theta <= pi.
std::array<double, 3> euler_angles(const Eigen::Matrix2cd& u);

}  // namespace traversable
