// Batches of noisy circuits on a CUDA device against the CPU.
#include <gtest/gtest.h>

#include "tests/circuits/noise_on_device_checks.h"
#include "tests/gpu/cuda_fixture.h"

namespace traversable {
namespace {

using test::Cuda;

TEST_F(Cuda, DensityMatrices) { test::expect_density_matrices_as_on_cpu(*backend_); }

TEST_F(Cuda, Trajectories) {
  test::expect_trajectories_as_on_cpu(*backend_);
  test::expect_large_trajectories_as_on_cpu(*backend_);
}

}  // namespace
}  // namespace traversable
