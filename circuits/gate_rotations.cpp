#include "circuits/gate_rotations.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>
#include <string_view>

#include "circuits/kak.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

using std::numbers::pi;

/// Collects rotations about letters on the operation's qubits.
class Rotations {
 public:
  explicit Rotations(const std::vector<int>& qubits) : qubits_(qubits) {}

  /// "XZ": X on the first qubit, Z on the second.
  void add(std::string_view letters, const Angle& angle) {
    PauliString string;
    for (std::size_t k = 0; k < letters.size(); ++k) {
      const std::uint64_t bit = std::uint64_t{1} << qubits_[k];
      if (letters[k] == 'X' || letters[k] == 'Y') string.x |= bit;
      if (letters[k] == 'Z' || letters[k] == 'Y') string.z |= bit;
    }
    string.phase = std::popcount(string.x & string.z) % 4;
    list_.push_back({string, angle});
  }

  void controlled_phase(const Angle& phi) {
    add("Z", phi * 0.25);
    add("IZ", phi * 0.25);
    add("ZZ", phi * -0.25);
  }

  void exchange(const Angle& angle) {
    add("XX", angle);
    add("YY", angle);
  }

  void turn(const Eigen::Matrix2cd& u, bool second) {
    const auto [lambda, theta, phi] = euler_angles(u);
    add(second ? "IZ" : "Z", lambda / 2);
    add(second ? "IY" : "Y", theta / 2);
    add(second ? "IZ" : "Z", phi / 2);
  }

  void unitary(const Eigen::Matrix4cd& u) {
    const Kak k = kak_decomposition(u);
    turn(k.before_0, false);
    turn(k.before_1, true);
    add("XX", -k.x);
    add("YY", -k.y);
    add("ZZ", -k.z);
    turn(k.after_0, false);
    turn(k.after_1, true);
  }

  std::vector<GateRotation> take() { return std::move(list_); }

 private:
  const std::vector<int>& qubits_;
  std::vector<GateRotation> list_;
};

void add_unitary(const Operation& operation, Rotations& r) {
  if (operation.qubits.size() == 1) return r.turn(operation.matrix, false);
  if (operation.qubits.size() == 2) return r.unitary(operation.matrix);
  throw std::invalid_argument(
      fmt::format("{}: expected a unitary of at most two qubits (split_large_unitaries)",
                  excerpt(to_text(operation))));
}

}  // namespace

std::array<double, 3> euler_angles(const Eigen::Matrix2cd& u) {
  const double theta = 2 * std::atan2(std::abs(u(1, 0)), std::abs(u(0, 0)));
  // The phase of a small element is noise: phi takes it, and what the large ones fix stays exact.
  const double phi = std::arg(u(1, 0) * std::conj(u(0, 0)));
  if (std::abs(u(1, 0)) < std::abs(u(0, 0)))
    return {std::arg(u(1, 1) * std::conj(u(0, 0))) - phi, theta, phi};
  return {phi - std::arg(-u(1, 0) * std::conj(u(0, 1))), theta, phi};
}

std::vector<GateRotation> rotations_of(const Operation& operation) {
  Rotations r(operation.qubits);
  const auto angle = [&](std::size_t k) -> const Angle& { return operation.angles[k]; };
  switch (operation.gate) {
    case Gate::x:
      r.add("X", pi / 2);
      break;
    case Gate::y:
      r.add("Y", pi / 2);
      break;
    case Gate::z:
      r.add("Z", pi / 2);
      break;
    case Gate::h:
      r.add("Z", pi / 2);
      r.add("Y", pi / 4);
      break;
    case Gate::s:
      r.add("Z", pi / 4);
      break;
    case Gate::s_dagger:
      r.add("Z", -pi / 4);
      break;
    case Gate::t:
      r.add("Z", pi / 8);
      break;
    case Gate::t_dagger:
      r.add("Z", -pi / 8);
      break;
    case Gate::sqrt_x:
      r.add("X", pi / 4);
      break;
    case Gate::sqrt_x_dagger:
      r.add("X", -pi / 4);
      break;
    case Gate::rx:
      r.add("X", angle(0) * 0.5);
      break;
    case Gate::ry:
      r.add("Y", angle(0) * 0.5);
      break;
    case Gate::rz:
    case Gate::phase:
      r.add("Z", angle(0) * 0.5);
      break;
    case Gate::u3:
      r.add("Z", angle(2) * 0.5);
      r.add("Y", angle(0) * 0.5);
      r.add("Z", angle(1) * 0.5);
      break;
    case Gate::phased_xz:
      r.add("Z", angle(2) * (-pi / 2));
      r.add("X", angle(0) * (pi / 2));
      r.add("Z", angle(2) * (pi / 2));
      r.add("Z", angle(1) * (pi / 2));
      break;
    case Gate::cz:
      r.controlled_phase(pi);
      break;
    case Gate::cnot:
      r.add("Z", pi / 4);
      r.add("IX", pi / 4);
      r.add("ZX", -pi / 4);
      break;
    case Gate::swap:
      r.exchange(pi / 4);
      r.add("ZZ", pi / 4);
      break;
    case Gate::fswap:
      r.exchange(pi / 4);
      r.add("Z", pi / 4);
      r.add("IZ", pi / 4);
      break;
    case Gate::iswap:
      r.exchange(-pi / 4);
      break;
    case Gate::sqrt_iswap:
      r.exchange(-pi / 8);
      break;
    case Gate::cphase:
      r.controlled_phase(angle(0));
      break;
    case Gate::fsim:
      r.exchange(angle(0) * 0.5);
      r.controlled_phase(-angle(1));
      break;
    case Gate::rxx:
      r.add("XX", angle(0) * 0.5);
      break;
    case Gate::ryy:
      r.add("YY", angle(0) * 0.5);
      break;
    case Gate::rzz:
      r.add("ZZ", angle(0) * 0.5);
      break;
    case Gate::pauli_rotation:
      return {{full_pauli(operation), angle(0)}};
    case Gate::unitary:
      add_unitary(operation, r);
      break;
    case Gate::measure:
    case Gate::barrier:
      throw std::invalid_argument(
          fmt::format("{}: expected a unitary gate", excerpt(to_text(operation))));
  }
  return r.take();
}

}  // namespace traversable
