// circuits: the protocol as gates.
//
//   gate_table.cpp               one row a gate, all that is known of it, read by gate.h
//   circuit.h, angle.h           operations in order; named parameters
//   run_circuit.h                circuits on states, unitaries, the state of the measured qubits
//   wormhole_circuit.h           the teleportation protocol in any encoding
//   state_preparation.h          |I>, the thermofield double of commuting terms, any small state
//   thermofield_double.h         ... and trained circuits, by adjoint_gradient.h
//   gate_rotations.h             every gate as Pauli rotations;  multiplexed_rotation.h, ladders.h
//   pauli_program.h              a circuit as rotations and a Clifford operator
//   pauli_network.h              ... and as few two-qubit gates on a processor's connectivity.h, by network_cost.h
//   kak.h, two_qubit_synthesis.h two-qubit unitaries by CZ or roots of iSWAP;  two_qubit_blocks.h
//   shannon_decomposition.h      larger unitaries;  routing.h swaps
//   compile.h                    all of these;  resources.h what a circuit costs
//   noise_model.h                what goes wrong after which gate;  noise_model_toml.h, noise_presets/
//   noisy_circuit.h              ... in a circuit, on density matrices;  trajectories.h one by one
//   run_keys.h                   what the random numbers of noisy runs are keyed by
//   noise_analysis.h             thresholds, budgets, shots;  noisy_wormhole.h all of it for the protocol
//   qasm_writer.h, qasm_reader.h OpenQASM 2 and 3 (qasm_tokens.h, qasm_expression.h);  draw.h, angle_text.h text
#pragma once

#include "circuits/draw.h"
#include "circuits/noise_model_toml.h"
#include "circuits/noisy_wormhole.h"
#include "circuits/qasm_reader.h"
#include "circuits/qasm_writer.h"
#include "circuits/resources.h"
#include "circuits/run_circuit.h"
#include "circuits/thermofield_double.h"
#include "circuits/wormhole_circuit.h"
