// Everything on a CUDA device against the CPU; skipped where there is none.
#include <gtest/gtest.h>
#include <omp.h>

#include "sim/cuda/device.h"
#include "sim/teleport/teleport_sweep.h"
#include "sym/models.h"
#include "tests/sim/device_engine_check.h"

namespace traversable {
namespace {

class Cuda : public testing::Test {
 protected:
  void SetUp() override {
    try {
      if (cuda_devices().empty()) GTEST_SKIP() << "no CUDA device";
    } catch (const std::runtime_error& error) {
      GTEST_SKIP() << error.what();
    }
  }
};

TEST_F(Cuda, EngineIsTheCpuEngine) {
  for (const Hamiltonian& hamiltonian :
       {learned(), dense_syk(2, 2, 1.0, {1, 0}), dense_syk(5, 4, 1.0, {1, 0}),
        dense_syk(6, 6, 1.0, {1, 0}), dense_syk(8, 2, 1.0, {1, 0}), dense_syk(16, 4, 1.4, {1, 0})})
    test::expect_same_as_cpu(cuda::make_cuda_backend(0), hamiltonian, {0, 1});
}

TEST_F(Cuda, SweepIsTheCpuSweep) {
  const TeleportGrid grid{{1.0, 4.0}, {-12, 12}, TimeAxes::map, {0, 2}, {1, 3}, {2, 1}};
  const auto run = [&](const Device& device) {
    std::vector<Eigen::Matrix4cd> all;
    TeleportMethod method;
    method.device = device;
    const SweepHooks hooks{.is_done = {},
                           .on_point =
                               [&](const SweepPointResult& result) {
                                 all.insert(all.end(), result.rho.begin(), result.rho.end());
                               },
                           .on_thermal = {}};
    teleport_sweep(
        [](std::size_t i) {
          return dense_syk(10, 4, 1.4, {1, i});
        },
        10, 1, grid, method, hooks);
    return all;
  };
  omp_set_num_threads(1);  // points in order
  const auto expected = run({}), found = run(device_by_name("cuda"));
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    EXPECT_LT((found[i] - expected[i]).cwiseAbs().maxCoeff(), 1e-11);
}

TEST_F(Cuda, WhatDoesNotFitIsRefusedAndNothingIsLost) {
  EXPECT_THROW(cuda::DeviceEngine(cuda::make_cuda_backend(0), dense_syk(40, 2, 1.0, {1, 0})),
               std::invalid_argument);
  const auto backend = cuda::make_cuda_backend(0);
  EXPECT_THROW(backend->allocate(std::size_t{1} << 50), std::runtime_error);
  const cuda::Array<double> after(*backend, std::vector<double>{1, 2, 3});
  EXPECT_EQ(after.values(), (std::vector<double>{1, 2, 3}));
  test::expect_same_as_cpu(cuda::make_cuda_backend(0), learned(), {0, 1});  // kernels start again
}

}  // namespace
}  // namespace traversable
