#include "circuits/gate.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>
#include <string>

#include "sym/quoted.h"

namespace traversable {
namespace {

using Complex = std::complex<double>;
using std::numbers::pi;

constexpr std::array<GateInfo, num_gates> table{{{"x", 1, 0},       {"y", 1, 0},
                                                 {"z", 1, 0},       {"h", 1, 0},
                                                 {"s", 1, 0},       {"s_dagger", 1, 0},
                                                 {"t", 1, 0},       {"t_dagger", 1, 0},
                                                 {"sqrt_x", 1, 0},  {"sqrt_x_dagger", 1, 0},
                                                 {"rx", 1, 1},      {"ry", 1, 1},
                                                 {"rz", 1, 1},      {"phase", 1, 1},
                                                 {"u3", 1, 3},      {"phased_xz", 1, 3},
                                                 {"cz", 2, 0},      {"cnot", 2, 0},
                                                 {"swap", 2, 0},    {"fswap", 2, 0},
                                                 {"iswap", 2, 0},   {"sqrt_iswap", 2, 0},
                                                 {"cphase", 2, 1},  {"fsim", 2, 2},
                                                 {"rxx", 2, 1},     {"ryy", 2, 1},
                                                 {"rzz", 2, 1},     {"pauli_rotation", 0, 1},
                                                 {"unitary", 0, 0}, {"measure", 1, 0},
                                                 {"barrier", 0, 0}}};

Complex unit(double angle) { return std::polar(1.0, angle); }

Eigen::Matrix2cd diagonal(Complex a, Complex b) {
  return (Eigen::Matrix2cd() << a, 0, 0, b).finished();
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

Eigen::Matrix2cd u3(double theta, double phi, double lambda) {
  return unit((phi + lambda) / 2) * (rotation_z(phi) * rotation_y(theta) * rotation_z(lambda));
}

Eigen::Matrix2cd phased_xz(double x, double z, double a) {
  const Eigen::Matrix2cd x_power = unit(pi * x / 2) * rotation_x(pi * x);
  return diagonal(1, unit(pi * (z + a))) * x_power * diagonal(1, unit(-pi * a));
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

/// exp(-i theta/2 PP): `product` holds PP.
Eigen::Matrix4cd pair_rotation(const Eigen::Matrix4cd& product, double theta) {
  return std::cos(theta / 2) * Eigen::Matrix4cd::Identity() -
         Complex(0, std::sin(theta / 2)) * product;
}

Eigen::Matrix4cd antidiagonal(Complex outer, Complex inner) {
  Eigen::Matrix4cd m = Eigen::Matrix4cd::Zero();
  m(0, 3) = m(3, 0) = outer;
  m(1, 2) = m(2, 1) = inner;
  return m;
}

}  // namespace

const GateInfo& info(Gate gate) { return table[static_cast<std::size_t>(gate)]; }

Gate gate_by_name(std::string_view name) {
  for (int k = 0; k < num_gates; ++k)
    if (table[static_cast<std::size_t>(k)].name == name) return static_cast<Gate>(k);
  throw std::invalid_argument(
      fmt::format("{}: expected the name of a gate, such as cz", in_quotes(name)));
}

Eigen::MatrixXcd matrix_of(Gate gate, const double* angles) {
  const Complex i(0, 1);
  const double r = std::sqrt(0.5);
  switch (gate) {
    case Gate::x:
      return (Eigen::Matrix2cd() << 0, 1, 1, 0).finished();
    case Gate::y:
      return (Eigen::Matrix2cd() << 0, -i, i, 0).finished();
    case Gate::z:
      return diagonal(1, -1);
    case Gate::h:
      return (Eigen::Matrix2cd() << r, r, r, -r).finished();
    case Gate::s:
      return diagonal(1, i);
    case Gate::s_dagger:
      return diagonal(1, -i);
    case Gate::t:
      return diagonal(1, unit(pi / 4));
    case Gate::t_dagger:
      return diagonal(1, unit(-pi / 4));
    case Gate::sqrt_x:
      return unit(pi / 4) * rotation_x(pi / 2);
    case Gate::sqrt_x_dagger:
      return unit(-pi / 4) * rotation_x(-pi / 2);
    case Gate::rx:
      return rotation_x(angles[0]);
    case Gate::ry:
      return rotation_y(angles[0]);
    case Gate::rz:
      return rotation_z(angles[0]);
    case Gate::phase:
      return diagonal(1, unit(angles[0]));
    case Gate::u3:
      return u3(angles[0], angles[1], angles[2]);
    case Gate::phased_xz:
      return phased_xz(angles[0], angles[1], angles[2]);
    case Gate::cz:
      return number_conserving(1, 0, -1);
    case Gate::cnot:
      return (Eigen::Matrix4cd() << 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0).finished();
    case Gate::swap:
      return number_conserving(0, 1, 1);
    case Gate::fswap:
      return number_conserving(0, 1, -1);
    case Gate::iswap:
      return number_conserving(0, i, 1);
    case Gate::sqrt_iswap:
      return number_conserving(r, i * r, 1);
    case Gate::cphase:
      return number_conserving(1, 0, unit(angles[0]));
    case Gate::fsim:
      return number_conserving(std::cos(angles[0]), -i * std::sin(angles[0]), unit(-angles[1]));
    case Gate::rxx:
      return pair_rotation(antidiagonal(1, 1), angles[0]);
    case Gate::ryy:
      return pair_rotation(antidiagonal(-1, 1), angles[0]);
    case Gate::rzz:
      return pair_rotation(Eigen::Vector4cd(1, -1, -1, 1).asDiagonal().toDenseMatrix(), angles[0]);
    case Gate::pauli_rotation:
    case Gate::unitary:
    case Gate::measure:
    case Gate::barrier:
      break;
  }
  throw std::invalid_argument(fmt::format("{} has no matrix of its own", info(gate).name));
}

double unitarity_error(const Eigen::MatrixXcd& matrix) {
  return (matrix.adjoint() * matrix - Eigen::MatrixXcd::Identity(matrix.cols(), matrix.cols()))
      .cwiseAbs()
      .maxCoeff();
}

double phase_distance(const Eigen::MatrixXcd& a, const Eigen::MatrixXcd& b) {
  const Complex phase = unit(std::arg((b.adjoint() * a).trace()));
  return (a - phase * b).cwiseAbs().maxCoeff();
}

}  // namespace traversable
