// Kernels of the gradient of learning (learning/device_gradient.h), in double.
//
// Matrices are column-major; D x D ones in the parity-ordered basis, `half` = D / 2.
#pragma once

#include "sim/cuda/host_device.h"

namespace traversable::cuda {

/// K_p in the eigenbasis, D x D: 1/2 - (s/2) o in even blocks, s = 1 - 2 p, and chi (p = 0) or chi^+ (p = 1) in odd ones; index
/// over D * D.
struct BuildInsertion {
  const Complex<double>* occupation[2];
  const Complex<double>* lowering[2];
  bool raising;  // p = 1
  Complex<double>* out;
  Index half;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Index row = i % (2 * half), column = i / (2 * half);
    const int row_sector = row >= half, sector = column >= half;
    const Index m = row - row_sector * half, n = column - sector * half;
    if (row_sector == sector) {
      const Complex<double> o = occupation[sector][m + n * half];
      const double s = raising ? -0.5 : 0.5;
      out[i] = {(m == n ? 0.5 : 0.0) - s * o.re, -s * o.im};
    } else {
      out[i] = raising ? conj(lowering[row_sector][n + m * half]) : lowering[sector][m + n * half];
    }
  }
};

/// out = diag(left) in diag(right); index over rows * columns.
struct ScaleBothSides {
  const Complex<double>* in;
  const Complex<double>* left;
  const Complex<double>* right;
  Complex<double>* out;
  Index rows;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    out[i] = left[i % rows] * in[i] * right[i / rows];
  }
};

/// out = alpha diag(conj factor) a, or of a^+, square; index over rows * rows.
struct ScaleRows {
  const Complex<double>* a;
  bool adjoint;
  double alpha;
  const Complex<double>* factor;
  Complex<double>* out;
  Index rows;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Index row = i % rows, column = i / rows;
    const Complex<double> value = adjoint ? conj(a[column + row * rows]) : a[i];
    out[i] = scaled(alpha, conj(factor[row]) * value);
  }
};

/// Gamma a Gamma: odd blocks times -1; index over D * D.
struct NegateOddBlocks {
  Complex<double>* a;
  Index half;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const bool odd_row = i % (2 * half) >= half, odd_column = i / (2 * half) >= half;
    if (odd_row != odd_column) a[i] = {-a[i].re, -a[i].im};
  }
};

/// out = a o b, or a o b^+, or that added to out, square; index over rows * rows.
struct MultiplyElements {
  const Complex<double>* a;
  const Complex<double>* b;
  bool adjoint;
  bool add;
  Complex<double>* out;
  Index rows;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Complex<double> factor = adjoint ? conj(b[i / rows + i % rows * rows]) : b[i];
    const Complex<double> value = a[i] * factor;
    out[i] = add ? out[i] + value : value;
  }
};

/// out = alpha a^+ + beta b, square; index over rows * rows.
struct CombineAdjoint {
  Complex<double> alpha;
  const Complex<double>* a;
  Complex<double> beta;
  const Complex<double>* b;
  Complex<double>* out;
  Index rows;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    out[i] = alpha * conj(a[i / rows + i % rows * rows]) + beta * b[i];
  }
};

/// g += F o m, F of scale exp(z h) for levels E (learning/exponential_derivative.h): values = scale exp(z E), roots =
/// exp(z E / 2); index over rows * rows.
struct AddExponentialDerivative {
  const double* levels;
  const Complex<double>* values;
  const Complex<double>* roots;
  Complex<double> z;
  double scale;
  double far;  // where the difference quotient takes over from the series
  const Complex<double>* m;
  Complex<double>* g;
  Index rows;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Index row = i % rows, column = i / rows;
    const double gap = levels[row] - levels[column];
    Complex<double> f{};
    if (gap > far || gap < -far) {
      f = scaled(1 / gap, values[row] - values[column]);
    } else {
      const Complex<double> x = scaled(0.5 * gap, z), y = x * x;
      // sinh(x) / x for |x| <= 1/2.
      Complex<double> sinhc{1, 0};
      for (const double divisor : {156.0, 110.0, 72.0, 42.0, 20.0, 6.0})
        sinhc = Complex<double>{1, 0} + scaled(1 / divisor, y * sinhc);
      f = scaled(scale, z * roots[row] * roots[column] * sinhc);
    }
    g[i] = g[i] + f * m[i];
  }
};

/// out = the diagonal of a; index over rows.
struct TakeDiagonal {
  const Complex<double>* a;
  Complex<double>* out;
  Index rows;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const { out[i] = a[i + i * rows]; }
};

/// a += diag(values); index over rows.
struct AddDiagonal {
  const Complex<double>* values;
  Complex<double>* a;
  Index rows;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    a[i + i * rows] = a[i + i * rows] + values[i];
  }
};

/// Terms of sum_j Tr(left^+ gamma_j right gamma_j), D x D; index over D * D. Row r of gamma_j M is factors[j D + r] (row
/// sources[j D + r] of M).
struct ConjugationTerm {
  const Complex<double>* left;
  const Complex<double>* right;
  const Index* sources;
  const Complex<double>* factors;
  Index num_majoranas;
  Index dimension;

  TRAVERSABLE_HOST_DEVICE Complex<double> operator()(Index i) const {
    const Index row = i % dimension, column = i / dimension;
    Complex<double> sum{0, 0};
    for (Index j = 0; j < num_majoranas; ++j) {
      const Index* source = sources + j * dimension;
      const Complex<double>* factor = factors + j * dimension;
      sum = sum +
            factor[row] * conj(factor[column]) * right[source[row] + source[column] * dimension];
    }
    return conj(left[i]) * sum;
  }
};

}  // namespace traversable::cuda
