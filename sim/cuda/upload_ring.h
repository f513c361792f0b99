// Where bytes on their way to a device wait for it.
#pragma once

#include <algorithm>
#include <cstddef>

namespace traversable::cuda {

/// Two parts of pinned memory, filled in turn: who uploads copies into one and goes on, while the device fetches from it. To
/// enter a part means to wait until what went through it before has arrived, a part's worth of bytes ago.
class UploadRing {
 public:
  static constexpr int num_parts = 2;
  static constexpr std::size_t part_bytes = std::size_t{4} << 20;

  struct Piece {
    int part;
    std::size_t offset, bytes;
    /// The first one in its part.
    bool enters;
  };
  /// The place of the next piece of `bytes`, as much of them as there is room for.
  Piece next(std::size_t bytes) {
    const bool enters = used_ == part_bytes;
    if (enters) {
      part_ = (part_ + 1) % num_parts;
      used_ = 0;
    }
    const Piece piece{part_, used_, std::min(bytes, part_bytes - used_), enters};
    used_ += piece.bytes;
    return piece;
  }

 private:
  int part_ = num_parts - 1;
  std::size_t used_ = part_bytes;
};

}  // namespace traversable::cuda
