// Exact derivatives of circuits with named parameters, and training with them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "circuits/circuit.h"
#include "sim/optimization/lbfgs.h"
#include "sim/state_vector/pauli_operator.h"
#include "sim/state_vector/state_vector.h"

namespace traversable {

/// A real function L of a state psi; `gradient` becomes dL/d psi^* (a vector like psi).
using Objective =
    std::function<double(const StateVector<double>& psi, StateVector<double>& gradient)>;

/// 1 - |<target|psi>|^2, target normalised.
Objective infidelity(StateVector<double> target);

/// <psi|A|psi>, A Hermitian.
Objective expectation_value(std::shared_ptr<const PauliOperator<double>> hamiltonian);

/// L(theta) = L(U(theta)|0...0>) and all dL/dtheta in one forward and one backward pass: with
/// exp(-i alpha P) the k-th rotation, dL/dalpha = 2 Im <lambda_k|P|psi_k>, psi_k after it and
/// lambda_k = dL/dpsi^* pulled back to it (Jones and Gacon, arXiv:2009.02823).
class AdjointGradient {
 public:
  /// Every gate becomes rotations (gate_rotations.h). Throws std::invalid_argument for a circuit
  /// without parameters, with measurements, or of more than 30 qubits.
  explicit AdjointGradient(const Circuit& circuit);

  /// The names of the parameters, in the order of values and gradient.
  const std::vector<std::string>& names() const { return names_; }

  /// Throws std::invalid_argument for another number of values.
  double operator()(const Objective& objective, const std::vector<double>& values,
                    std::vector<double>& gradient) const;

  /// U(theta)|0...0>.
  StateVector<double> state(const std::vector<double>& values) const;

 private:
  struct Rotation {
    PauliString string;
    double offset = 0, factor = 0;
    std::size_t parameter = 0;  // where factor is not 0
  };
  double angle(const Rotation& r, const std::vector<double>& values) const;

  int num_qubits_;
  std::vector<std::string> names_;
  std::vector<Rotation> rotations_;
};

/// Minimises by L-BFGS from `start`. Throws std::invalid_argument for a start of another size,
/// Interrupted.
Minimum train(const AdjointGradient& gradient, const Objective& objective,
              std::vector<double> start, const LbfgsOptions& options,
              const std::stop_token& stop = {});

/// {names[k]: values[k]}.
Parameters named(const std::vector<std::string>& names, const std::vector<double>& values);

}  // namespace traversable
