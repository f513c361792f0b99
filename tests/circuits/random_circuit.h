// Random unitaries and circuits for the tests of the compiler.
#pragma once

#include <Eigen/Core>
#include <random>
#include <vector>

#include "circuits/circuit.h"

namespace random_circuit {

/// Haar-random.
Eigen::MatrixXcd unitary(Eigen::Index dimension, std::mt19937_64& random);

std::vector<int> some_qubits(int num_qubits, int count, std::mt19937_64& random);

/// Gates of every kind; angles are now and then multiples of pi / 4.
traversable::Circuit circuit(int num_qubits, int gates, std::mt19937_64& random);

}  // namespace random_circuit
