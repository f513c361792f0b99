// What a circuit costs on a processor.
#pragma once

#include <map>
#include <string>

#include "circuits/circuit.h"

namespace traversable {

/// Error rates, times in ns. The defaults are typical figures of the processor family of the
/// nine-qubit experiment, quoted from memory of its publications, not of one chip's calibration:
/// replace them by those of the machine at hand.
struct ProcessorFigures {
  double one_qubit_error = 1e-3;
  double two_qubit_error = 6e-3;
  double read_out_error = 3e-2;
  double one_qubit_time = 25;
  double two_qubit_time = 32;
  double read_out_time = 1000;
  double t1 = 15000;
  double t2 = 15000;
};

/// Throws std::invalid_argument naming the figure for an error outside [0, 1], a time that is
/// negative (t1, t2: not positive), not finite, or t2 > 2 t1.
void validate(const ProcessorFigures& figures);

struct Resources {
  int num_qubits = 0;
  std::map<std::string, int> gates = {};  // by name
  int one_qubit_gates = 0;
  int two_qubit_gates = 0;
  int larger_gates = 0;
  int measurements = 0;
  int depth = 0;            // moments
  int two_qubit_depth = 0;  // moments with gates on two or more qubits, the others left out
  double duration = 0;      // ns, moment after moment, each as long as its longest operation
  /// The product of (1 - error) of all gates and read-outs and, for every qubit idle in a moment
  /// between its first and last operation, of the fidelity of waiting, 1/2 + e^{-t/T1}/6 +
  /// e^{-t/T2}/3. Gates on k > 2 qubits count as 2 (k - 1) two-qubit gates.
  double fidelity = 1;
};

Resources resources_of(const Circuit& circuit, const ProcessorFigures& figures = {});

/// A table of the resources for people.
std::string to_text(const Resources& resources);

}  // namespace traversable
