// learning: gradients through the protocol, what is learned, and from many terms to few.
//
//   coupling_space.h          the couplings that vary: H(J) = sum_S J_S h_q psi_S
//   thermal_spectrum.h        levels, eigenvectors and thermal weights of h(J)
//   exponential_derivative.h  d exp(z h) by divided differences
//   protocol_points.h         where rho_PT is asked for
//   teleport_gradient.h       rho_PT there and the adjoint of the whole chain, protocol_chain.h over a space of
//                             matrices;  two_point_gradient.h, size_winding_gradient.h the same of two diagnostics
//   coupling_penalties.h      scalars of the couplings alone
//   objective.h               a weighted sum of these;  learning_task.h one made of target models
//   fit.h                     fitting the couplings that are not zero
//   sparsifier.h              fewer of them;  ladder.h rung by rung, from several starts
//   learning_report.h         what a learned model does where it was not trained
#pragma once

#include "learning/ladder.h"
#include "learning/learning_report.h"
