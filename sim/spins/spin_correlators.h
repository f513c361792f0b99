// Two-point functions and out-of-time-order correlators of one copy of qubits.
//
//   G(t) = Tr rho A(t) B,      F(t) = Tr rho A(t) B A(t) B,      regularised F(t) = Tr y A(t) y B y A(t) y B,
//
// A, B Pauli strings, y = rho^{1/4} (Maldacena, Shenker and Stanford, arXiv:1503.01409). G(0) = 1 for A = B; F(0) = +-1 at
// beta = 0 as A and B commute or not.
#pragma once

#include <Eigen/Core>
#include <span>
#include <stop_token>

#include "sim/spins/spin_spectrum.h"

namespace traversable {

/// G(t) for every t. Throws std::invalid_argument for a string that reaches beyond the qubits or carries a sign, beta < 0, no time or
/// one not finite or too long (sim/evolution_length.h).
Eigen::VectorXcd two_point_function(const SpinSpectrum& spectrum, double beta, const PauliString& a,
                                    const PauliString& b, std::span<const double> times);

/// F(t) for every t, one product of D x D matrices each. Throws as two_point_function; Interrupted.
Eigen::VectorXcd spin_otoc(const SpinSpectrum& spectrum, double beta, const PauliString& a,
                           const PauliString& b, std::span<const double> times, bool regularized,
                           const std::stop_token& stop = {});

}  // namespace traversable
