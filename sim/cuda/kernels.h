// The bodies of the two-sided engine's kernels: what one thread does for one index.
//
// Plain functions of pointers and an index, compiled by both compilers, so that a machine without a GPU runs them over all
// indices (host_backend.h) and compares with the CPU engine. Matrices are column-major; D x D ones in the
// parity-ordered basis of sim/two_sided/parity_basis.h, `half` = D / 2.
#pragma once

#include <cstdint>

#ifdef __CUDACC__
#define TRAVERSABLE_HOST_DEVICE __host__ __device__
#else
#define TRAVERSABLE_HOST_DEVICE
#endif

namespace traversable::cuda {

using Index = std::int64_t;

/// The layout of std::complex<double>, usable on both sides.
struct Complex {
  double re, im;
};

TRAVERSABLE_HOST_DEVICE inline Complex operator+(Complex a, Complex b) {
  return {a.re + b.re, a.im + b.im};
}
TRAVERSABLE_HOST_DEVICE inline Complex operator*(Complex a, Complex b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
TRAVERSABLE_HOST_DEVICE inline Complex operator*(double a, Complex b) {
  return {a * b.re, a * b.im};
}
TRAVERSABLE_HOST_DEVICE inline Complex conj(Complex a) { return {a.re, -a.im}; }
TRAVERSABLE_HOST_DEVICE inline Complex times_i(Complex a) { return {-a.im, a.re}; }

/// 0 or 1.
TRAVERSABLE_HOST_DEVICE inline Index parity(Index bits) {
#ifdef __CUDA_ARCH__
  return __popcll(static_cast<unsigned long long>(bits)) & 1;
#else
  return __builtin_popcountll(static_cast<unsigned long long>(bits)) & 1;
#endif
}

/// A product of Majoranas: entry (row i of a sector) = factor[i] * (row source[i] of the other operand).
struct Monomial {
  const Index* source[2];
  const Complex* factor[2];
};

/// out = in diag(factor); index over rows * columns.
struct ScaleColumns {
  const Complex* in;
  const Complex* factor;
  Complex* out;
  Index rows;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const { out[i] = factor[i / rows] * in[i]; }
};

/// out = P in for one block; index over rows * columns.
struct ApplyMonomial {
  const Index* source;
  const Complex* factor;
  const Complex* in;
  Complex* out;
  Index rows;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Index row = i % rows;
    out[i] = factor[row] * in[i - row + source[row]];
  }
};

/// out = alpha a + beta b; index over all entries.
struct Combine {
  Complex alpha;
  const Complex* a;
  Complex beta;
  const Complex* b;
  Complex* out;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const { out[i] = alpha * a[i] + beta * b[i]; }
};

/// out = K_p r for an even r, K_p = 1/2 - s (i/2) gamma_a gamma_b + (gamma_a + s i gamma_b) / 2, s = 1 - 2 p; index over
/// D * D.
struct InsertMessage {
  const Complex* r[2];
  Monomial both, a, b;
  double s;
  Complex* out;
  Index half;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Index row = i % (2 * half), column = i / (2 * half);
    const int sector = column >= half, row_sector = row >= half;
    const Index k = row - row_sector * half;
    const Complex* from = r[sector] + (column - sector * half) * half;
    if (row_sector == sector) {
      const Complex moved = both.factor[sector][k] * from[both.source[sector][k]];
      out[i] = 0.5 * (from[k] + (-s) * times_i(moved));
    } else {
      const Complex first = a.factor[row_sector][k] * from[a.source[row_sector][k]];
      const Complex second = b.factor[row_sector][k] * from[b.source[row_sector][k]];
      out[i] = 0.5 * (first + s * times_i(second));
    }
  }
};

/// One qubit's factor of exp(i mu V) on a D x D operator (sim/two_sided/size_coupling.h): rotates the entries (row, column)
/// and (row ^ 2^qubit, column ^ 2^qubit) that agree in that bit. A flip of bit k > 0 of a state flips bit k - 1 of its
/// place and its sector; of bit 0 its sector alone. Index over half * D: rows of the even sector.
struct RotateQubit {
  Complex* a;
  Index half;
  int qubit;
  double cosine, sine;
  /// The highest qubit of an odd N: half the angle, opposite signs on equal and unequal bits.
  bool spectator;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Index place = i % half, column = i / half;
    const Index sector = column >= half, column_place = column - sector * half;
    const Index differing =
        (place ^ column_place) << 1 | (parity(place) ^ parity(column_place) ^ sector);
    const bool agree = (differing >> qubit & 1) == 0;
    if (!agree && !spectator) return;
    const bool negative = spectator ? !agree : parity(differing >> (qubit + 1)) == 1;
    const double sin = negative ? -sine : sine;
    const Index mask = qubit > 0 ? Index{1} << (qubit - 1) : 0;
    Complex& p = a[place + column * 2 * half];
    Complex& q =
        a[half + (place ^ mask) + ((1 - sector) * half + (column_place ^ mask)) * 2 * half];
    const Complex first = p, second = q;
    p = {cosine * first.re + sin * second.im, cosine * first.im - sin * second.re};
    q = {cosine * second.re + sin * first.im, cosine * second.im - sin * first.re};
  }
};

/// Rows of the odd sector times -1; index over half * D.
struct NegateOddRows {
  Complex* a;
  Index half;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    Complex& entry = a[half + i % half + i / half * 2 * half];
    entry = -1.0 * entry;
  }
};

/// out_mn = sign g_mn conj(o_mn), or sign g_mn o_nm; index over half * half.
struct Weigh {
  const Complex* g;
  const Complex* o;
  bool transposed;
  double sign;
  Complex* out;
  Index half;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Complex weight = transposed ? o[i / half + i % half * half] : conj(o[i]);
    out[i] = sign * (g[i] * weight);
  }
};

inline constexpr Index rows_a_sum = 64;

/// Partial sums over `rows_a_sum` rows of sum_m conj(left_mt) right_mt: out[t * chunks + chunk]; index over columns * chunks.
struct ColumnDots {
  const Complex* left;
  const Complex* right;
  Complex* out;
  Index rows;
  Index chunks;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Index column = i / chunks, first = i % chunks * rows_a_sum;
    const Index last = first + rows_a_sum < rows ? first + rows_a_sum : rows;
    Complex sum{0, 0};
    for (Index m = first; m < last; ++m)
      sum = sum + conj(left[m + column * rows]) * right[m + column * rows];
    out[i] = sum;
  }
};

/// Partial sums of a diagonal; index over chunks.
struct DiagonalSums {
  const Complex* a;
  Complex* out;
  Index rows;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Index first = i * rows_a_sum;
    const Index last = first + rows_a_sum < rows ? first + rows_a_sum : rows;
    Complex sum{0, 0};
    for (Index m = first; m < last; ++m) sum = sum + a[m + m * rows];
    out[i] = sum;
  }
};

}  // namespace traversable::cuda
