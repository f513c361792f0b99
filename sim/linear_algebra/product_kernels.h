// Products of complex matrices, one tile of the result at a time.
//
// Operands are packed into planes of real numbers; a complex product is three real ones,
//
//   p1 = Re a Re b,  p2 = Im a Im b,  p3 = (Re a + Im a)(Re b + Im b):  Re c = p1 - p2,  Im c = p3 - p1 - p2,
//
// and two where one operand is real. Real and imaginary part are right to a few k eps |a| |b| in norm,
// as those of four products are; a small one beside a large one is not right to its own last digits
// (Higham, Accuracy and Stability of Numerical Algorithms, section 23.2.4).
#pragma once

#include <complex>
#include <cstddef>

namespace traversable::kernels {

/// m x k or k x n, column-major; `stride` in elements. Real entries where `is_real`.
template <class Real>
struct ProductOperand {
  const void* data = nullptr;
  std::ptrdiff_t stride = 0;
  bool adjoint = false;
  bool is_real = false;
};

/// c (+)= op(a) op(b). At least one operand is complex.
template <class Real>
struct TileProduct {
  ProductOperand<Real> a;
  ProductOperand<Real> b;
  std::complex<Real>* c = nullptr;
  std::ptrdiff_t stride = 0;
  std::ptrdiff_t m = 0, n = 0, k = 0;
  bool accumulate = false;
  /// Where c begins in the whole result, for what follows.
  std::ptrdiff_t row = 0, column = 0;
  /// The whole result is Hermitian, and its upper triangle may be left as it is.
  bool c_is_lower = false;
  /// The whole a is zero above its diagonal.
  bool a_is_lower = false;
};

/// On this thread, in buffers of its own. The order of every sum depends on k alone.
void multiply_tile(const TileProduct<float>& product);
void multiply_tile(const TileProduct<double>& product);

}  // namespace traversable::kernels
