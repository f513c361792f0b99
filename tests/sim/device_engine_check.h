// The device engine on any backend against the CPU engine.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <utility>
#include <vector>

#include "sim/cuda/device_engine.h"
#include "sim/two_sided/two_sided_engine.h"

namespace traversable::test {

inline void expect_same_as_cpu(std::unique_ptr<cuda::Backend> backend,
                               const Hamiltonian& hamiltonian, ProbeMode probe) {
  const TwoSidedEngine cpu(hamiltonian, probe);
  cuda::DeviceEngine device(std::move(backend), hamiltonian, probe);
  TeleportWorkspace workspace;
  const std::vector<double> mu{-12, 0, 5}, t1{0, 1.3, 2.9, -0.4};
  for (const double beta : {0.0, 4.0})
    for (const double t0 : {0.0, 2.1}) {
      const auto expected = cpu.teleport(beta, t0, mu, t1, workspace);
      const auto found = device.teleport(beta, t0, mu, t1);
      ASSERT_EQ(found.size(), expected.size());
      for (std::size_t i = 0; i < found.size(); ++i)
        EXPECT_LT((found[i] - expected[i]).cwiseAbs().maxCoeff(), 1e-11);
      EXPECT_NEAR(device.energy(beta), cpu.energy(beta), 1e-11);
      EXPECT_NEAR(device.coupling_expectation(beta), cpu.coupling_expectation(beta), 1e-11);
    }
}

}  // namespace traversable::test
