// Small matrices on a few qubits of a state.
#pragma once

#include <Eigen/Core>
#include <span>

#include "sim/state_vector/state_vector.h"

namespace traversable {

/// state <- U state on the given qubits, qubits[0] the lowest bit of row and column of U, any
/// matrix of 2^k x 2^k, k <= 6. One sweep over memory; the same bits for any number of threads.
/// Throws std::invalid_argument for a qubit that is not there or twice there, or a matrix of
/// another size.
template <class Real>
void apply_matrix(StateVector<Real>& state, const Eigen::MatrixXcd& matrix,
                  std::span<const int> qubits);

}  // namespace traversable
