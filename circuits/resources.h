// What a circuit costs on a processor.
#pragma once

#include <limits>
#include <map>
#include <string>

#include "circuits/circuit.h"
#include "circuits/noise_model.h"

namespace traversable {

/// Error rates, times in ns; those of a processor without errors that takes no time.
struct ProcessorFigures {
  double one_qubit_error = 0;
  double two_qubit_error = 0;
  double read_out_error = 0;
  double one_qubit_time = 0;
  double two_qubit_time = 0;
  double read_out_time = 0;
  double t1 = std::numeric_limits<double>::infinity();
  double t2 = std::numeric_limits<double>::infinity();
};

/// Of a noise model: of gates the chance of any Pauli error, 1 - Tr R / 4^k of the transfer matrix R
/// of the channels on k qubits; of read-out the mean over both outcomes.
ProcessorFigures figures_of(const NoiseModel& model);

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

Resources resources_of(const Circuit& circuit, const ProcessorFigures& figures);

/// A table of the resources for people.
std::string to_text(const Resources& resources);

}  // namespace traversable
