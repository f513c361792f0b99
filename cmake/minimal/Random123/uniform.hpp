// Uniform numbers in (0, 1].
#pragma once

#include <cstdint>

namespace r123 {

template <class Real>
Real u01(std::uint64_t bits) {
  return static_cast<Real>(bits) * 0x1p-64 + 0x1p-65;
}

}  // namespace r123
