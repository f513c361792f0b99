// I_PT of matrices that need not be states, and states of a given I_PT.
//
// Linear inversion leaves eigenvalues on both sides of zero. eta(l) = -l log l has infinite slope
// there: cutting them off, as every reconstruction does, loses what their sum knows and makes bias
// and scatter depend on eigenvalues that cannot be told from zero. Below delta, eta is therefore
// continued by its Taylor polynomial of second order,
//   eta(l) = -delta log delta - (log delta + 1)(l - delta) - (l - delta)^2 / (2 delta),
// whose mean over the noise hardly depends on them. In nats.
#pragma once

#include <Eigen/Core>

namespace traversable {

class SmoothedInformation {
 public:
  explicit SmoothedInformation(double delta) : delta_(delta) {}

  /// sum eta over the eigenvalues of rho_P and rho_T, less that of rho (Hermitian, of trace 1).
  double operator()(const Eigen::Matrix4cd& rho) const;
  /// Its derivative, less the trace.
  Eigen::Matrix4cd gradient(const Eigen::Matrix4cd& rho) const;
  /// The state of the mutual information `target` (nats, 0 to 2 log 2, to 1e-5) at the end of the
  /// path along the gradient from `rho`, projected on the states at every step: small eigenvalues
  /// move first, as they do on the shortest way there. Towards rho_P x rho_T or the nearest
  /// maximally entangled state where the path ends before.
  Eigen::Matrix4cd state_at(Eigen::Matrix4cd rho, double target) const;

 private:
  double delta_;
};

/// The projector on the maximally entangled vector with the largest overlap: in the magic basis
/// those vectors are the real ones (Bennett et al., quant-ph/9604024).
Eigen::Matrix4cd nearest_maximally_entangled(const Eigen::Matrix4cd& rho);

}  // namespace traversable
