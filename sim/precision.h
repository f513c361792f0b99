// Of real and imaginary part of an amplitude.
#pragma once

#include <cstddef>
#include <string_view>

namespace traversable {

enum class Precision { single_precision, double_precision };

/// "single" or "double". Throws std::invalid_argument.
Precision precision_by_name(std::string_view name);
std::string_view name_of(Precision precision);

/// 8 or 16.
constexpr std::size_t bytes_per_amplitude(Precision precision) {
  return precision == Precision::single_precision ? 8 : 16;
}

/// Of a type.
template <class Real>
inline constexpr Precision precision_of = sizeof(Real) == sizeof(float)
                                              ? Precision::single_precision
                                              : Precision::double_precision;

}  // namespace traversable
