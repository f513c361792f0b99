// The gradient on any device against the CPU's.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "learning/teleport_gradient.h"
#include "sym/models.h"
#include "sym/random.h"

namespace traversable::test {

inline void expect_gradient_as_on_cpu(cuda::StreamPool& device, const Hamiltonian& hamiltonian,
                                      ProbeMode probe) {
  using Eigen::Matrix4cd;
  const CouplingSpace space(hamiltonian);
  const Eigen::VectorXd couplings = space.couplings_of(hamiltonian);
  const ProtocolPoints points{.beta = 1.7,
                              .mu = {-12, 5},
                              .times = {{0.0, {0.0}}, {1.3, {1.3}}, {2.1, {0.4, -0.7, 3.0}}},
                              .protocol = {probe}};
  // L = sum of Tr(Lambda rho) + Tr(rho^2), Lambda random.
  const ProtocolLoss loss = [](std::size_t group, std::span<const Matrix4cd> rho,
                               std::span<Matrix4cd> lambda) {
    double value = 0;
    for (std::size_t k = 0; k < rho.size(); ++k) {
      const RandomStream random(3, 100 * group + k, Stream::states);
      Matrix4cd a;
      for (int i = 0; i < 16; ++i) a(i) = random.complex_gaussian(static_cast<std::uint64_t>(i));
      a = (a + a.adjoint()).eval();
      lambda[k] = a + 2 * rho[k];
      value += (a * rho[k] + rho[k] * rho[k]).trace().real();
    }
    return value;
  };
  const ExtraDerivatives all{.beta = true, .mu = true};
  const ProtocolGradient expected = teleport_gradient(space, couplings, points, loss, all);
  const ProtocolGradient found =
      teleport_gradient(space, couplings, points, loss, all, {}, &device);
  const double scale = 1 + expected.couplings.norm();
  EXPECT_NEAR(found.loss, expected.loss, 1e-11);
  EXPECT_LT((found.couplings - expected.couplings).norm(), 1e-10 * scale);
  EXPECT_NEAR(found.beta, expected.beta, 1e-10 * scale);
  EXPECT_LT((found.mu - expected.mu).norm(), 1e-10 * scale);
  const auto states = teleport_states(space, couplings, points);
  const auto device_states = teleport_states(space, couplings, points, {}, &device);
  ASSERT_EQ(device_states.size(), states.size());
  for (std::size_t g = 0; g < states.size(); ++g)
    for (std::size_t k = 0; k < states[g].size(); ++k)
      EXPECT_LT((device_states[g][k] - states[g][k]).cwiseAbs().maxCoeff(), 1e-12);
}

inline void expect_gradients_as_on_cpu(cuda::StreamPool& device) {
  for (const Hamiltonian& hamiltonian :
       {dense_syk(4, 4, 1.4, {1, 0}), dense_syk(5, 4, 1.4, {1, 0}), dense_syk(6, 2, 1.0, {2, 0}),
        dense_syk(7, 6, 2.0, {3, 0}), dense_syk(8, 4, 1.4, {4, 0}), learned(),
        commuting_syk(8, 4, 1.0, {5, 0}), dense_syk(14, 4, 1.0, {1, 0})}) {
    SCOPED_TRACE(hamiltonian.num_majoranas());
    expect_gradient_as_on_cpu(device, hamiltonian, {0, 1});
    if (hamiltonian.num_majoranas() < 10) expect_gradient_as_on_cpu(device, hamiltonian, {3, 2});
  }
}

}  // namespace traversable::test
