// rho_PT of the chain of teleport_gradient.h from its traces, and a derivative with respect to them.
#pragma once

#include <Eigen/Core>
#include <array>
#include <complex>

namespace traversable {

/// d_p and c_k at one time.
struct ProtocolTraces {
  std::array<double, 2> d{};
  std::array<std::complex<double>, 2> c{};
};

/// rho_pa,pa = 1/4 +- d_p / 4D, rho_00,11 = i c_0 / 2D, rho_01,10 = i c_1 / 2D; row 2 p + a.
Eigen::Matrix4cd protocol_state(const ProtocolTraces& traces, double dimension);

/// dL/dd_p and (dL/dc_k) / 2 for dL = Tr(Lambda d rho).
ProtocolTraces trace_weights(const Eigen::Matrix4cd& lambda, double dimension);

}  // namespace traversable
