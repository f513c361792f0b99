// sim/spins: the protocol for any dynamics of qubits, exactly. n qubits a side, D = 2^n; site k is bit k of rows and columns.
//
// Operator form. With |I> a Bell pair (|00> + |11>) / sqrt 2 a site, every state of the two copies is A|I> for a D x D
// matrix A, normalised Tr(A^+ A) / D = 1, and
//
//   O_L              A -> O A                        O_R              A -> A O^T
//   exp(-i H_L t)    A -> u(t) A                     exp(-i H_R t)    A -> A u(t),  H_R = H^T,  u(t) = exp(-i H t)
//   |TFD>            A  = (D rho)^{1/2}              rho = exp(-beta H) / Z
//   V                A  = sum_S c_S S over Pauli strings, diagonal in S      (sym/spins/spin_coupling.h)
//
// A message of k qubits (sym/spins/message.h) replaces the left sites' qubits: value p of the references in, value c
// of the sites out, K_pc = |p><c|. One evaluation, in the order in which spin_engine.cpp does it:
//
//   1. u = u(t0),  r = u(-t0) (D rho)^{1/2}
//   2. A_pc = u K_pc r, the c of one p below each other: A_p is 2^k D x D                       (insertion.h)
//   3. S_pc = exp(i mu V) A_pc                                                                  (coupling_action.h)
//   4. T_p = S_p U in the eigenbasis H = U E U^+;  G_p'p = T_p'^+ T_p = sum_c (contraction over L)
//   5. rho at all t1:  rho_(p a)(p' a') = 1/(2^k D) diag(V^+ W V), V_mt = exp(-i E_m t1), W = G_p'p o O^T, O = U^+ |a><a'| U
//      on the right sites.
//
// A scrambler (sym/spins/scrambler.h) puts U_s in the place of u: A_pc = U_s0 K_pc U_s0^+ (D rho)^{1/2}, and on the right A -> A U_s1.
//
//   spin_spectrum.h        levels and eigenvectors of H, real where H is
//   coupling_action.h      exp(i mu V) and <V>
//   insertion.h            the branches of the swap at the left sites
//   spin_engine.h          the engine for a Hamiltonian
//   scrambler_unitary.h    the unitary of a list of steps
//   scrambler_teleport.h   the protocol with it
//   message_observables.h  what is read off the state of references and read-outs
//   pauli_size.h           Pauli-size distributions of operators
//   spin_correlators.h     two-point functions and OTOCs
#pragma once

#include "sim/spins/message_observables.h"
#include "sim/spins/pauli_size.h"
#include "sim/spins/scrambler_teleport.h"
#include "sim/spins/spin_correlators.h"
#include "sim/spins/spin_engine.h"
