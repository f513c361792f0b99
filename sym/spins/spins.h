// sym/spins: what the physics of qubits is made of. n qubits a side, site k = qubit k = bit k.
//
//   spin_hamiltonian.h  one copy's H = sum_P c_P P, c real
//   spin_models.h       Ising, XXZ, spin SYK, random 2-local
//   spin_coupling.h     V = (1/sum w) sum_j w_j P_L^j (P_R^j)^*
//   message.h           the sites that are swapped in on the left and out on the right
//   scrambler.h         a unitary as a list of steps, in place of exp(-iHt)
//   circuit_models.h    kicked Ising, Brownian spins, brickwork of Haar and of Clifford gates
//   drive.h             H(t) = H_0 + J(t) H_1
#pragma once

#include "sym/spins/circuit_models.h"
#include "sym/spins/drive.h"
#include "sym/spins/message.h"
#include "sym/spins/scrambler.h"
#include "sym/spins/spin_coupling.h"
#include "sym/spins/spin_hamiltonian.h"
#include "sym/spins/spin_models.h"
