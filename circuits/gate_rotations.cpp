#include "circuits/gate_rotations.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <complex>
#include <stdexcept>
#include <string_view>

#include "circuits/kak.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

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
  if (operation.gate == Gate::pauli_rotation) return {{full_pauli(operation), operation.angles[0]}};
  Rotations r(operation.qubits);
  if (operation.gate == Gate::unitary) {
    add_unitary(operation, r);
    return r.take();
  }
  const auto& rows = info(operation.gate).rotations;
  if (rows.empty())
    throw std::invalid_argument(
        fmt::format("{}: expected a unitary gate", excerpt(to_text(operation))));
  for (const RotationRow& row : rows)
    r.add(row.letters, row.angle ? operation.angles[*row.angle] * row.factor : row.factor);
  return r.take();
}

}  // namespace traversable
