#include "circuits/ladders.h"

namespace traversable {

Circuit with_ladders(const Circuit& circuit, int most) {
  Circuit result(circuit.num_qubits());
  for (const Operation& operation : circuit.operations()) {
    if (operation.gate != Gate::pauli_rotation ||
        static_cast<int>(operation.qubits.size()) <= most) {
      result.append(operation);
      continue;
    }
    Circuit frame(circuit.num_qubits());
    for (std::size_t k = 0; k < operation.qubits.size(); ++k) {
      const bool x = (operation.pauli.x >> k & 1) != 0;
      const bool z = (operation.pauli.z >> k & 1) != 0;
      // H X H = Z, sqrt X Y sqrt X^+ = Z.
      if (x) frame.append(z ? Gate::sqrt_x : Gate::h, {operation.qubits[k]});
    }
    for (std::size_t k = 0; k + 1 < operation.qubits.size(); ++k)
      frame.append(Gate::cnot, {operation.qubits[k], operation.qubits[k + 1]});
    result.append(frame);
    result.append(Gate::rz, {operation.qubits.back()}, {operation.angles[0] * 2});
    result.append(adjoint(frame));
  }
  return result;
}

}  // namespace traversable
