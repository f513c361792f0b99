#include "circuits/run_circuit.h"

#include <fmt/format.h>

#include <map>
#include <stdexcept>

#include "sim/state_vector/matrix_gate.h"
#include "sim/state_vector/rotation_batch.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

constexpr int max_dense_qubits = 12;

}  // namespace

void check_measurements_are_last(const Circuit& circuit) {
  std::uint64_t measured = 0;
  for (const Operation& operation : circuit.operations()) {
    if (operation.gate == Gate::barrier) continue;
    for (const int qubit : operation.qubits)
      if ((measured >> qubit & 1) != 0)
        throw std::invalid_argument(
            fmt::format("{}: qubit {} is measured before, expected measurements at the end",
                        excerpt(to_text(operation)), qubit));
    if (operation.gate == Gate::measure) measured |= std::uint64_t{1} << operation.qubits[0];
  }
}

template <class Real>
void run_circuit(const Circuit& circuit, StateVector<Real>& state) {
  if (state.num_qubits() != circuit.num_qubits())
    throw std::invalid_argument(fmt::format("a circuit of {} qubits on a state of {}",
                                            circuit.num_qubits(), state.num_qubits()));
  check_measurements_are_last(circuit);
  for (const Operation& operation : circuit.operations()) {
    if (operation.gate == Gate::pauli_rotation)
      rotate(state, {full_pauli(operation), operation.angles[0].value()});
    else if (is_unitary_gate(operation))
      apply_matrix(state, matrix_of(operation), operation.qubits);
  }
}

template void run_circuit(const Circuit&, StateVector<double>&);
template void run_circuit(const Circuit&, StateVector<float>&);

Eigen::MatrixXcd unitary_of(const Circuit& circuit) {
  if (circuit.num_qubits() > max_dense_qubits)
    throw std::invalid_argument(fmt::format("the unitary of {} qubits: expected at most {}",
                                            circuit.num_qubits(), max_dense_qubits));
  for (const Operation& operation : circuit.operations())
    if (operation.gate == Gate::measure)
      throw std::invalid_argument(fmt::format("{}: a circuit with measurements has no unitary",
                                              excerpt(to_text(operation))));
  const auto dimension = std::uint64_t{1} << circuit.num_qubits();
  Eigen::MatrixXcd unitary(dimension, dimension);
  for (std::uint64_t column = 0; column < dimension; ++column) {
    StateVector<double> state = basis_state<double>(circuit.num_qubits(), column);
    run_circuit(circuit, state);
    unitary.col(static_cast<Eigen::Index>(column)) = state.amplitudes();
  }
  return unitary;
}

std::vector<int> measured_qubits(const Circuit& circuit) {
  std::map<int, int> qubit_of_bit;
  for (const Operation& operation : circuit.operations())
    if (operation.gate == Gate::measure) qubit_of_bit[operation.bit] = operation.qubits[0];
  if (qubit_of_bit.empty()) throw std::invalid_argument("the circuit measures nothing");
  std::vector<int> qubits;
  for (const auto& [bit, qubit] : qubit_of_bit) qubits.push_back(qubit);
  return qubits;
}

Eigen::MatrixXcd measured_state(const Circuit& circuit) {
  const std::vector<int> qubits = measured_qubits(circuit);
  StateVector<double> state(circuit.num_qubits());
  run_circuit(circuit, state);
  return reduced_density_matrix(state, qubits);
}

}  // namespace traversable
