// Scramblers that are no static Hamiltonian: Floquet, Brownian and random circuits.
//
// Random ones are functions of (seed, instance), keyed by these, the model, n and what chooses the distribution: step s
// is the same whatever the number of steps. All throw std::invalid_argument for n outside 2..64, num_steps
// outside 1..100000, or a parameter that is not finite.
#pragma once

#include "sym/models.h"
#include "sym/spins/scrambler.h"
#include "sym/spins/spin_models.h"

namespace traversable {

/// The kicked Ising chain: every step is exp(-i b sum_k X_k) exp(-i (J sum_bonds Z Z + h sum_k Z_k)), the right factor first;
/// J, h, b are angles. Self-dual at |J| = |b| = pi/4, where it is maximally chaotic for generic h (Bertini, Kos and Prosen,
/// arXiv:1812.05090).
Scrambler kicked_ising(int num_qubits, double J, double b, double h, Boundary boundary,
                       int num_steps);

/// Brownian spins (after Lashkari et al., arXiv:1111.6580, without terms of one site; the normalisation is ours): every step is exp(-i H_s dt) with a new H_s of the strings of
/// random_two_local, Gaussian coefficients of variance 2 J / (9 (n - 1) dt), so that <Tr (H_s dt)^2> / D = n J dt. The white
/// noise is the limit dt -> 0. J > 0, dt > 0.
Scrambler brownian_spins(int num_qubits, double J, double dt, int num_steps, const Draw& draw);

/// Which gates a brickwork circuit is made of.
enum class GateEnsemble {
  haar,     ///< uniform on U(4)
  clifford  ///< uniform on the 11520 Clifford gates of two qubits, up to a phase
};

/// "haar" or "clifford". Throws std::invalid_argument.
GateEnsemble gate_ensemble_by_name(std::string_view name);
std::string_view name_of(GateEnsemble ensemble);

/// A layer a step (Nahum, Vijay and Haah, arXiv:1705.08975): independent gates on the bonds (k, k+1) with k even in the
/// steps g_1, g_3, ..., k odd in the others. A periodic one has an even number of sites.
Scrambler brickwork(int num_qubits, GateEnsemble ensemble, Boundary boundary, int num_steps,
                    const Draw& draw);

}  // namespace traversable
