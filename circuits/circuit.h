// Circuits: operations on qubits in the order in which they act.
#pragma once

#include <Eigen/Core>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "circuits/angle.h"
#include "circuits/gate.h"
#include "sym/pauli_string.h"

namespace traversable {

/// A gate on qubits, a measurement of one qubit into a classical bit, or a barrier.
struct Operation {
  Gate gate = Gate::barrier;
  std::vector<int> qubits;    // matrices: qubits[0] is the lowest bit
  std::vector<Angle> angles;  // as many as info(gate).num_angles
  PauliString pauli;          // of pauli_rotation: letter k acts on qubits[k]
  Eigen::MatrixXcd matrix;    // of unitary
  int bit = -1;               // of measure

  bool operator==(const Operation&) const;
};

inline constexpr int max_circuit_qubits = 64;

/// A value: copy it, append to it, compare it. Copies share their operations until one is appended to.
class Circuit {
 public:
  /// Throws std::invalid_argument for num_qubits outside 1..64.
  explicit Circuit(int num_qubits);
  // Copying is moving: no circuit is ever without its operations.
  Circuit(const Circuit&) = default;
  Circuit& operator=(const Circuit&) = default;

  /// Every append throws std::invalid_argument naming the operation for a qubit that is not there
  /// or twice there, another number of qubits or angles than the gate takes, an angle that is not
  /// finite or a matrix that is not unitary to 1e-10; also beyond
  /// max_circuit_operations (circuit_size.h).
  void append(Operation operation);
  void append(Gate gate, std::vector<int> qubits, std::vector<Angle> angles = {});
  /// exp(-i angle P), P Hermitian, on the circuit's qubits; a sign of P goes into the angle. The
  /// identity, a global phase, is left out.
  void append_rotation(const PauliString& pauli, const Angle& angle);
  /// Of a matrix with |U^+ U - 1| <= tolerance the nearest unitary, U (U^+ U)^(-1/2); for 1e-10 or
  /// less the matrix as it is. `tolerance` is 1e-3 at most.
  void append_unitary(Eigen::MatrixXcd matrix, std::vector<int> qubits, double tolerance = 1e-10);
  /// Into classical bit `bit` >= 0, each used once.
  void measure(int qubit, int bit);
  /// All operations of another circuit, its qubit k becoming qubits[k] (k itself where empty).
  void append(const Circuit& circuit, std::span<const int> qubits = {});

  int num_qubits() const { return num_qubits_; }
  /// 1 + the highest classical bit.
  int num_bits() const;
  const std::vector<Operation>& operations() const { return *operations_; }

  bool operator==(const Circuit&) const;

 private:
  /// The operations, no longer shared.
  std::vector<Operation>& own_operations();

  int num_qubits_;
  std::shared_ptr<std::vector<Operation>> operations_;
};

/// P of a pauli_rotation on the circuit's qubits.
PauliString full_pauli(const Operation& operation);

/// The matrix on the operation's own qubits. Throws std::invalid_argument for unbound parameters,
/// measure and barrier.
Eigen::MatrixXcd matrix_of(const Operation& operation);

/// True for what is neither measurement nor barrier.
bool is_unitary_gate(const Operation& operation);

/// Indices of the operations that may run at one time, each as early as its qubits are free; a
/// barrier holds back its qubits (all where it names none). Barriers are in no moment.
std::vector<std::vector<std::size_t>> moments(const Circuit& circuit);

/// Names of the parameters that are not bound.
std::set<std::string> parameters_of(const Circuit& circuit);

/// With numbers for names; names that the circuit does not have are refused.
/// Throws std::invalid_argument, also for a value that is not finite.
Circuit assign_parameters(const Circuit& circuit, const Parameters& parameters);

/// The inverse. Throws std::invalid_argument where there is a measurement.
Circuit adjoint(const Circuit& circuit);

/// The operation as text: "cz q0 q1", "rz(0.5) q3".
std::string to_text(const Operation& operation);

}  // namespace traversable
