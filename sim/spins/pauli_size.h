// Pauli-size distributions of operators of qubits.
//
// A = sum_S c_S S over the 4^n Hermitian Pauli strings, |S| the number of sites where S is not the identity:
//
//   P(n) = sum_{|S| = n} |c_S|^2,    Q(n) = sum_{|S| = n} c_S^2
//
// (Brown et al., arXiv:1911.06314; Nezami et al., arXiv:2102.01064). size_winding.h reads winding off them.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "sim/diagnostics/size_distribution.h"
#include "sim/spins/spin_spectrum.h"

namespace traversable {

/// Of a D x D matrix, sizes 0 .. log2 D, by one butterfly a site: O(D^2 log D). The same bits for any number of threads.
SizeDistribution pauli_size_distribution(const Eigen::MatrixXcd& a);

/// Of O(-t) (D rho)^{1/2} for every t, which the coupling of the protocol acts on: sum P = 1. The literature's
/// rho^{1/2} O(t) has the same P and Q where H and O are real up to a sign. Throws std::invalid_argument for a string beyond the
/// qubits or with a sign, beta < 0, no time or one not finite or too long; Interrupted.
std::vector<SizeDistribution> pauli_size_distributions(const SpinSpectrum& spectrum, double beta,
                                                       const PauliString& string,
                                                       std::span<const double> times,
                                                       const std::stop_token& stop = {});

}  // namespace traversable
