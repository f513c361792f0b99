// What matrices on a device need besides sim/space/matrix_kernels.h: the shockwave a qubit, sums in parts.
//
// D x D matrices are in the parity-ordered basis of sim/two_sided/parity_basis.h, `half` = D / 2.
#pragma once

#include "sim/space/matrix_view.h"

namespace traversable::cuda {

/// Of indices of a sector, which are small.
TRAVERSABLE_HOST_DEVICE inline Index parity_of(Index bits) {
  return parity(static_cast<std::uint32_t>(bits));
}

/// One qubit's factor of exp(i mu V) on a D x D operator (sim/two_sided/shockwave.h): rotates the entries (row, column)
/// and (row ^ 2^qubit, column ^ 2^qubit). A flip of bit k > 0 of a state flips bit k - 1 of its place and its sector; of bit 0
/// its sector alone. For rows of the even sector and all columns.
template <class Real>
struct RotateQubit {
  MatrixView<Real> a;
  Index half;
  int qubit;
  /// Where row and column agree in that bit, and where they do not.
  Complex<Real> equal, unequal;  // cosine, sine

  TRAVERSABLE_HOST_DEVICE void operator()(Index place, Index column) const {
    const Index sector = column >= half, column_place = column - sector * half;
    const Index differing =
        (place ^ column_place) << 1 | (parity_of(place) ^ parity_of(column_place) ^ sector);
    const Complex<Real> rotation = (differing >> qubit & 1) == 0 ? equal : unequal;
    if (rotation.im == 0) return;
    const Real cosine = rotation.re;
    const Real sine = parity_of(differing >> (qubit + 1)) == 1 ? -rotation.im : rotation.im;
    const Index mask = qubit > 0 ? Index{1} << (qubit - 1) : 0;
    Complex<Real>& p = a(place, column);
    Complex<Real>& q = a(half + (place ^ mask), (1 - sector) * half + (column_place ^ mask));
    const Complex<Real> first = p, second = q;
    p = {cosine * first.re + sine * second.im, cosine * first.im - sine * second.re};
    q = {cosine * second.re + sine * first.im, cosine * second.im - sine * first.re};
  }
};

/// a <- cos a - i sin g a g for an involution g of one entry a row: row r of g M is factor[r] (row source[r] of M). Entries that
/// change places are turned together, by the one that comes first.
template <class Real>
struct TurnByInvolution {
  MatrixView<Real> a;
  const Index* source;
  const Complex<Real>* factor;
  Real cosine, sine;

  TRAVERSABLE_HOST_DEVICE void operator()(Index row, Index column) const {
    const Index there_row = source[row], there_column = source[column];
    if (there_column < column || (there_column == column && there_row < row)) return;
    Complex<Real>& p = a(row, column);
    Complex<Real>& q = a(there_row, there_column);
    const Complex<Real> phase = factor[row] * conj(factor[column]);
    const Complex<Real> kept{cosine, 0}, moved{0, -sine}, first = p, second = q;
    p = kept * first + moved * phase * second;
    if (&p != &q) q = kept * second + moved * conj(phase) * first;
  }
};

inline constexpr Index rows_a_sum = 64;
inline Index num_chunks(Index rows) { return (rows + rows_a_sum - 1) / rows_a_sum; }

/// out[column * chunks + chunk] = sum of conj(left) right over the chunk's rows; row: chunk.
template <class Real>
struct ColumnDots {
  MatrixView<Real> left, right;
  Complex<Real>* out;
  Index chunks;

  TRAVERSABLE_HOST_DEVICE void operator()(Index chunk, Index column) const {
    const Index first = chunk * rows_a_sum;
    const Index last = first + rows_a_sum < left.rows ? first + rows_a_sum : left.rows;
    Complex<Real> sum{0, 0};
    for (Index m = first; m < last; ++m) sum = sum + conj(left(m, column)) * right(m, column);
    out[chunk + column * chunks] = sum;
  }
};

/// Partial sums of a diagonal; row: chunk.
template <class Real>
struct DiagonalSums {
  MatrixView<Real> a;
  Complex<Real>* out;

  TRAVERSABLE_HOST_DEVICE void operator()(Index chunk, Index) const {
    const Index first = chunk * rows_a_sum;
    const Index last = first + rows_a_sum < a.rows ? first + rows_a_sum : a.rows;
    Complex<Real> sum{0, 0};
    for (Index m = first; m < last; ++m) sum = sum + a(m, m);
    out[chunk] = sum;
  }
};

/// Terms of Tr(left^+ O right O), D x D; index over D * D. Row r of O M is factor[r] (row source[r] of M).
template <class Real>
struct ConjugationTerm {
  MatrixView<Real> left, right;
  const Index* source;
  const Complex<Real>* factor;
  Index dimension;

  TRAVERSABLE_HOST_DEVICE Complex<double> operator()(Index i) const {
    const Index row = i % dimension, column = i / dimension;
    return widened(conj(left(row, column)) * factor[row] * conj(factor[column]) *
                   right(source[row], source[column]));
  }
};

}  // namespace traversable::cuda
