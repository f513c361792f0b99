// The gates of a circuit and their matrices.
//
// | gate           | angles          | matrix                                                     |
// |----------------|-----------------|------------------------------------------------------------|
// | rx, ry, rz     | theta           | exp(-i theta/2 X), ...                                     |
// | phase          | phi             | diag(1, e^{i phi})                                         |
// | u3             | theta, phi, lam | Rz(phi) Ry(theta) Rz(lam) e^{i (phi+lam)/2}                |
// | phased_xz      | x, z, a (turns) | Z^z Z^a X^x Z^-a, half turns: X^x = e^{i pi x/2} Rx(pi x)  |
// | cz, cphase     | -; phi          | diag(1, 1, 1, -1); diag(1, 1, 1, e^{i phi})                |
// | cnot           |                 | the first qubit controls the second                        |
// | swap, fswap    |                 | fswap = swap with -1 on |11>                               |
// | iswap          |                 | |01> <-> i |10>                                            |
// | sqrt_iswap     |                 | its root: 1/sqrt 2, i/sqrt 2                               |
// | fsim           | theta, phi      | |01>,|10>: cos theta, -i sin theta; |11>: e^{-i phi}       |
// | rxx, ryy, rzz  | theta           | exp(-i theta/2 XX), ...                                    |
// | pauli_rotation | alpha           | exp(-i alpha P), P a product of X, Y, Z on its qubits      |
// | unitary        |                 | any unitary of up to 6 qubits                              |
//
// The first qubit of a gate is the lowest bit of row and column of its matrix.
#pragma once

#include <Eigen/Core>
#include <string_view>

namespace traversable {

enum class Gate {
  x,
  y,
  z,
  h,
  s,
  s_dagger,
  t,
  t_dagger,
  sqrt_x,
  sqrt_x_dagger,
  rx,
  ry,
  rz,
  phase,
  u3,
  phased_xz,
  cz,
  cnot,
  swap,
  fswap,
  iswap,
  sqrt_iswap,
  cphase,
  fsim,
  rxx,
  ryy,
  rzz,
  pauli_rotation,
  unitary,
  measure,
  barrier
};
inline constexpr int num_gates = static_cast<int>(Gate::barrier) + 1;

inline constexpr int max_unitary_qubits = 6;

/// What a gate takes; num_qubits 0 stands for any number.
struct GateInfo {
  std::string_view name;
  int num_qubits;
  int num_angles;
};
const GateInfo& info(Gate gate);

/// "cz", "sqrt_iswap", ...: the names above. Throws std::invalid_argument.
Gate gate_by_name(std::string_view name);

/// The matrix of a gate with a fixed number of qubits, angles in radians. Throws
/// std::invalid_argument for pauli_rotation, unitary, measure and barrier.
Eigen::MatrixXcd matrix_of(Gate gate, const double* angles);

/// The largest element of U^+ U - 1.
double unitarity_error(const Eigen::MatrixXcd& matrix);

/// The largest element of A - e^{i phi} B, phi the phase of Tr B^+ A: zero where two unitaries are
/// equal up to a phase.
double phase_distance(const Eigen::MatrixXcd& a, const Eigen::MatrixXcd& b);

}  // namespace traversable
