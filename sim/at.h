#pragma once

#include <cstddef>

namespace traversable {

/// An int as the index of a standard container.
constexpr std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace traversable
