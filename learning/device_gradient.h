// teleport_gradient on a device: the chain of teleport_gradient.h as products and kernels.
#pragma once

#include <stop_token>
#include <vector>

#include "learning/teleport_gradient.h"
#include "sim/cuda/backend.h"

namespace traversable {

/// As teleport_gradient and teleport_states, up to rounding. Everything is resident: levels and eigenvectors are found there, one
/// group after the other goes forward and back, and G comes home. Throws std::invalid_argument where it does not fit on the
/// device, naming the largest N that does.
ProtocolGradient teleport_gradient_on(cuda::Backend& backend, const CouplingSpace& space,
                                      const Eigen::VectorXd& couplings,
                                      const ProtocolPoints& points, const ProtocolLoss& loss,
                                      const ExtraDerivatives& extra = {},
                                      const std::stop_token& stop = {});
std::vector<std::vector<Eigen::Matrix4cd>> teleport_states_on(cuda::Backend& backend,
                                                              const CouplingSpace& space,
                                                              const Eigen::VectorXd& couplings,
                                                              const ProtocolPoints& points,
                                                              const std::stop_token& stop = {});

/// Bytes on the device.
double device_gradient_memory(int num_majoranas, const ProtocolPoints& points);

}  // namespace traversable
