// The complex numbers of all engines.
#pragma once

#include <complex>

namespace traversable {

using Complex = std::complex<double>;
inline constexpr Complex imaginary{0.0, 1.0};

}  // namespace traversable
