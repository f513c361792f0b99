// Tests on the first CUDA device; skipped with the driver's words where there is none, unless TRAVERSABLE_REQUIRE_GPU is set. A
// device that is there and cannot be used is a failure.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>

#include "sim/cuda/device.h"

namespace traversable::test {

class Cuda : public testing::Test {
 protected:
  void SetUp() override {
    try {
      if (cuda_devices().empty()) throw std::runtime_error("no CUDA device");
    } catch (const std::runtime_error& error) {
      skip(error.what());
      return;
    }
    backend_ = cuda::make_backend({Device::Kind::cuda, 0});
  }

  /// Under TRAVERSABLE_REQUIRE_GPU, as on a node with a card, nothing is skipped: it fails.
  static void skip(const std::string& reason) {
    if (std::getenv("TRAVERSABLE_REQUIRE_GPU") != nullptr) FAIL() << reason;
    GTEST_SKIP() << reason;
  }

  std::unique_ptr<cuda::Backend> backend_;
};

}  // namespace traversable::test
