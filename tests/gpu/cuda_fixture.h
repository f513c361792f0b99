// Tests on the first CUDA device; skipped with the driver's words where there is none. A device that is there and cannot be
// used is a failure.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

#include "sim/cuda/device.h"

namespace traversable::test {

class Cuda : public testing::Test {
 protected:
  void SetUp() override {
    try {
      if (cuda_devices().empty()) GTEST_SKIP() << "no CUDA device";
    } catch (const std::runtime_error& error) {
      GTEST_SKIP() << error.what();
    }
    backend_ = cuda::make_backend({Device::Kind::cuda, 0});
  }

  std::unique_ptr<cuda::Backend> backend_;
};

}  // namespace traversable::test
