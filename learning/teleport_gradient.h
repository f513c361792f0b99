// rho_PT of the protocol and the derivative of any scalar of it with respect to all couplings, the
// inverse temperature, mu, the weights of V and the times: the adjoint of the chain of sim/two_sided/two_sided.h.
//
// Forward, hats in the eigenbasis h = U diag(E) U^+ and Gamma the parity:
//
//   A_p = f K_p g,   f = exp(-i h t0),  g = (D/Z)^{1/2} exp((i t0 - beta/2) h)
//   S_p = exp(i mu V) A_p,   X_p = S_p U
//   G_p = X_p^+ X_p (even blocks),   C = X_1^+ X_0 (odd blocks),   v = exp(-i E t1)
//   d_p = Tr(G_p v o v^+),  o = (i gamma_a gamma_b)^,      c_k = Tr(C v O_k v^+),  O = (chi^+)^, chi^
//   rho_pa,pa = 1/4 +- d_p / 4D,   rho_00,11 = i c_0 / 2D,   rho_01,10 = i c_1 / 2D
//
// X_0 is Gamma S_0 Gamma U in fact. V commutes with Gamma . Gamma, so that K_0 takes its signs and nothing else.
//
// Backward, from Lambda with dL = Tr(Lambda d rho):
//
//   X -> S -> A by the adjoint products and exp(-i mu V);   M_f = sum_p K_p g A'_p^+,
//   M_g = sum_p A'_p^+ f K_p,   M_v = 2 (o v^+ sum_p a_p G_p + B v^+ C + B^+ v^+ C^+)
//   G = F o M of each exponential (exponential_derivative.h), and the Z in g
//
// A' is dL/dA, a_p = dL/dd_p, B = sum_k (dL/dc_k / 2) O_k. All derivatives together cost a few D x D
// products and one sparse trace a coupling.
#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "learning/coupling_space.h"
#include "learning/protocol_chain.h"
#include "learning/protocol_points.h"
#include "sim/cuda/stream_pool.h"

namespace traversable {

/// Called once for each group, from several threads: rho at [m * t1.size() + t], and Lambda to be
/// filled in the same order (Hermitian, zero to begin with). Returns the group's part of L.
using ProtocolLoss = std::function<double(std::size_t group, std::span<const Eigen::Matrix4cd> rho,
                                          std::span<Eigen::Matrix4cd> lambda)>;

struct ProtocolGradient {
  double loss = 0;
  Eigen::VectorXd couplings;  // dL/dJ_S
  double beta = 0;
  Eigen::VectorXd mu;
  /// dL/dw_K of the coupled sets of points.protocol.coupling (all fermions with weight 1 where that is the default).
  Eigen::VectorXd weights;
  /// A group each.
  std::vector<TimeGradient> times;
};

/// L = sum over groups, and its gradient. The bits do not depend on the number of threads. Throws
/// std::invalid_argument as validate, or for couplings that are not finite or of another number;
/// Interrupted. On a device, where one group after the other goes forward and back, also where it does not fit, with the largest
/// N that does.
ProtocolGradient teleport_gradient(const CouplingSpace& terms, const Eigen::VectorXd& couplings,
                                   const ProtocolPoints& points, const ProtocolLoss& loss,
                                   const ExtraDerivatives& extra = {},
                                   const std::stop_token& stop = {},
                                   cuda::StreamPool* device = nullptr);

/// rho_PT alone, a list a group as ProtocolLoss gets it.
std::vector<std::vector<Eigen::Matrix4cd>> teleport_states(const CouplingSpace& terms,
                                                           const Eigen::VectorXd& couplings,
                                                           const ProtocolPoints& points,
                                                           const std::stop_token& stop = {},
                                                           cuda::StreamPool* device = nullptr);

/// Bytes of matrices at the peak of a gradient, found by going through it (plan_matrices.h); on a device, or with
/// `threads` of this machine.
double gradient_memory(int num_majoranas, const ProtocolPoints& points, Place place = Place::device,
                       int threads = 1);

}  // namespace traversable
