// Lists that a launch reads, on their way to a device in one upload.
#pragma once

#include <algorithm>
#include <type_traits>
#include <vector>

#include "sim/cuda/backend.h"

namespace traversable::cuda {

/// Memory on a device that is made anew only where more is needed than there is; what is in it is lost then.
template <class T>
class GrowingArray {
 public:
  T* at_least(Backend& backend, Index size) {
    if (size > array_.size()) array_ = Array<T>(backend, size + size / 2);
    return array_.data();
  }

 private:
  Array<T> array_;
};

/// add() lists one after the other, send() them together, and find each at its place on the device until the next send().
class PackedLists {
 public:
  void clear() { bytes_.clear(); }

  /// The place of the list.
  template <class T>
  std::size_t add(const std::vector<T>& values) {
    const std::size_t place = add_room<T>(values.size());
    std::copy(values.begin(), values.end(), room<T>(place));
    return place;
  }
  /// Room for a list that is written at room() before send(); each call may move what there is.
  template <class T>
  std::size_t add_room(std::size_t count) {
    static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= alignment);
    const std::size_t place = (bytes_.size() + alignment - 1) / alignment * alignment;
    bytes_.resize(place + count * sizeof(T));
    return place;
  }
  template <class T>
  T* room(std::size_t place) {
    return reinterpret_cast<T*>(bytes_.data() + place);
  }

  void send(Backend& backend) {
    device_ = memory_.at_least(backend, static_cast<Index>(bytes_.size()));
    backend.upload(device_, bytes_.data(), bytes_.size());
  }

  template <class T>
  const T* at(std::size_t place) const {
    return reinterpret_cast<const T*>(device_ + place);
  }

 private:
  static constexpr std::size_t alignment = 16;
  std::vector<unsigned char> bytes_;
  GrowingArray<unsigned char> memory_;
  unsigned char* device_ = nullptr;
};

}  // namespace traversable::cuda
