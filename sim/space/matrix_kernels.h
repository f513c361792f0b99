// What is done entry by entry to matrices: a body for one (row, column), which every space runs over all of them.
#pragma once

#include "sim/space/matrix_view.h"

namespace traversable {

/// out_mn = alpha l_m in_mn r_n. l, r: none where 1; l may be conjugated.
template <class Real>
struct ScaleEntries {
  MatrixView<Real> in;
  cuda::Complex<Real> alpha;
  const cuda::Complex<Real>* left;
  bool conjugate_left;
  const cuda::Complex<Real>* right;
  MatrixView<Real> out;

  TRAVERSABLE_HOST_DEVICE void operator()(Size row, Size column) const {
    cuda::Complex<Real> value = alpha * in(row, column);
    if (left != nullptr) value = (conjugate_left ? conj(left[row]) : left[row]) * value;
    if (right != nullptr) value = right[column] * value;
    out(row, column) = value;
  }
};

/// out = alpha a + beta b, of a^+ where `adjoint`; without b, alpha a alone; without a, zero.
template <class Real>
struct Combine {
  cuda::Complex<Real> alpha;
  MatrixView<Real> a;
  bool adjoint;
  cuda::Complex<Real> beta;
  MatrixView<Real> b;
  MatrixView<Real> out;

  TRAVERSABLE_HOST_DEVICE void operator()(Size row, Size column) const {
    cuda::Complex<Real> value{0, 0};
    if (a.data != nullptr) value = alpha * (adjoint ? conj(a(column, row)) : a(row, column));
    if (b.data != nullptr) value = value + beta * b(row, column);
    out(row, column) = value;
  }
};

/// (a, b) -> (m00 a + m01 b, m10 a + m11 b), entry by entry.
template <class Real>
struct MixPair {
  MatrixView<Real> a, b;
  cuda::Complex<Real> m00, m01, m10, m11;

  TRAVERSABLE_HOST_DEVICE void operator()(Size row, Size column) const {
    const cuda::Complex<Real> x = a(row, column), y = b(row, column);
    a(row, column) = m00 * x + m01 * y;
    b(row, column) = m10 * x + m11 * y;
  }
};

/// out (+)= a_mn b_mn, with b conjugated, transposed or both.
template <class Real>
struct MultiplyEntries {
  MatrixView<Real> a;
  MatrixView<Real> b;
  bool transpose, conjugate;
  bool add;
  MatrixView<Real> out;

  TRAVERSABLE_HOST_DEVICE void operator()(Size row, Size column) const {
    const cuda::Complex<Real> factor = transpose ? b(column, row) : b(row, column);
    const cuda::Complex<Real> value = a(row, column) * (conjugate ? conj(factor) : factor);
    out(row, column) = add ? out(row, column) + value : value;
  }
};

/// out = the lower triangle of g o conj(o), its off-diagonal entries doubled: for a Hermitian W = g o conj(o) and any v the
/// real part of v^+ W v is that of v^+ out v.
template <class Real>
struct WeighLower {
  MatrixView<Real> g;
  MatrixView<Real> o;
  MatrixView<Real> out;

  TRAVERSABLE_HOST_DEVICE void operator()(Size row, Size column) const {
    cuda::Complex<Real> value{0, 0};
    if (row >= column)
      value = scaled(row == column ? Real(1) : Real(2), g(row, column) * conj(o(row, column)));
    out(row, column) = value;
  }
};

/// out = alpha P in for one block of a product of Majoranas (MonomialOperator): row i is factor[i] (row source[i] of in).
template <class Real>
struct ApplyMonomial {
  const Size* source;
  const cuda::Complex<Real>* factor;
  cuda::Complex<Real> alpha;
  MatrixView<Real> in;
  MatrixView<Real> out;

  TRAVERSABLE_HOST_DEVICE void operator()(Size row, Size column) const {
    out(row, column) = alpha * factor[row] * in(source[row], column);
  }
};

/// a_mm += values[m], or the constant where there are none; one column.
template <class Real>
struct AddToDiagonal {
  const cuda::Complex<Real>* values;
  cuda::Complex<Real> constant;
  MatrixView<Real> a;

  TRAVERSABLE_HOST_DEVICE void operator()(Size row, Size) const {
    a(row, row) = a(row, row) + (values != nullptr ? values[row] : constant);
  }
};

/// out[m] = a_mm; one column.
template <class Real>
struct TakeDiagonal {
  MatrixView<Real> a;
  cuda::Complex<Real>* out;

  TRAVERSABLE_HOST_DEVICE void operator()(Size row, Size) const { out[row] = a(row, row); }
};

/// g += F o m, F_mn = (values_m - values_n) / (E_m - E_n) of scale exp(z h) in its eigenbasis, by a series where |gap| <= far:
/// scale z roots_m roots_n sinhc(z gap / 2), roots = exp(z E / 2) (Daleckii and Krein; Higham, Functions of Matrices, theorem
/// 3.11).
template <class Real>
struct AddExponentialDerivative {
  const Real* levels;
  const cuda::Complex<Real>* values;
  const cuda::Complex<Real>* roots;
  cuda::Complex<Real> z;
  Real scale;
  Real far;
  MatrixView<Real> m;
  MatrixView<Real> g;

  TRAVERSABLE_HOST_DEVICE void operator()(Size row, Size column) const {
    const Real gap = levels[row] - levels[column];
    cuda::Complex<Real> f{};
    if (gap > far || gap < -far) {
      f = scaled(1 / gap, values[row] - values[column]);
    } else {
      const cuda::Complex<Real> x = scaled(Real(0.5) * gap, z), y = x * x;
      // sinh(x) / x for |x| <= 1/2: the next term is below 1e-17.
      cuda::Complex<Real> sinhc{1, 0};
      for (const double divisor : {156.0, 110.0, 72.0, 42.0, 20.0, 6.0})
        sinhc = cuda::Complex<Real>{1, 0} + scaled(static_cast<Real>(1 / divisor), y * sinhc);
      f = scaled(scale, z * roots[row] * roots[column] * sinhc);
    }
    g(row, column) = g(row, column) + f * m(row, column);
  }
};

}  // namespace traversable
