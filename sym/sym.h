// sym: what the physics is made of, exactly and without floating-point matrices.
//
//   majorana_string.h      products of Majorana fermions of the two copies, with signs
//   pauli_string.h         Pauli strings with exact phases
//   encoding.h             Majoranas -> Pauli strings: split, paired, sycamore, user-given
//   hamiltonian.h          one copy's H = sum_S J_S h_q psi_S
//   commutation_graph.h    which of its terms anticommute
//   hamiltonian_algebra.h  sums and multiples of them
//   hamiltonian_text.h     ... as people read it: short, LaTeX, HTML
//   hamiltonian_json.h     ... as JSON text
//   coupling.h             which fermions V couples, and how strongly
//   operator_sum.h         sums of strings; H_L, H_R, V and the coupled Hamiltonian on both copies
//   protocol.h             the probe and the coupling
//   probe_mode.h           the pair of Majoranas that is teleported
//   random.h               counter-based random numbers keyed by (seed, instance, purpose)
//   fingerprint.h          which Hamiltonian random numbers belong to
//   models.h               the learned model and the SYK ensembles
//   spins/                 Hamiltonians, couplings and circuits of qubits
//
// Conventions (used everywhere): N Majoranas a side, {psi_i, psi_j} = delta_ij, psi = gamma / sqrt 2,
// 0-based indices, h_q = 1 where q(q-1)/2 is even and i where it is odd.
#pragma once

#include "sym/commutation_graph.h"
#include "sym/coupling.h"
#include "sym/encoding.h"
#include "sym/fingerprint.h"
#include "sym/hamiltonian.h"
#include "sym/hamiltonian_algebra.h"
#include "sym/hamiltonian_json.h"
#include "sym/hamiltonian_text.h"
#include "sym/majorana_string.h"
#include "sym/models.h"
#include "sym/operator_sum.h"
#include "sym/pauli_string.h"
#include "sym/probe_mode.h"
#include "sym/protocol.h"
#include "sym/random.h"
#include "sym/spins/spins.h"
