// Circuits on states: amplitudes, unitaries, and the state of the measured qubits.
#pragma once

#include <Eigen/Core>

#include "circuits/circuit.h"
#include "sim/state_vector/state_vector.h"

namespace traversable {

/// Throws std::invalid_argument naming the gate that follows a measurement of one of its qubits.
void check_measurements_are_last(const Circuit& circuit);

/// state <- circuit state. Measurements must be the last operations on their qubits and leave the
/// state as it is. Throws std::invalid_argument for unbound parameters, a gate after a measurement
/// on one qubit, or a state of another number of qubits.
template <class Real>
void run_circuit(const Circuit& circuit, StateVector<Real>& state);

/// The 2^n x 2^n unitary of a circuit without measurements, qubit k = bit k. Throws
/// std::invalid_argument, also for more than 12 qubits.
Eigen::MatrixXcd unitary_of(const Circuit& circuit);

/// The qubits that are measured, in the order of the classical bits; bits that nothing is measured
/// into are left out. Throws std::invalid_argument where nothing is measured.
std::vector<int> measured_qubits(const Circuit& circuit);

/// The state of the measured qubits before their measurement, from |0...0>: classical bit k is bit
/// k of row and column. Of a wormhole circuit it is rho_PT, row 2 p + a.
Eigen::MatrixXcd measured_state(const Circuit& circuit);

}  // namespace traversable
