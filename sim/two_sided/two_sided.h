// sim/two_sided: the exact engine. The two copies' state is one D x D matrix, D = 2^ceil(N/2).
//
// Operator form. With |I> the infinite-temperature state, every state of the two copies is A|I> for
// an operator A on the left copy, normalised Tr(A^dagger A) / D = 1. Then (Gamma = fermion parity,
// h = the one-copy Hamiltonian, any even q):
//
//   psi_L^j          A -> psi_j A                    psi_R^j          A -> i (Gamma A Gamma) psi_j
//   exp(-i H_L t)    A -> u(t) A                     exp(-i H_R t)    A -> A u(t),  u(t) = exp(-i h t)
//   |TFD>            A  = (D rho)^{1/2}              rho = exp(-beta h) / Z
//   V                A  = sum_S c_S Gamma_S,  c_S -> (|S| - N/2) / (qN) c_S     (others: sym/coupling.h)
//
// Written once over a space of matrices (sim/space/): this machine or a device, double or single precision.
// One evaluation, in the order in which two_sided_engine.cpp does it (chi = (psi_a + i psi_b) / sqrt 2):
//
//   1. u = u(t0),  r = u(-t0) (D rho)^{1/2}
//   2. A_p = u (K_p r),  K_0 = chi chi^+ + chi,  K_1 = chi^+ + chi^+ chi: value p inserted; the even
//      and the odd half of A_p carry the value that was removed
//   3. S_p = exp(i mu V) A_p                                            (shockwave.h)
//   4. T_p = S_p U in the eigenbasis h = U E U^+;  G_pp' = T_p'^+ T_p   (contraction over L)
//   5. rho_PT at all t1:  diag(V^+ W V), V_mt = exp(-i E_m t1), W = G o O^T, O the operator on the
//      right mode.
//
//   parity_basis.h           even states first, then odd ones: all matrices fall into half-size blocks
//   one_sided_operators.h    h and products of Majoranas in that basis
//   symmetry_class.h         what the antiunitary symmetry of h makes of its sectors, by N mod 8
//   real_basis.h             the basis in which a sector of h is real
//   kramers_pairs.h          eigenvectors v, T v of equal levels
//   sector_spectrum.h        levels and eigenvectors of h
//   eigensystem.h            the same in a space, and what is made of them there
//   shockwave.h              exp(i mu V) by a butterfly, O(D^2 log D)
//   sparse_hamiltonian.h     h in the plain basis of the qubits, for other libraries
//   second_message.h         a second qubit through the same wormhole
//   two_sided_engine.h       the engine
#pragma once

#include "sim/two_sided/two_sided_engine.h"
