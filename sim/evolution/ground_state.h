// Lowest eigenstates by Lanczos.
#pragma once

#include <stop_token>

#include "sim/state_vector/pauli_operator.h"

namespace traversable {

template <class Real>
struct GroundState {
  double energy = 0;
  StateVector<Real> state;
  double residual = 0;  ///< |H psi - E psi|: a level of H is within this of E
  std::size_t applications = 0;
};

/// The lowest level of a Hermitian operator, as far as `start` overlaps with it, by Lanczos with
/// full reorthogonalisation, restarted from the best vector every 40 steps. Throws
/// std::invalid_argument for a start that is zero or not finite, an operator that is not Hermitian
/// or a tolerance outside [1e-12, 1) (in double; 1e-4 in float), std::runtime_error where
/// |residual| stays above tolerance times the sum of |coefficients| for 500 restarts, Interrupted.
template <class Real>
GroundState<Real> ground_state(const PauliOperator<Real>& hamiltonian, StateVector<Real> start,
                               double tolerance, const std::stop_token& stop = {});

}  // namespace traversable
