// A unitary as a list of steps, in place of exp(-iHt) of both copies.
#pragma once

#include <complex>
#include <cstddef>
#include <variant>
#include <vector>

#include "sym/pauli_string.h"
#include "sym/spins/spin_hamiltonian.h"

namespace traversable {

/// exp(-i angle P).
struct PauliRotationGate {
  double angle = 0.0;
  PauliString string;  // letters without a sign

  bool operator==(const PauliRotationGate&) const = default;
};

/// A unitary on one or two sites, row-major, 2^m x 2^m: bit j of rows and columns is sites[j].
struct SiteGate {
  std::vector<int> sites;
  std::vector<std::complex<double>> matrix;

  bool operator==(const SiteGate&) const = default;
};

/// exp(-i H duration).
struct ExponentialGate {
  SpinHamiltonian hamiltonian;
  double duration = 0.0;

  bool operator==(const ExponentialGate&) const = default;
};

using ScramblerGate = std::variant<PauliRotationGate, SiteGate, ExponentialGate>;

/// Gates in the order in which the left copy takes them.
using ScramblerStep = std::vector<ScramblerGate>;

/// Gates, and terms of the Hamiltonians of exponentials, that a step keeps.
std::size_t size_of(const ScramblerStep& step);

/// Throws std::invalid_argument where so many steps keep more than 5e7 of them.
void check_scrambler_size(std::size_t size_of_a_step, int num_steps);

/// Steps g_1, g_2, ... counted from time zero outwards. The unitary of the first s of them is
///
///   U_s = g_1 g_2 ... g_s:
///
/// the left copy, coming from -s to zero, takes g_s first and g_1 last; the right copy, going from zero to s, takes g_1^T first and
/// g_s^T last, A -> A U_s. For g = exp(-i H dt) in every step U_s = exp(-i H s dt), and a drive has H_R(t) = H_L(-t)^T.
class Scrambler {
 public:
  /// Throws std::invalid_argument where num_qubits is outside 1..64, there is no step, or a gate reaches beyond the
  /// qubits, is not finite, not unitary to 1e-10, or is a string with a sign; the step is named.
  Scrambler(int num_qubits, std::vector<ScramblerStep> steps);

  int num_qubits() const { return num_qubits_; }
  const std::vector<ScramblerStep>& steps() const { return steps_; }
  int num_steps() const { return static_cast<int>(steps_.size()); }

  bool operator==(const Scrambler&) const = default;

 private:
  int num_qubits_;
  std::vector<ScramblerStep> steps_;
};

}  // namespace traversable
