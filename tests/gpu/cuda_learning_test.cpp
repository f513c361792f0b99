// The gradient of learning on a CUDA device against the CPU.
#include <gtest/gtest.h>

#include "tests/gpu/cuda_fixture.h"
#include "tests/learning/device_gradient_check.h"

namespace traversable {
namespace {

using test::Cuda;

TEST_F(Cuda, Gradient) {
  cuda::StreamPool device({Device::Kind::cuda, 0});
  test::expect_gradients_as_on_cpu(device);
}

}  // namespace
}  // namespace traversable
