#include "learning/protocol_state.h"

#include "sim/complex.h"

namespace traversable {
Eigen::Matrix4cd protocol_state(const ProtocolTraces& traces, double dimension) {
  Eigen::Matrix4cd rho = Eigen::Matrix4cd::Zero();
  for (int p = 0; p < 2; ++p) {
    const double difference = traces.d[static_cast<std::size_t>(p)] / (4 * dimension);
    rho(2 * p, 2 * p) = 0.25 + difference;
    rho(2 * p + 1, 2 * p + 1) = 0.25 - difference;
  }
  rho(0, 3) = imaginary * traces.c[0] / (2 * dimension);
  rho(1, 2) = imaginary * traces.c[1] / (2 * dimension);
  rho(3, 0) = std::conj(rho(0, 3));
  rho(2, 1) = std::conj(rho(1, 2));
  return rho;
}

ProtocolTraces trace_weights(const Eigen::Matrix4cd& lambda, double dimension) {
  ProtocolTraces weights;
  for (int p = 0; p < 2; ++p)
    weights.d[static_cast<std::size_t>(p)] =
        (lambda(2 * p, 2 * p) - lambda(2 * p + 1, 2 * p + 1)).real() / (4 * dimension);
  weights.c = {imaginary * lambda(3, 0) / (2 * dimension),
               imaginary * lambda(2, 1) / (2 * dimension)};
  return weights;
}

}  // namespace traversable
