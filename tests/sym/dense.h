// Dense matrices of Pauli strings, built letter by letter; only for tests.
#pragma once

#include <Eigen/Core>

#include "sym/operator_sum.h"
#include "sym/pauli_string.h"

namespace traversable::testing_support {

/// Qubit 0 is the first factor of the Kronecker product.
Eigen::MatrixXcd dense(const PauliString& string, int qubits);

Eigen::MatrixXcd dense(const PauliSum& sum, int qubits);

}  // namespace traversable::testing_support
