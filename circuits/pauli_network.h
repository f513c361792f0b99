// Pauli rotations as networks of two-qubit gates.
//
// A rotation about P is a rotation of one qubit in a frame in which P is one letter. Two-qubit
// Clifford gates exp(-i pi/4 Q), Q a product of two letters, change the frame for all rotations
// that follow; each gate is chosen such that it shortens the rotation at hand and, among those, the
// ones to come. Rotations that commute change places freely, so commuting groups are diagonalised
// together and share their ladders, and the frame is undone once, at the end. The best of many
// randomised networks is kept. (Greedy Pauli networks: de Brugiere and Martiel, arXiv:2404.03280.)
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

#include "circuits/connectivity.h"
#include "circuits/pauli_program.h"
#include "circuits/two_qubit_synthesis.h"

namespace traversable {

/// A circuit on the processor's qubits, with where the program's qubits start and end.
struct PlacedCircuit {
  Circuit circuit{1};
  std::vector<int> initial_layout;  // the processor's qubit of every program qubit
  std::vector<int> final_layout;    // -1 where the qubit's state was not to be preserved
};

struct NetworkOptions {
  Entangler entangler = Entangler::cz;
  /// The circuit starts in |0...0>, so that only this column of the unitary counts.
  bool from_zero = false;
  /// Only the reduced state of these qubits counts at the end; all where empty.
  std::vector<int> outputs = {};
  /// Networks to choose from.
  int trials = 100;
  std::uint64_t seed = 0;
  /// Called with (trials done, trials) from one thread.
  std::function<void(int, int)> progress = {};
};

/// The program on a processor of at least as many qubits. The first trial keeps the qubits in
/// place; where not all pairs are connected, others place them at random, then around the best
/// placement so far. The same circuit for any number of threads. Throws std::invalid_argument where
/// the processor is too small or trials < 1, Interrupted.
PlacedCircuit pauli_network(const PauliProgram& program, const Connectivity& connectivity,
                            const NetworkOptions& options, const std::stop_token& stop = {});

/// How many gates a circuit has that act on two or more qubits.
int num_two_qubit_gates(const Circuit& circuit);

/// The number of moments.
int depth(const Circuit& circuit);

}  // namespace traversable
