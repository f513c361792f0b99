#include "sim/cuda/stream_pool.h"

namespace traversable::cuda {

StreamPool::Lease StreamPool::lease() {
  std::unique_ptr<Backend> stream;
  {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) {
      stream = devices_[made_++ % devices_.size()]->another_stream();
    } else {
      stream = std::move(free_.back());
      free_.pop_back();
    }
  }
  return {stream.release(), [this](Backend* backend) {
            const std::lock_guard lock(mutex_);
            free_.emplace_back(backend);
          }};
}

}  // namespace traversable::cuda
