#include "circuits/pauli_program.h"

#include <cmath>
#include <numbers>
#include <optional>

#include "circuits/gate_rotations.h"

namespace traversable {
namespace {

constexpr double quarter = std::numbers::pi / 4;
constexpr double angle_tolerance = 1e-13;

/// angle / (pi/4) modulo 4 where that is an integer.
std::optional<int> quarter_turns(double angle) {
  const double turns = std::round(angle / quarter);
  if (std::abs(angle - turns * quarter) > angle_tolerance * std::max(1.0, std::abs(turns)))
    return std::nullopt;
  return static_cast<int>(std::fmod(std::fmod(turns, 4) + 4, 4));
}

class Builder {
 public:
  explicit Builder(int num_qubits) : program_{num_qubits, {}, CliffordOperator(num_qubits)} {}

  void add(const PauliString& string, double angle) {
    PauliString p = program_.clifford.pull_back(string);
    if (coefficient(p).real() < 0) {
      p.phase = (p.phase + 2) % 4;
      angle = -angle;
    }
    if (const auto turns = quarter_turns(angle)) return absorb(p, *turns, rotations().size());
    for (std::size_t k = rotations().size(); k-- > 0;) {
      if (rotations()[k].string == p) return merge(k, angle);
      if (!commute(rotations()[k].string, p)) break;
    }
    rotations().push_back({p, angle});
  }

  PauliProgram take() { return std::move(program_); }

 private:
  std::vector<PauliRotation>& rotations() { return program_.rotations; }

  void merge(std::size_t k, double angle) {
    rotations()[k].angle += angle;
    const auto turns = quarter_turns(rotations()[k].angle);
    if (!turns) return;
    const PauliString p = rotations()[k].string;
    rotations().erase(rotations().begin() + static_cast<std::ptrdiff_t>(k));
    absorb(p, *turns, k);
  }

  /// Moves exp(-i turns pi/4 P), standing before rotation `position`, into the Clifford operator.
  void absorb(const PauliString& p, int turns, std::size_t position) {
    if (turns == 0) return;
    for (std::size_t k = position; k < rotations().size(); ++k) {
      PauliRotation& r = rotations()[k];
      r.string = conjugate(r.string, p, turns);
      if (coefficient(r.string).real() < 0) {
        r.string.phase = (r.string.phase + 2) % 4;
        r.angle = -r.angle;
      }
    }
    for (auto* rows : {&program_.clifford.x, &program_.clifford.z})
      for (PauliString& row : *rows) row = conjugate(row, p, turns);
  }

  PauliProgram program_;
};

}  // namespace

CliffordOperator::CliffordOperator(int num_qubits) {
  for (int k = 0; k < num_qubits; ++k) {
    x.push_back({std::uint64_t{1} << k, 0, 0});
    z.push_back({0, std::uint64_t{1} << k, 0});
  }
}

PauliString CliffordOperator::pull_back(const PauliString& string) const {
  PauliString result{0, 0, string.phase};
  for (std::size_t k = 0; k < x.size(); ++k) {
    if ((string.x >> k & 1) != 0) result = product(result, x[k]);
    if ((string.z >> k & 1) != 0) result = product(result, z[k]);
  }
  return result;
}

PauliString conjugate(const PauliString& q, const PauliString& p, int turns) {
  if (turns == 0 || commute(q, p)) return q;
  PauliString result = turns == 2 ? q : product(q, p);
  // q e^{-i turns pi/2 P}: -i q P, -q, i q P.
  result.phase = (result.phase + (turns == 1 ? 3 : turns == 2 ? 2 : 1)) % 4;
  return result;
}

PauliProgram to_pauli_program(const Circuit& circuit) {
  Builder builder(circuit.num_qubits());
  for (const Operation& operation : circuit.operations()) {
    if (!is_unitary_gate(operation)) continue;
    for (const GateRotation& r : rotations_of(operation)) builder.add(r.string, r.angle.value());
  }
  return builder.take();
}

}  // namespace traversable
