#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/linear_algebra/product_kernels.cpp"
#ifndef HWY_DISABLED_TARGETS
// Accumulators are arrays of vectors, which have no size there.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#endif
#include <hwy/foreach_target.h>
// foreach_target must come first: it includes this file again for every target.
#include <hwy/cache_control.h>
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

/// What is transposed at a time.
constexpr Size kGroup = 4;
template <class Real>
using GroupTag = hn::CappedTag<Real, kGroup>;
/// Numbers side by side in a panel of b: all of a step, or groups where they had to be transposed.
constexpr Size GroupOf(bool adjoint) { return adjoint ? kColumns : kGroup; }

/// Where in a panel entry `i` of step k lies.
struct PanelLayout {
  Size group;  // entries side by side
  Size width;  // entries of a step
  Size count;  // steps
  HWY_INLINE Size operator()(Size i, Size k) const {
    return i / group * group * count + k * group + i % group;
  }
};

/// Entries (first + i, start + k) of an operand whose direction i is the contiguous one where `along`.
template <class Real>
struct PanelSource {
  const Real* data;
  Size stride;  // in numbers, of the direction that is not contiguous
  bool along;
  bool is_real;
  Real sign;  // of the imaginary part
};

/// One entry after the other; rows beyond `valid` are zero.
template <class Real>
void PackEntries(const PanelSource<Real>& from, Size valid, const PanelLayout& layout, Size at,
                 const Planes<Real>& out) {
  const Size unit = from.is_real ? 1 : 2;
  const Size step_i = from.along ? unit : from.stride, step_k = from.along ? from.stride : unit;
  // A few steps at a time, so that both sides stay in cache.
  constexpr Size few = 16;
  for (Size begin = 0; begin < layout.count; begin += few)
    for (Size i = 0; i < layout.width; ++i)
      for (Size k = begin; k < std::min(begin + few, layout.count); ++k) {
        const Real* z = from.data + i * step_i + k * step_k;
        if (i >= valid)
          out.Put(at + layout(i, k), 0, 0);
        else
          out.Put(at + layout(i, k), z[0], from.is_real ? 0 : from.sign * z[1]);
      }
}

/// Where each of `lanes` steps of four numbers in `turned` goes: `step` apart.
template <class Real>
HWY_ATTR void PutGroups(const Real* turned, Size lanes, Size step, Real* to) {
  const GroupTag<Real> part;  // may be less than a group
  for (Size j = 0; j < lanes; ++j)
    for (Size q = 0; q < kGroup; q += static_cast<Size>(hn::Lanes(part)))
      hn::StoreU(hn::LoadU(part, turned + kGroup * j + q), part, to + j * step + q);
}

// Below, a step's entries lie side by side (PackAlong), or in groups of four or side by side (PackAcross): without the
// divisions of PanelLayout.

/// Real entries by vectors; the direction i is contiguous.
template <class D, class Real>
HWY_ATTR void PackRealAlong(D d, const PanelSource<Real>& from, const PanelLayout& layout, Size at,
                            const Planes<Real>& out) {
  const Size lanes = static_cast<Size>(hn::Lanes(d));
  for (Size k = 0; k < layout.count; ++k)
    for (Size i = 0; i < layout.width; i += lanes)
      hn::StoreU(hn::LoadU(d, from.data + i + k * from.stride), d,
                 out.re + at + k * layout.width + i);
}

/// The direction k is contiguous.
template <class Real>
HWY_ATTR void PackRealAcross(const PanelSource<Real>& from, const PanelLayout& layout, Size at,
                             const Planes<Real>& out) {
  const Tag<Real> d;
  const Size lanes = LanesOf<Real>(), whole = layout.count / lanes * lanes;
  HWY_ALIGN Real turned[4 * HWY_MAX_BYTES / sizeof(Real)];
  for (Size i = 0; i < layout.width; i += kGroup) {
    const Real* x = from.data + i * from.stride;
    for (Size k = 0; k < whole; k += lanes) {
      hn::StoreInterleaved4(hn::LoadU(d, x + k), hn::LoadU(d, x + k + from.stride),
                            hn::LoadU(d, x + k + 2 * from.stride),
                            hn::LoadU(d, x + k + 3 * from.stride), d, turned);
      PutGroups(turned, lanes, layout.width, out.re + at + k * layout.width + i);
    }
    for (Size j = 0; j < kGroup; ++j)
      for (Size k = whole; k < layout.count; ++k)
        out.re[at + layout(i + j, k)] = x[j * from.stride + k];
  }
}

/// Complex entries whose direction i is contiguous, by vectors.
template <class D, class Real>
HWY_ATTR void PackAlong(D d, const PanelSource<Real>& from, const PanelLayout& layout, Size at,
                        const Planes<Real>& out) {
  const Size lanes = static_cast<Size>(hn::Lanes(d));
  const auto sign = hn::Set(d, from.sign);
  // Steps are far apart in memory: the processor would not fetch them on its own.
  constexpr Size ahead = 16;
  for (Size k = 0; k < layout.count; ++k) {
    for (Size i = 0; i < layout.width; i += 32 / static_cast<Size>(sizeof(Real)))
      hwy::Prefetch(from.data + 2 * i + (k + ahead) * from.stride);
    for (Size i = 0; i < layout.width; i += lanes) {
      hn::Vec<D> re, im;
      hn::LoadInterleaved2(d, from.data + 2 * i + k * from.stride, re, im);
      im = hn::Mul(im, sign);
      const Size to = at + k * layout.width + i;
      hn::StoreU(re, d, out.re + to);
      hn::StoreU(im, d, out.im + to);
      if (out.sum != nullptr) hn::StoreU(hn::Add(re, im), d, out.sum + to);
    }
  }
}

/// Complex entries whose direction k is contiguous: four of them at a time are transposed.
template <class Real>
HWY_ATTR void PackAcross(const PanelSource<Real>& from, const PanelLayout& layout, Size at,
                         const Planes<Real>& out) {
  const Tag<Real> d;
  const Size lanes = LanesOf<Real>(), whole = layout.count / lanes * lanes;
  const auto sign = hn::Set(d, from.sign);
  HWY_ALIGN Real turned[4 * HWY_MAX_BYTES / sizeof(Real)];
  using V = hn::Vec<Tag<Real>>;
  const auto put = [&](V a, V b, V c, V e, Real* plane, Size i, Size k) HWY_ATTR {
    if (layout.group == kGroup) {
      hn::StoreInterleaved4(a, b, c, e, d, plane + at + i * layout.count + kGroup * k);
      return;
    }
    hn::StoreInterleaved4(a, b, c, e, d, turned);
    PutGroups(turned, lanes, layout.width, plane + at + k * layout.width + i);
  };
  for (Size i = 0; i < layout.width; i += kGroup) {
    const Real* z = from.data + i * from.stride;
    for (Size k = 0; k < whole; k += lanes) {
      V re0, re1, re2, re3, im0, im1, im2, im3;
      hn::LoadInterleaved2(d, z + 2 * k, re0, im0);
      hn::LoadInterleaved2(d, z + 2 * k + from.stride, re1, im1);
      hn::LoadInterleaved2(d, z + 2 * k + 2 * from.stride, re2, im2);
      hn::LoadInterleaved2(d, z + 2 * k + 3 * from.stride, re3, im3);
      im0 = hn::Mul(im0, sign);
      im1 = hn::Mul(im1, sign);
      im2 = hn::Mul(im2, sign);
      im3 = hn::Mul(im3, sign);
      put(re0, re1, re2, re3, out.re, i, k);
      put(im0, im1, im2, im3, out.im, i, k);
      if (out.sum != nullptr)
        put(hn::Add(re0, im0), hn::Add(re1, im1), hn::Add(re2, im2), hn::Add(re3, im3), out.sum, i,
            k);
    }
    for (Size j = i; j < i + kGroup; ++j)
      for (Size k = whole; k < layout.count; ++k) {
        const Real* x = from.data + j * from.stride + 2 * k;
        out.Put(at + layout(j, k), x[0], from.sign * x[1]);
      }
  }
}

/// A panel of an operand at `at` of its planes: entries from (first, start) on, `valid` of them there.
template <class Real>
HWY_ATTR void PackPanel(const ProductOperand<Real>& operand, bool along, Size first, Size start,
                        Size valid, const PanelLayout& layout, Size at, const Planes<Real>& out) {
  const Size unit = operand.is_real ? 1 : 2;
  const Size offset = along ? first + start * operand.stride : first * operand.stride + start;
  const PanelSource<Real> from{static_cast<const Real*>(operand.data) + unit * offset,
                               unit * operand.stride, along, operand.is_real,
                               operand.adjoint ? Real(-1) : Real(1)};
  const bool grouped = layout.group != layout.width;
  if (valid < layout.width || layout.width % kGroup != 0 || (grouped && operand.is_real))
    PackEntries(from, valid, layout, at, out);
  else if (operand.is_real && along)
    PackRealAlong(GroupTag<Real>(), from, layout, at, out);
  else if (operand.is_real)
    PackRealAcross(from, layout, at, out);
  else if (!along)
    PackAcross(from, layout, at, out);
  else if (layout.width == kColumns)
    PackAlong(hn::CappedTag<Real, kColumns>(), from, layout, at, out);
  else
    PackAlong(Tag<Real>(), from, layout, at, out);
}

/// A panel of b: two groups of columns, each `step` on a step.
template <class Real>
struct Panel {
  const Real* first;
  const Real* second;
  Size step;
};
template <class Real>
Panel<Real> PanelOf(const Real* b, Size count, bool adjoint) {
  const Size group = GroupOf(adjoint);
  return {b, b + (group == kGroup ? kGroup * count : kGroup), group};
}

/// out = the first steps of a panel of a times those of one of b, column by column; kRows vectors of rows.
template <int kRows, class Real>
HWY_ATTR void MultiplyPanels(Size steps, const Real* HWY_RESTRICT a, const Panel<Real>& panel,
                             Real* HWY_RESTRICT out) {
  const Real* HWY_RESTRICT first = panel.first;
  const Real* HWY_RESTRICT second = panel.second;
  const Tag<Real> d;
  const Size lanes = LanesOf<Real>();
  hn::Vec<Tag<Real>> sums[kColumns][kRows];
#pragma GCC unroll 8
  for (int j = 0; j < kColumns; ++j)
#pragma GCC unroll 4
    for (int v = 0; v < kRows; ++v) sums[j][v] = hn::Zero(d);
  for (Size k = 0; k < steps; ++k) {
    hn::Vec<Tag<Real>> rows[kRows];
#pragma GCC unroll 4
    for (int v = 0; v < kRows; ++v) rows[v] = hn::LoadU(d, a + v * lanes);
#pragma GCC unroll 8
    for (int j = 0; j < kColumns; ++j) {
      const auto factor = hn::Set(d, j < kGroup ? first[j] : second[j - kGroup]);
#pragma GCC unroll 4
      for (int v = 0; v < kRows; ++v) sums[j][v] = hn::MulAdd(rows[v], factor, sums[j][v]);
    }
    a += kRows * lanes;
    first += panel.step;
    second += panel.step;
  }
#pragma GCC unroll 8
  for (int j = 0; j < kColumns; ++j)
#pragma GCC unroll 4
    for (int v = 0; v < kRows; ++v) hn::StoreU(sums[j][v], d, out + (j * kRows + v) * lanes);
}

template <class Real>
HWY_ATTR void MultiplyPanels(Size rows, Size steps, const Real* a, const Panel<Real>& b,
                             Real* out) {
  const Size vectors = rows / LanesOf<Real>();
  if (vectors == 1)
    MultiplyPanels<1>(steps, a, b, out);
  else if (vectors == 2)
    MultiplyPanels<2>(steps, a, b, out);
  else
    MultiplyPanels<3>(steps, a, b, out);
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
    PackPanel(t.b, t.b.adjoint, j, start, std::min<Size>(kColumns, t.n - j),
              {GroupOf(t.b.adjoint), kColumns, count}, j * count, out);
}

/// Rows of the next panel where so many are left: whole vectors, and 2 + 2 rather than 3 + 1 of them.
template <class Real>
HWY_ATTR Size PanelHeight(Size rows_left) {
  const Size lanes = LanesOf<Real>();
  const Size vectors = (rows_left + lanes - 1) / lanes;
  return lanes * (vectors == kVectors + 1 ? kVectors - 1 : std::min<Size>(kVectors, vectors));
}

template <class Real>
HWY_ATTR void PackRows(const TileProduct<Real>& t, Size first, Size rows, Size start, Size count,
                       const Planes<Real>& out) {
  for (Size i = 0; i < rows;) {
    const Size height = PanelHeight<Real>(rows - i);
    PackPanel(t.a, !t.a.adjoint, first + i, start, std::min(height, rows - i),
              {height, height, count}, i * count, out);
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
  if (t.k == 0 && !t.accumulate)
    for (Size j = 0; j < t.n; ++j) std::fill_n(t.c + j * t.stride, t.m, std::complex<Real>(0));
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
          // What is zero in a, and what is not wanted of c.
          const Size steps =
              t.a_is_lower ? std::clamp<Size>(t.row + first + i + height - start, 0, count) : count;
          const bool wanted = !t.c_is_lower || t.row + first + i + height > t.column + j;
          if (!wanted || (steps == 0 && add)) {
            i += height;
            continue;
          }
          for (int p = 0; p < planes; ++p)
            MultiplyPanels(height, steps, left[p] + i * count,
                           PanelOf(right[p] + j * count, count, t.b.adjoint), partial.p[p]);
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
