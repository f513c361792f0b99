// The gates of a circuit: all that is known of each is its row in gate_table.cpp.
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
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "circuits/angle.h"

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

/// exp(-i angle P): P by its letters on the gate's qubits ("IX" is X on the second), the angle
/// `factor` times the gate's angle of that index, `factor` itself where there is none.
struct RotationRow {
  std::string_view letters;
  double factor;
  std::optional<std::size_t> angle = {};
};

using MatrixFunction = std::function<Eigen::MatrixXcd(const double* angles)>;
using AngleFunction = std::function<std::vector<Angle>(const std::vector<Angle>&)>;

/// The negative of every angle.
std::vector<Angle> negated(const std::vector<Angle>& angles);

/// A row of the table. Every use of a gate reads it here: matrices, inverses, Pauli rotations,
/// drawings, OpenQASM both ways, Python.
struct GateInfo {
  Gate gate;
  std::string_view name;
  int num_qubits;  // 0 for any number
  int num_angles = 0;
  MatrixFunction matrix = {};        // none of pauli_rotation, unitary, measure and barrier
  std::optional<Gate> inverse = {};  // none of a measurement; a unitary's is in its matrix
  AngleFunction inverse_angles = negated;
  std::vector<RotationRow> rotations = {};  // up to a global phase, the first acting first
  std::string_view symbol = {};             // in a drawing, on the first qubit
  std::string_view second_symbol = {};      // on the second, where it is another
  std::string_view qasm2 = {};              // name in qelib1.inc of the paper, where it has one
  std::string_view qasm3 = {};              // name in stdgates.inc
  std::string_view qasm_definition = {};    // "gate iswap a,b { ... }", of what both lack
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
