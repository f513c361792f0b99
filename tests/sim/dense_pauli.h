// Pauli strings on vectors, letter by letter: the slow reference for the state-vector tests.
#pragma once

#include <Eigen/Core>
#include <complex>
#include <random>
#include <string>

#include "sym/operator_sum.h"

namespace dense_pauli {

using Complex = std::complex<double>;
using Vector = Eigen::VectorXcd;

/// The 2 x 2 matrix of every letter of `text` ("-iXZ", leftmost = qubit 0) on its qubit in turn.
Vector times(const std::string& text, Vector psi);

Vector rotate(const std::string& text, double angle, const Vector& psi);

Vector times(const traversable::PauliSum& sum, const Vector& psi);

Vector random_vector(int num_qubits, std::mt19937_64& random);

/// A random Hermitian letter string.
traversable::PauliString random_string(int num_qubits, std::mt19937_64& random);

}  // namespace dense_pauli
