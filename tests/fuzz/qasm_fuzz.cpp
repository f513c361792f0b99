// A circuit that was read has operations within its bounds.
#include "circuits/qasm_reader.h"
#include "tests/fuzz/expect.h"

using namespace traversable;

TRAVERSABLE_FUZZ_TARGET(text) {
  fuzz::reads_or_refuses([&] {
    const Circuit circuit = from_qasm2(text);
    for (const Operation& operation : circuit.operations())
      for (const int qubit : operation.qubits)
        fuzz::expect(qubit >= 0 && qubit < circuit.num_qubits(), "qubits of the circuit");
  });
}
