// Tests on the first CUDA device; skipped with the driver's words where the machine has none, unless TRAVERSABLE_REQUIRE_GPU is
// set. A device that is there and cannot be used, by a library that does not load or an old driver, is a failure.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
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

  /// On a machine with a card, and under TRAVERSABLE_REQUIRE_GPU, nothing is skipped: it fails.
  static void skip(const std::string& reason) {
    if (std::getenv("TRAVERSABLE_REQUIRE_GPU") != nullptr || has_card()) FAIL() << reason;
    GTEST_SKIP() << reason;
  }

  static bool has_card() { return std::filesystem::exists("/dev/nvidia0"); }

  std::unique_ptr<cuda::Backend> backend_;
};

}  // namespace traversable::test
