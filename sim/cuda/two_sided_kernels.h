// The two-sided engine's kernels, a body each: what one thread does for one index.
//
// Matrices are column-major; D x D ones in the parity-ordered basis of sim/two_sided/parity_basis.h, `half` = D / 2.
#pragma once

#include "sim/cuda/host_device.h"

namespace traversable::cuda {

/// A product of Majoranas: entry (row i of a sector) = factor[i] * (row source[i] of the other operand).
template <class Real>
struct Monomial {
  const Index* source[2];
  const Complex<Real>* factor[2];
};

/// out = in diag(factor); index over rows * columns.
template <class Real>
struct ScaleColumns {
  const Complex<Real>* in;
  const Complex<Real>* factor;
  Complex<Real>* out;
  Index rows;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const { out[i] = factor[i / rows] * in[i]; }
};

/// out = P in for one block; index over rows * columns.
template <class Real>
struct ApplyMonomial {
  const Index* source;
  const Complex<Real>* factor;
  const Complex<Real>* in;
  Complex<Real>* out;
  Index rows;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Index row = i % rows;
    out[i] = factor[row] * in[i - row + source[row]];
  }
};

/// out = alpha a + beta b; index over all entries.
template <class Real>
struct Combine {
  Complex<Real> alpha;
  const Complex<Real>* a;
  Complex<Real> beta;
  const Complex<Real>* b;
  Complex<Real>* out;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const { out[i] = alpha * a[i] + beta * b[i]; }
};

/// out = K_p r for an even r, K_p = 1/2 - s (i/2) gamma_a gamma_b + (gamma_a + s i gamma_b) / 2, s = 1 - 2 p; index over
/// D * D.
template <class Real>
struct InsertMessage {
  const Complex<Real>* r[2];
  Monomial<Real> both, a, b;
  Real s;
  Complex<Real>* out;
  Index half;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Index row = i % (2 * half), column = i / (2 * half);
    const int sector = column >= half, row_sector = row >= half;
    const Index k = row - row_sector * half;
    const Complex<Real>* from = r[sector] + (column - sector * half) * half;
    if (row_sector == sector) {
      const Complex<Real> moved = both.factor[sector][k] * from[both.source[sector][k]];
      out[i] = scaled(Real(0.5), from[k] + scaled(-s, times_i(moved)));
    } else {
      const Complex<Real> first = a.factor[row_sector][k] * from[a.source[row_sector][k]];
      const Complex<Real> second = b.factor[row_sector][k] * from[b.source[row_sector][k]];
      out[i] = scaled(Real(0.5), first + scaled(s, times_i(second)));
    }
  }
};

/// Of indices of a sector, which are small.
TRAVERSABLE_HOST_DEVICE inline Index parity_of(Index bits) {
  return parity(static_cast<std::uint32_t>(bits));
}

/// One qubit's factor of exp(i mu V) on a D x D operator (sim/two_sided/size_coupling.h): rotates the entries (row, column)
/// and (row ^ 2^qubit, column ^ 2^qubit) that agree in that bit. A flip of bit k > 0 of a state flips bit k - 1 of its
/// place and its sector; of bit 0 its sector alone. Index over half * D: rows of the even sector.
template <class Real>
struct RotateQubit {
  Complex<Real>* a;
  Index half;
  int qubit;
  Real cosine, sine;
  /// The highest qubit of an odd N: half the angle, opposite signs on equal and unequal bits.
  bool spectator;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Index place = i % half, column = i / half;
    const Index sector = column >= half, column_place = column - sector * half;
    const Index differing =
        (place ^ column_place) << 1 | (parity_of(place) ^ parity_of(column_place) ^ sector);
    const bool agree = (differing >> qubit & 1) == 0;
    if (!agree && !spectator) return;
    const bool negative = spectator ? !agree : parity_of(differing >> (qubit + 1)) == 1;
    const Real sin = negative ? -sine : sine;
    const Index mask = qubit > 0 ? Index{1} << (qubit - 1) : 0;
    Complex<Real>& p = a[place + column * 2 * half];
    Complex<Real>& q =
        a[half + (place ^ mask) + ((1 - sector) * half + (column_place ^ mask)) * 2 * half];
    const Complex<Real> first = p, second = q;
    p = {cosine * first.re + sin * second.im, cosine * first.im - sin * second.re};
    q = {cosine * second.re + sin * first.im, cosine * second.im - sin * first.re};
  }
};

/// Rows of the odd sector times -1; index over half * D.
template <class Real>
struct NegateOddRows {
  Complex<Real>* a;
  Index half;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    Complex<Real>& entry = a[half + i % half + i / half * 2 * half];
    entry = {-entry.re, -entry.im};
  }
};

/// out_mn = sign g_mn conj(o_mn), or sign g_mn o_nm; index over half * half.
template <class Real>
struct Weigh {
  const Complex<Real>* g;
  const Complex<Real>* o;
  bool transposed;
  Real sign;
  Complex<Real>* out;
  Index half;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Complex<Real> weight = transposed ? o[i / half + i % half * half] : conj(o[i]);
    out[i] = scaled(sign, g[i] * weight);
  }
};

inline constexpr Index rows_a_sum = 64;

/// Partial sums over `rows_a_sum` rows of sum_m conj(left_mt) right_mt: out[t * chunks + chunk]; index over columns * chunks.
template <class Real>
struct ColumnDots {
  const Complex<Real>* left;
  const Complex<Real>* right;
  Complex<Real>* out;
  Index rows;
  Index chunks;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Index column = i / chunks, first = i % chunks * rows_a_sum;
    const Index last = first + rows_a_sum < rows ? first + rows_a_sum : rows;
    Complex<Real> sum{0, 0};
    for (Index m = first; m < last; ++m)
      sum = sum + conj(left[m + column * rows]) * right[m + column * rows];
    out[i] = sum;
  }
};

/// Partial sums of a diagonal; index over chunks.
template <class Real>
struct DiagonalSums {
  const Complex<Real>* a;
  Complex<Real>* out;
  Index rows;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Index first = i * rows_a_sum;
    const Index last = first + rows_a_sum < rows ? first + rows_a_sum : rows;
    Complex<Real> sum{0, 0};
    for (Index m = first; m < last; ++m) sum = sum + a[m + m * rows];
    out[i] = sum;
  }
};

}  // namespace traversable::cuda
