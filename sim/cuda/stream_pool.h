// Streams of devices for whoever computes on several threads.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "sim/cuda/device.h"

namespace traversable::cuda {

/// Hands out streams, in turn on each device that is meant, and keeps them for the next one when they come back. The pool must
/// outlive them.
class StreamPool {
 public:
  /// Throws std::runtime_error as make_backends.
  explicit StreamPool(const Device& device) : devices_(make_backends(device)) {}

  using Lease = std::unique_ptr<Backend, std::function<void(Backend*)>>;
  Lease lease();

 private:
  std::vector<std::unique_ptr<Backend>> devices_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Backend>> free_;
  std::size_t made_ = 0;
};

}  // namespace traversable::cuda
