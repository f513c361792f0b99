// sim: what runs the physics of sym.
//
//   two_sided/        the exact engine: the teleportation protocol as products of D x D matrices
//   space/            where matrices live and what acts on them there: this machine, a device, a plan that counts
//   cuda/             devices: memory, kernels, state vectors; kernels' bodies run on the CPU too
//   diagnostics/      is it a wormhole? size winding, correlators, response, levels of one copy
//   state_vector/     up to 30 qubits: Pauli rotations, small matrices, sums of Pauli strings
//   evolution/        exp(-iHt) and exp(-tau H) on state vectors, ground states
//   spins/            the protocol for any dynamics of qubits: Hamiltonians, circuits, drives
//   teleport/         runs over many instances, temperatures, couplings and times, by either engine
//   typicality/       thermal quantities of one copy from random states
//   observables/      what is read off the state of reference and read-out
//   density_matrix/   noisy circuits: the real Pauli-basis vector and what acts on it
//   noise/            channels and their transfer matrices
//   tomography/       shots, the state from them, and what they make of I_PT
//   optimization/     minimisation with gradients
//   statistics.h      mean, scatter and errors of samples
//   linear_algebra/   products by tiles and eigenvectors, the same bits for any number of threads
//   arguments.h       checks of arguments
//   memory.h          what may be allocated;  parallel.h  when threads pay;  interrupted.h stopping;
//   precision.h       single or double;  coupling_axis.h   what an axis of couplings is called
//   evolution_length.h  how long an evolution may be
#pragma once

#include "sim/diagnostics/diagnosis.h"
#include "sim/evolution/evolution.h"
#include "sim/evolution/ground_state.h"
#include "sim/interrupted.h"
#include "sim/memory.h"
#include "sim/observables/observables.h"
#include "sim/spins/spins.h"
#include "sim/teleport/teleport_sweep.h"
#include "sim/two_sided/two_sided.h"
#include "sim/typicality/typicality.h"
