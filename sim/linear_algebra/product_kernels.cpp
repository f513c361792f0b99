#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/linear_algebra/product_kernels.cpp"
#ifndef HWY_DISABLED_TARGETS
// Accumulators are arrays of vectors, which have no size there.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#endif
#include <hwy/foreach_target.h>
// foreach_target must come first: it includes this file again for every target.
#include <hwy/highway.h>

#include <algorithm>

#include "sim/linear_algebra/product_kernels.h"
#include "sim/state_vector/aligned_buffer.h"

#ifndef TRAVERSABLE_PRODUCT_KERNELS_ONCE
#define TRAVERSABLE_PRODUCT_KERNELS_ONCE
namespace traversable::kernels {

/// Of k, packed at a time: a panel of b stays in the first cache, a block of a in the second.
inline constexpr std::ptrdiff_t depth = 256;
inline constexpr std::ptrdiff_t rows_a_block = 144;

/// One thread's packed operands: one to three planes each.
template <class Real>
class PackedPlanes {
 public:
  Real* plane(int number) { return buffer_.data() + static_cast<std::size_t>(number) * size_; }
  void resize(std::size_t size, int planes) {
    if (buffer_.size() < size * static_cast<std::size_t>(planes))
      buffer_ = AlignedBuffer<Real>(size * static_cast<std::size_t>(planes));
    size_ = size;
  }

 private:
  AlignedBuffer<Real> buffer_;
  std::size_t size_ = 0;
};

template <class Real>
struct ProductBuffers {
  PackedPlanes<Real> a, b;
};

template <class Real>
ProductBuffers<Real>& product_buffers() {
  static thread_local ProductBuffers<Real> buffers;
  return buffers;
}

}  // namespace traversable::kernels
#endif

HWY_BEFORE_NAMESPACE();
namespace traversable::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Size = std::ptrdiff_t;

/// Rows of a panel of a in vectors, and columns of one of b: as many accumulators as there are registers for.
constexpr int kVectors = 3;
constexpr int kColumns = HWY_TARGET <= HWY_AVX3 ? 8 : 4;

template <class Real>
using Tag = hn::ScalableTag<Real>;
template <class Real>
HWY_ATTR constexpr Size LanesOf() {
  return static_cast<Size>(hn::MaxLanes(Tag<Real>()));
}

constexpr Size RoundUp(Size value, Size unit) { return (value + unit - 1) / unit * unit; }

/// Entry by entry into planes Re, Im and, where there are three, Re + Im.
template <class Real>
struct Planes {
  Real* re;
  Real* im;   // none for a real operand
  Real* sum;  // none where one operand is real
  HWY_INLINE void Put(Size at, Real x, Real y) const {
    re[at] = x;
    if (im != nullptr) im[at] = y;
    if (sum != nullptr) sum[at] = x + y;
  }
};

template <class Real>
Planes<Real> PlanesOf(PackedPlanes<Real>& packed, bool is_real, bool three) {
  return {packed.plane(0), is_real ? nullptr : packed.plane(1), three ? packed.plane(2) : nullptr};
}

/// `width` numbers side by side for each of `count` steps: entry (i, k) of the operand at data[(i * along + k * across)],
/// rows beyond `valid` as zeros. Sources whose panel direction is contiguous go by vectors.
template <class Real>
HWY_ATTR void PackPanel(const ProductOperand<Real>& operand, bool along_is_contiguous, Size first,
                        Size valid, Size width, Size start, Size count, Size at,
                        const Planes<Real>& out) {
  const Tag<Real> d;
  const Size lanes = LanesOf<Real>();
  const auto* data = static_cast<const Real*>(operand.data);
  const Size unit = operand.is_real ? 1 : 2;
  const Real sign = operand.adjoint ? Real(-1) : Real(1);
  if (along_is_contiguous && !operand.is_real && valid == width && width % lanes == 0) {
    const auto conj = hn::Set(d, sign);
    for (Size k = 0; k < count; ++k) {
      const Real* from = data + 2 * (first + (start + k) * operand.stride);
      for (Size i = 0; i < width; i += lanes) {
        hn::Vec<Tag<Real>> re, im;
        hn::LoadInterleaved2(d, from + 2 * i, re, im);
        im = hn::Mul(im, conj);
        const Size to = at + k * width + i;
        hn::StoreU(re, d, out.re + to);
        hn::StoreU(im, d, out.im + to);
        if (out.sum != nullptr) hn::StoreU(hn::Add(re, im), d, out.sum + to);
      }
    }
    return;
  }
  const Size along = along_is_contiguous ? unit : unit * operand.stride;
  const Size across = along_is_contiguous ? unit * operand.stride : unit;
  // A few steps at a time, so that both sides stay in cache.
  constexpr Size few = 16;
  for (Size begin = 0; begin < count; begin += few) {
    const Size end = std::min(begin + few, count);
    for (Size i = 0; i < width; ++i) {
      if (i >= valid) {
        for (Size k = begin; k < end; ++k) out.Put(at + k * width + i, 0, 0);
        continue;
      }
      const Real* from = data + (first + i) * along + start * across;
      if (operand.is_real)
        for (Size k = begin; k < end; ++k) out.re[at + k * width + i] = from[k * across];
      else
        for (Size k = begin; k < end; ++k)
          out.Put(at + k * width + i, from[k * across], sign * from[k * across + 1]);
    }
  }
}

/// out = a panel of a times a panel of b, column by column; kRows vectors of rows.
template <int kRows, class Real>
HWY_ATTR void MultiplyPanels(Size count, const Real* HWY_RESTRICT a, const Real* HWY_RESTRICT b,
                             Real* HWY_RESTRICT out) {
  const Tag<Real> d;
  const Size lanes = LanesOf<Real>();
  hn::Vec<Tag<Real>> sums[kColumns][kRows];
#pragma GCC unroll 8
  for (int j = 0; j < kColumns; ++j)
#pragma GCC unroll 4
    for (int v = 0; v < kRows; ++v) sums[j][v] = hn::Zero(d);
  for (Size k = 0; k < count; ++k) {
    hn::Vec<Tag<Real>> rows[kRows];
#pragma GCC unroll 4
    for (int v = 0; v < kRows; ++v) rows[v] = hn::LoadU(d, a + v * lanes);
#pragma GCC unroll 8
    for (int j = 0; j < kColumns; ++j) {
      const auto factor = hn::Set(d, b[j]);
#pragma GCC unroll 4
      for (int v = 0; v < kRows; ++v) sums[j][v] = hn::MulAdd(rows[v], factor, sums[j][v]);
    }
    a += kRows * lanes;
    b += kColumns;
  }
#pragma GCC unroll 8
  for (int j = 0; j < kColumns; ++j)
#pragma GCC unroll 4
    for (int v = 0; v < kRows; ++v) hn::StoreU(sums[j][v], d, out + (j * kRows + v) * lanes);
}

template <class Real>
HWY_ATTR void MultiplyPanels(Size rows, Size count, const Real* a, const Real* b, Real* out) {
  const Size vectors = rows / LanesOf<Real>();
  if (vectors == 1)
    MultiplyPanels<1>(count, a, b, out);
  else if (vectors == 2)
    MultiplyPanels<2>(count, a, b, out);
  else
    MultiplyPanels<3>(count, a, b, out);
}

/// The real products of one micro tile, `height` numbers a column.
template <class Real>
struct Partial {
  HWY_ALIGN Real p[3][kVectors * HWY_MAX_BYTES / sizeof(Real) * kColumns];
};

template <class Real>
HWY_ATTR void Combine(const Partial<Real>& partial, bool three, Size height, Size rows,
                      Size columns, bool add, std::complex<Real>* c, Size stride) {
  const Tag<Real> d;
  const Size lanes = LanesOf<Real>();
  for (Size j = 0; j < columns; ++j) {
    auto* out = reinterpret_cast<Real*>(c + j * stride);
    const Real* p = partial.p[0] + j * height;
    const Real* q = partial.p[1] + j * height;
    const Real* r = partial.p[2] + j * height;
    Size i = 0;
    for (; i + lanes <= rows; i += lanes) {
      auto re = hn::LoadU(d, p + i), im = hn::LoadU(d, q + i);
      if (three) {
        const auto first = re, second = im;
        re = hn::Sub(first, second);
        im = hn::Sub(hn::Sub(hn::LoadU(d, r + i), first), second);
      }
      if (add) {
        hn::Vec<Tag<Real>> x, y;
        hn::LoadInterleaved2(d, out + 2 * i, x, y);
        re = hn::Add(x, re);
        im = hn::Add(y, im);
      }
      hn::StoreInterleaved2(re, im, d, out + 2 * i);
    }
    for (; i < rows; ++i) {
      const Real re = three ? p[i] - q[i] : p[i];
      const Real im = three ? r[i] - p[i] - q[i] : q[i];
      out[2 * i] = add ? out[2 * i] + re : re;
      out[2 * i + 1] = add ? out[2 * i + 1] + im : im;
    }
  }
}

template <class Real>
HWY_ATTR void PackColumns(const TileProduct<Real>& t, Size start, Size count,
                          const Planes<Real>& out) {
  for (Size j = 0; j < t.n; j += kColumns)
    PackPanel(t.b, t.b.adjoint, j, std::min<Size>(kColumns, t.n - j), kColumns, start, count,
              j * count, out);
}

/// Rows of a panel that starts at `row`: whole vectors.
template <class Real>
HWY_ATTR Size PanelHeight(Size rows_left) {
  return std::min(kVectors * LanesOf<Real>(), RoundUp(rows_left, LanesOf<Real>()));
}

template <class Real>
HWY_ATTR void PackRows(const TileProduct<Real>& t, Size first, Size rows, Size start, Size count,
                       const Planes<Real>& out) {
  for (Size i = 0; i < rows;) {
    const Size height = PanelHeight<Real>(rows - i);
    PackPanel(t.a, !t.a.adjoint, first + i, std::min(height, rows - i), height, start, count,
              i * count, out);
    i += height;
  }
}

template <class Real>
HWY_ATTR void MultiplyTile(const TileProduct<Real>& t) {
  const bool three = !t.a.is_real && !t.b.is_real;
  const int planes = three ? 3 : 2;
  auto& buffers = product_buffers<Real>();
  const Size deep = std::min(depth, t.k), block = std::min(rows_a_block, t.m);
  const Size widest = kVectors * LanesOf<Real>();
  buffers.a.resize(static_cast<std::size_t>(RoundUp(block, widest) * deep), planes);
  buffers.b.resize(static_cast<std::size_t>(RoundUp(t.n, kColumns) * deep), planes);
  const Planes<Real> a = PlanesOf(buffers.a, t.a.is_real, three);
  const Planes<Real> b = PlanesOf(buffers.b, t.b.is_real, three);
  const Real* left[3] = {a.re, t.a.is_real ? a.re : a.im, a.sum};
  const Real* right[3] = {b.re, t.b.is_real ? b.re : b.im, b.sum};
  Partial<Real> partial;
  for (Size start = 0; start < t.k; start += depth) {
    const Size count = std::min(depth, t.k - start);
    const bool add = t.accumulate || start > 0;
    PackColumns(t, start, count, b);
    for (Size first = 0; first < t.m; first += rows_a_block) {
      const Size rows = std::min(rows_a_block, t.m - first);
      PackRows(t, first, rows, start, count, a);
      for (Size j = 0; j < t.n; j += kColumns)
        for (Size i = 0; i < rows;) {
          const Size height = PanelHeight<Real>(rows - i);
          for (int p = 0; p < planes; ++p)
            MultiplyPanels(height, count, left[p] + i * count, right[p] + j * count, partial.p[p]);
          Combine(partial, three, height, std::min(height, rows - i),
                  std::min<Size>(kColumns, t.n - j), add, t.c + first + i + j * t.stride, t.stride);
          i += height;
        }
    }
  }
}

HWY_ATTR void MultiplyFloats(const TileProduct<float>& t) { MultiplyTile(t); }
HWY_ATTR void MultiplyDoubles(const TileProduct<double>& t) { MultiplyTile(t); }

}  // namespace traversable::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace traversable::kernels {
HWY_EXPORT(MultiplyFloats);
HWY_EXPORT(MultiplyDoubles);

void multiply_tile(const TileProduct<float>& product) {
  HWY_DYNAMIC_DISPATCH(MultiplyFloats)(product);
}
void multiply_tile(const TileProduct<double>& product) {
  HWY_DYNAMIC_DISPATCH(MultiplyDoubles)(product);
}

}  // namespace traversable::kernels
#endif  // HWY_ONCE
