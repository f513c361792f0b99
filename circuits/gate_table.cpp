#include "circuits/gate_table.h"

#include <cmath>
#include <complex>
#include <numbers>

#include "sim/complex.h"

namespace traversable {
namespace {

using Angles = std::vector<Angle>;
using std::numbers::pi;

Complex unit(double angle) { return std::polar(1.0, angle); }

Eigen::Matrix2cd diagonal(Complex a, Complex b) {
  return (Eigen::Matrix2cd() << a, 0, 0, b).finished();
}

Eigen::Matrix2cd flip(Complex a, Complex b) {
  return (Eigen::Matrix2cd() << 0, a, b, 0).finished();
}

Eigen::Matrix2cd rotation_x(double theta) {
  const Complex c = std::cos(theta / 2);
  const Complex s(0, -std::sin(theta / 2));
  return (Eigen::Matrix2cd() << c, s, s, c).finished();
}

Eigen::Matrix2cd rotation_y(double theta) {
  const double c = std::cos(theta / 2);
  const double s = std::sin(theta / 2);
  return (Eigen::Matrix2cd() << c, -s, s, c).finished();
}

Eigen::Matrix2cd rotation_z(double theta) { return diagonal(unit(-theta / 2), unit(theta / 2)); }

/// exp(i pi/4 turns) Rx(turns pi/2): the roots of X for turns = 1 and -1.
Eigen::Matrix2cd root_of_x(int turns) { return unit(turns * pi / 4) * rotation_x(turns * pi / 2); }

Eigen::Matrix2cd u3(const double* angles) {
  const auto [theta, phi, lambda] = std::array{angles[0], angles[1], angles[2]};
  return unit((phi + lambda) / 2) * (rotation_z(phi) * rotation_y(theta) * rotation_z(lambda));
}

Eigen::Matrix2cd phased_xz(const double* angles) {
  const auto [x, z, a] = std::array{angles[0], angles[1], angles[2]};
  const Eigen::Matrix2cd x_power = unit(pi * x / 2) * rotation_x(pi * x);
  return diagonal(1, unit(pi * (z + a))) * x_power * diagonal(1, unit(-pi * a));
}

Eigen::Matrix4cd cnot() {
  return (Eigen::Matrix4cd() << 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0).finished();
}

/// 1 on |00>, `corner` on |11>, ((keep, hop), (hop, keep)) on |01> and |10>.
Eigen::Matrix4cd number_conserving(Complex keep, Complex hop, Complex corner) {
  Eigen::Matrix4cd m = Eigen::Matrix4cd::Zero();
  m(0, 0) = 1;
  m(1, 1) = m(2, 2) = keep;
  m(1, 2) = m(2, 1) = hop;
  m(3, 3) = corner;
  return m;
}

Eigen::Matrix4cd fsim(const double* angles) {
  return number_conserving(std::cos(angles[0]), Complex(0, -1) * std::sin(angles[0]),
                           unit(-angles[1]));
}

Eigen::Matrix4cd antidiagonal(Complex outer, Complex inner) {
  Eigen::Matrix4cd m = Eigen::Matrix4cd::Zero();
  m(0, 3) = m(3, 0) = outer;
  m(1, 2) = m(2, 1) = inner;
  return m;
}

/// exp(-i theta/2 PP): `product` holds PP.
MatrixFunction pair_rotation(const Eigen::Matrix4cd& product) {
  return [product](const double* theta) -> Eigen::MatrixXcd {
    return std::cos(*theta / 2) * Eigen::Matrix4cd::Identity() -
           Complex(0, std::sin(*theta / 2)) * product;
  };
}

MatrixFunction constant(const Eigen::MatrixXcd& matrix) {
  return [matrix](const double*) { return matrix; };
}

template <class Matrix>
MatrixFunction of_angle(Matrix (*function)(double)) {
  return [function](const double* angles) { return function(angles[0]); };
}

/// Of two angles with one parameter, which may cancel.
Angle sum(const Angle& a, const Angle& b) {
  const Angle both = a + b;
  return both.factor == 0 ? Angle(both.offset) : both;
}

}  // namespace

const std::array<GateInfo, num_gates>& gate_table() {
  const Complex i(0, 1);
  const double r = std::sqrt(0.5);
  // clang-format off
  static const std::array<GateInfo, num_gates> rows{{
    {.gate = Gate::x, .name = "x", .num_qubits = 1,
     .matrix = constant(flip(1, 1)), .inverse = Gate::x,
     .rotations = {{"X", pi / 2}}, .symbol = "X", .qasm2 = "x", .qasm3 = "x"},
    {.gate = Gate::y, .name = "y", .num_qubits = 1,
     .matrix = constant(flip(-i, i)), .inverse = Gate::y,
     .rotations = {{"Y", pi / 2}}, .symbol = "Y", .qasm2 = "y", .qasm3 = "y"},
    {.gate = Gate::z, .name = "z", .num_qubits = 1,
     .matrix = constant(diagonal(1, -1)), .inverse = Gate::z,
     .rotations = {{"Z", pi / 2}}, .symbol = "Z", .qasm2 = "z", .qasm3 = "z"},
    {.gate = Gate::h, .name = "h", .num_qubits = 1,
     .matrix = constant((Eigen::Matrix2cd() << r, r, r, -r).finished()), .inverse = Gate::h,
     .rotations = {{"Z", pi / 2}, {"Y", pi / 4}}, .symbol = "H", .qasm2 = "h", .qasm3 = "h"},
    {.gate = Gate::s, .name = "s", .num_qubits = 1,
     .matrix = constant(diagonal(1, i)), .inverse = Gate::s_dagger,
     .rotations = {{"Z", pi / 4}}, .symbol = "S", .qasm2 = "s", .qasm3 = "s"},
    {.gate = Gate::s_dagger, .name = "s_dagger", .num_qubits = 1,
     .matrix = constant(diagonal(1, -i)), .inverse = Gate::s,
     .rotations = {{"Z", -pi / 4}}, .symbol = "S†", .qasm2 = "sdg", .qasm3 = "sdg"},
    {.gate = Gate::t, .name = "t", .num_qubits = 1,
     .matrix = constant(diagonal(1, unit(pi / 4))), .inverse = Gate::t_dagger,
     .rotations = {{"Z", pi / 8}}, .symbol = "T", .qasm2 = "t", .qasm3 = "t"},
    {.gate = Gate::t_dagger, .name = "t_dagger", .num_qubits = 1,
     .matrix = constant(diagonal(1, unit(-pi / 4))), .inverse = Gate::t,
     .rotations = {{"Z", -pi / 8}}, .symbol = "T†", .qasm2 = "tdg", .qasm3 = "tdg"},
    {.gate = Gate::sqrt_x, .name = "sqrt_x", .num_qubits = 1,
     .matrix = constant(root_of_x(1)), .inverse = Gate::sqrt_x_dagger,
     .rotations = {{"X", pi / 4}}, .symbol = "√X"},
    {.gate = Gate::sqrt_x_dagger, .name = "sqrt_x_dagger", .num_qubits = 1,
     .matrix = constant(root_of_x(-1)), .inverse = Gate::sqrt_x,
     .rotations = {{"X", -pi / 4}}, .symbol = "√X†"},
    {.gate = Gate::rx, .name = "rx", .num_qubits = 1, .num_angles = 1,
     .matrix = of_angle(rotation_x), .inverse = Gate::rx,
     .rotations = {{"X", 0.5, 0}}, .symbol = "Rx", .qasm2 = "rx", .qasm3 = "rx"},
    {.gate = Gate::ry, .name = "ry", .num_qubits = 1, .num_angles = 1,
     .matrix = of_angle(rotation_y), .inverse = Gate::ry,
     .rotations = {{"Y", 0.5, 0}}, .symbol = "Ry", .qasm2 = "ry", .qasm3 = "ry"},
    {.gate = Gate::rz, .name = "rz", .num_qubits = 1, .num_angles = 1,
     .matrix = of_angle(rotation_z), .inverse = Gate::rz,
     .rotations = {{"Z", 0.5, 0}}, .symbol = "Rz", .qasm2 = "rz", .qasm3 = "rz"},
    {.gate = Gate::phase, .name = "phase", .num_qubits = 1, .num_angles = 1,
     .matrix = of_angle(+[](double phi) { return diagonal(1, unit(phi)); }), .inverse = Gate::phase,
     .rotations = {{"Z", 0.5, 0}}, .symbol = "P", .qasm2 = "u1", .qasm3 = "p"},
    {.gate = Gate::u3, .name = "u3", .num_qubits = 1, .num_angles = 3,
     .matrix = u3, .inverse = Gate::u3,
     .inverse_angles = [](const Angles& a) { return Angles{-a[0], -a[2], -a[1]}; },
     .rotations = {{"Z", 0.5, 2}, {"Y", 0.5, 0}, {"Z", 0.5, 1}},
     .symbol = "U3", .qasm2 = "u3", .qasm3 = "u3"},
    {.gate = Gate::phased_xz, .name = "phased_xz", .num_qubits = 1, .num_angles = 3,
     .matrix = phased_xz, .inverse = Gate::phased_xz,
     // Z^-a X^-x Z^(a-z): the phase of the axis moves by z.
     .inverse_angles = [](const Angles& a) { return Angles{-a[0], -a[1], sum(a[2], a[1])}; },
     .rotations = {{"Z", -pi / 2, 2}, {"X", pi / 2, 0}, {"Z", pi / 2, 2}, {"Z", pi / 2, 1}},
     .symbol = "PhXZ"},
    {.gate = Gate::cz, .name = "cz", .num_qubits = 2,
     .matrix = constant(number_conserving(1, 0, -1)), .inverse = Gate::cz,
     .rotations = {{"Z", pi / 4}, {"IZ", pi / 4}, {"ZZ", -pi / 4}},
     .symbol = "●", .qasm2 = "cz", .qasm3 = "cz"},
    {.gate = Gate::cnot, .name = "cnot", .num_qubits = 2,
     .matrix = constant(cnot()), .inverse = Gate::cnot,
     .rotations = {{"Z", pi / 4}, {"IX", pi / 4}, {"ZX", -pi / 4}},
     .symbol = "●", .second_symbol = "⊕", .qasm2 = "cx", .qasm3 = "cx"},
    // The library of the paper on OpenQASM 2 has no swap, others do, so it cannot be defined either.
    {.gate = Gate::swap, .name = "swap", .num_qubits = 2,
     .matrix = constant(number_conserving(0, 1, 1)), .inverse = Gate::swap,
     .rotations = {{"XX", pi / 4}, {"YY", pi / 4}, {"ZZ", pi / 4}},
     .symbol = "×", .qasm3 = "swap"},
    {.gate = Gate::fswap, .name = "fswap", .num_qubits = 2,
     .matrix = constant(number_conserving(0, 1, -1)), .inverse = Gate::fswap,
     .rotations = {{"XX", pi / 4}, {"YY", pi / 4}, {"Z", pi / 4}, {"IZ", pi / 4}},
     .symbol = "fSWAP",
     .qasm_definition = "gate fswap a,b { cx a,b; cx b,a; cx a,b; cz a,b; }"},
    {.gate = Gate::iswap, .name = "iswap", .num_qubits = 2,
     .matrix = constant(number_conserving(0, i, 1)), .inverse = Gate::fsim,
     .inverse_angles = [](const Angles&) { return Angles{pi / 2, 0.0}; },
     .rotations = {{"XX", -pi / 4}, {"YY", -pi / 4}},
     .symbol = "iSWAP",
     .qasm_definition = "gate iswap a,b { s a; s b; h a; cx a,b; cx b,a; h b; }"},
    {.gate = Gate::sqrt_iswap, .name = "sqrt_iswap", .num_qubits = 2,
     .matrix = constant(number_conserving(r, i * r, 1)), .inverse = Gate::fsim,
     .inverse_angles = [](const Angles&) { return Angles{pi / 4, 0.0}; },
     .rotations = {{"XX", -pi / 8}, {"YY", -pi / 8}},
     .symbol = "√iSWAP",
     .qasm_definition = "gate sqrt_iswap a,b { cx a,b; h a; cx b,a; rz(pi/4) a; cx b,a; "
                        "rz(-pi/4) a; h a; cx a,b; }"},
    {.gate = Gate::cphase, .name = "cphase", .num_qubits = 2, .num_angles = 1,
     .matrix = of_angle(+[](double phi) { return number_conserving(1, 0, unit(phi)); }),
     .inverse = Gate::cphase,
     .rotations = {{"Z", 0.25, 0}, {"IZ", 0.25, 0}, {"ZZ", -0.25, 0}},
     .symbol = "●", .second_symbol = "P", .qasm2 = "cu1", .qasm3 = "cp"},
    {.gate = Gate::fsim, .name = "fsim", .num_qubits = 2, .num_angles = 2,
     .matrix = fsim, .inverse = Gate::fsim,
     .rotations = {{"XX", 0.5, 0}, {"YY", 0.5, 0}, {"Z", -0.25, 1}, {"IZ", -0.25, 1}, {"ZZ", 0.25, 1}},
     .symbol = "fSim",
     // Readers that bind parameters by their alphabet get these right, too.
     .qasm_definition = "gate fsim(hop,phi) a,b { cx a,b; h a; cx b,a; rz(-hop) a; cx b,a; "
                        "rz(hop) a; h a; cx a,b; rz(-phi/2) a; rz(-phi/2) b; cx a,b; "
                        "rz(phi/2) b; cx a,b; }"},
    // Some readers' libraries have the next three and others lack them: written as Pauli rotations.
    {.gate = Gate::rxx, .name = "rxx", .num_qubits = 2, .num_angles = 1,
     .matrix = pair_rotation(antidiagonal(1, 1)), .inverse = Gate::rxx,
     .rotations = {{"XX", 0.5, 0}}, .symbol = "Rxx"},
    {.gate = Gate::ryy, .name = "ryy", .num_qubits = 2, .num_angles = 1,
     .matrix = pair_rotation(antidiagonal(-1, 1)), .inverse = Gate::ryy,
     .rotations = {{"YY", 0.5, 0}}, .symbol = "Ryy"},
    {.gate = Gate::rzz, .name = "rzz", .num_qubits = 2, .num_angles = 1,
     .matrix = pair_rotation(Eigen::Vector4cd(1, -1, -1, 1).asDiagonal().toDenseMatrix()), .inverse = Gate::rzz,
     .rotations = {{"ZZ", 0.5, 0}}, .symbol = "Rzz"},
    // What these do is in the operation: a Pauli string, a matrix, a classical bit.
    {.gate = Gate::pauli_rotation, .name = "pauli_rotation", .num_qubits = 0, .num_angles = 1,
     .inverse = Gate::pauli_rotation},
    {.gate = Gate::unitary, .name = "unitary", .num_qubits = 0, .inverse = Gate::unitary},
    {.gate = Gate::measure, .name = "measure", .num_qubits = 1},
    {.gate = Gate::barrier, .name = "barrier", .num_qubits = 0, .inverse = Gate::barrier}}};
  // clang-format on
  return rows;
}

}  // namespace traversable
