// The protocol with a unitary in place of the evolution.
#pragma once

#include <Eigen/Core>
#include <span>
#include <stop_token>
#include <vector>

#include "sim/space/host_matrices.h"
#include "sym/spins/message.h"
#include "sym/spins/scrambler.h"
#include "sym/spins/spin_coupling.h"

namespace traversable {

/// What the two copies are prepared in: A of the state A|I>, Tr(A^+ A) = D.
struct TwoSidedState {
  HostMatrix<double> matrix;
};

/// |I>, a Bell pair a site. Throws as check_dense of spin_spectrum.h.
TwoSidedState bell_pairs(int num_qubits);

/// The thermofield double of H. Throws as diagonalize and thermal_weights of spin_spectrum.h.
TwoSidedState thermofield_double_of(const SpinHamiltonian& hamiltonian, double beta,
                                    const std::stop_token& stop = {});

/// rho of references and read-outs as SpinEngine::teleport's, with the unitaries `before` in place of exp(-i H_L t0) and `after` in
/// place of exp(-i H_L t1): element [(i * mu.size() + m) * after.size() + j]. Throws as below.
std::vector<Eigen::MatrixXcd> scrambled_teleport(
    const Message& message, const SpinCoupling& coupling, const TwoSidedState& state,
    std::span<const HostMatrix<double>> before, std::span<const double> mu,
    std::span<const HostMatrix<double>> after, const std::stop_token& stop = {});

/// rho of references and read-outs as SpinEngine::teleport's, with U_s0 in place of exp(-i H_L t0) and U_s1 in place of
/// exp(-i H_L t1) (scrambler.h): element [(i * mu.size() + m) * s1.size() + j] for (s0[i], mu[m], s1[j]). Throws
/// std::invalid_argument for steps outside 0 .. num_steps, a message or coupling that does not fit, mu not finite or more than memory holds;
/// Interrupted.
std::vector<Eigen::MatrixXcd> scrambled_teleport(
    const Scrambler& scrambler, const Message& message, const SpinCoupling& coupling,
    const TwoSidedState& state, std::span<const int> s0, std::span<const double> mu,
    std::span<const int> s1, const std::stop_token& stop = {});

}  // namespace traversable
