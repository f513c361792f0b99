#include "learning/device_gradient.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "learning/device_chain.h"
#include "sim/evolution_length.h"
#include "sim/interrupted.h"
#include "sim/memory.h"

namespace traversable {
namespace {

using Eigen::Matrix4cd;

double bytes_needed(int num_majoranas, std::size_t num_mu, std::size_t num_t1) {
  const double dimension = static_cast<double>(ParityBasis(num_majoranas).dimension());
  // U, occupation, chi, G: half each; K_p, A_p, scratch and other: six; three blocks of a quarter. For each mu X_p: two, and
  // twelve blocks. Half a matrix for eigenvectors' workspace.
  const double matrices = 9.25 + 5 * static_cast<double>(num_mu);
  const double vectors = 1.5 * static_cast<double>(num_t1) + 2 * num_majoranas;
  return 16 * (matrices * dimension * dimension + vectors * dimension);
}

std::size_t most_times(const ProtocolPoints& points) {
  std::size_t most = 0;
  for (const ProtocolTimes& times : points.times) most = std::max(most, times.t1.size());
  return most;
}

void require_memory_on(cuda::Backend& backend, int num_majoranas, const ProtocolPoints& points) {
  const double needed = device_gradient_memory(num_majoranas, points);
  const double available = backend.available_memory();
  if (needed <= available) return;
  int largest = num_majoranas;
  while (largest > 0 && device_gradient_memory(largest, points) > available) --largest;
  throw std::invalid_argument(
      fmt::format("the gradient with {} Majoranas a side needs {} on the device, {} are available; "
                  "the largest N "
                  "that fits is {}",
                  num_majoranas, format_bytes(needed), format_bytes(available), largest));
}

}  // namespace

double device_gradient_memory(int num_majoranas, const ProtocolPoints& points) {
  return bytes_needed(num_majoranas, points.mu.size(), most_times(points));
}

ProtocolGradient teleport_gradient_on(cuda::Backend& backend, const CouplingSpace& space,
                                      const Eigen::VectorXd& couplings,
                                      const ProtocolPoints& points, const ProtocolLoss& loss,
                                      const ExtraDerivatives& extra, const std::stop_token& stop) {
  validate(points, space.num_majoranas());
  check_couplings(space, couplings);
  check_length("t", longest_time(points), space.one_norm(couplings));
  require_memory_on(backend, space.num_majoranas(), points);
  DeviceChain chain(backend, space, couplings, points);
  ProtocolGradient result;
  result.mu = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(points.mu.size()));
  for (std::size_t group = 0; group < points.times.size(); ++group) {
    throw_if_stopped(stop);
    const std::vector<Matrix4cd> rho = chain.forward(points.times[group]);
    std::vector<Matrix4cd> lambda(rho.size(), Matrix4cd::Zero());
    result.loss += loss(group, rho, lambda);
    chain.backward(points.times[group], lambda, extra, result);
  }
  result.couplings = space.derivatives(chain.gradient());
  return result;
}

std::vector<std::vector<Matrix4cd>> teleport_states_on(cuda::Backend& backend,
                                                       const CouplingSpace& space,
                                                       const Eigen::VectorXd& couplings,
                                                       const ProtocolPoints& points,
                                                       const std::stop_token& stop) {
  validate(points, space.num_majoranas());
  check_couplings(space, couplings);
  check_length("t", longest_time(points), space.one_norm(couplings));
  require_memory_on(backend, space.num_majoranas(), points);
  DeviceChain chain(backend, space, couplings, points);
  std::vector<std::vector<Matrix4cd>> states;
  for (const ProtocolTimes& times : points.times) {
    throw_if_stopped(stop);
    states.push_back(chain.forward(times));
  }
  return states;
}

}  // namespace traversable
