#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/state_vector/kernels.cpp"
#include <hwy/foreach_target.h>
// foreach_target must come first: it includes this file again for every target.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <type_traits>

#include "sim/state_vector/kernels.h"
#include "sim/state_vector/simd.h"
#include "sym/quoted.h"

HWY_BEFORE_NAMESPACE();
namespace traversable::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Up to 512 bits, so that a vector never exceeds the smallest buffer.
template <class Real>
using Tag = hn::CappedTag<Real, 64 / sizeof(Real)>;
template <class Real>
using Vector = hn::Vec<Tag<Real>>;

template <class Real>
int LaneBits() {
  return static_cast<int>(std::bit_width(hn::Lanes(Tag<Real>()))) - 2;
}

int DoubleLaneBits() { return LaneBits<double>(); }
int FloatLaneBits() { return LaneBits<float>(); }

std::uint64_t InsertZero(std::uint64_t value, int bit) {
  const std::uint64_t below = (std::uint64_t{1} << bit) - 1;
  return (value & ~below) << 1 | (value & below);
}

/// Moves lanes to those of their partners, with and without an exchange of real and imaginary part.
template <class Real>
class Flip {
 public:
  using D = Tag<Real>;
  using V = Vector<Real>;

  HWY_ATTR explicit Flip(unsigned lane_flip)
      : plain_(Indices(2 * lane_flip)), swapped_(Indices(2 * lane_flip ^ 1)) {}

  HWY_ATTR HWY_INLINE V Plain(V v) const { return hn::TableLookupLanes(v, plain_); }
  HWY_ATTR HWY_INLINE V Swapped(V v) const { return hn::TableLookupLanes(v, swapped_); }

 private:
  using Index = std::conditional_t<sizeof(Real) == 8, std::int64_t, std::int32_t>;
  HWY_ATTR static auto Indices(unsigned flip) {
    HWY_ALIGN Index lanes[64 / sizeof(Real)];
    const D d;
    for (std::size_t i = 0; i < hn::Lanes(d); ++i) lanes[i] = static_cast<Index>(i ^ flip);
    return hn::SetTableIndices(d, lanes);
  }

  using TableIndices = decltype(hn::SetTableIndices(D(), static_cast<const Index*>(nullptr)));
  TableIndices plain_, swapped_;
};

template <class V>
HWY_ATTR HWY_INLINE V Swap(V v) {
  return hn::Reverse2(hn::DFromV<V>(), v);
}

/// Vectors of a table entry.
template <PassForm form>
constexpr std::size_t vectors_of = form == PassForm::general ? 4 : 2;

/// psi_i <- u psi_i + w psi_{i^x} where the partner is in the same vector (or there is none).
template <PassForm form, class Real>
HWY_ATTR HWY_INLINE Vector<Real> Own(const Real* HWY_RESTRICT entry, const Flip<Real>& flip,
                                     Vector<Real> v) {
  const Tag<Real> d;
  const std::size_t n = hn::Lanes(d);
  const auto k = [&](std::size_t i) HWY_ATTR { return hn::Load(d, entry + i * n); };
  if constexpr (form == PassForm::diagonal) return hn::MulAdd(k(0), v, hn::Mul(k(1), Swap(v)));
  if constexpr (form == PassForm::real) return hn::MulAdd(k(0), v, hn::Mul(k(1), flip.Plain(v)));
  if constexpr (form == PassForm::imaginary)
    return hn::MulAdd(k(0), v, hn::Mul(k(1), flip.Swapped(v)));
  return hn::Add(hn::MulAdd(k(0), v, hn::Mul(k(1), Swap(v))),
                 hn::MulAdd(k(2), flip.Plain(v), hn::Mul(k(3), flip.Swapped(v))));
}

/// The same for a vector and its partner vector. The 2 x 2 unitary of a pair has determinant one,
/// so its second row is (-conj w, conj u): the entry of `a` serves both.
template <PassForm form, class Real>
HWY_ATTR HWY_INLINE void Pair(const Real* HWY_RESTRICT entry, const Flip<Real>& flip,
                              Real* HWY_RESTRICT a, Real* HWY_RESTRICT b) {
  const Tag<Real> d;
  const std::size_t n = hn::Lanes(d);
  const auto k = [&](std::size_t i) HWY_ATTR { return hn::Load(d, entry + i * n); };
  const auto va = hn::Load(d, a);
  const auto vb = flip.Plain(hn::Load(d, b));
  if constexpr (form == PassForm::real) {
    hn::Store(hn::MulAdd(k(0), va, hn::Mul(k(1), vb)), d, a);
    hn::Store(flip.Plain(hn::MulSub(k(0), vb, hn::Mul(k(1), va))), d, b);
  } else if constexpr (form == PassForm::imaginary) {
    hn::Store(hn::MulAdd(k(0), va, hn::Mul(k(1), Swap(vb))), d, a);
    hn::Store(flip.Plain(hn::MulAdd(k(0), vb, hn::Mul(k(1), Swap(va)))), d, b);
  } else {
    const auto sa = Swap(va);
    const auto sb = Swap(vb);
    hn::Store(
        hn::Add(hn::MulAdd(k(0), va, hn::Mul(k(1), sa)), hn::MulAdd(k(2), vb, hn::Mul(k(3), sb))),
        d, a);
    hn::Store(flip.Plain(hn::Add(hn::MulSub(k(0), vb, hn::Mul(k(1), sb)),
                                 hn::MulSub(k(3), sa, hn::Mul(k(2), va)))),
              d, b);
  }
}

template <PassForm form, class Real>
HWY_ATTR void PairUnits(Real* HWY_RESTRICT psi, std::uint64_t num_vectors,
                        const PairPass<Real>& pass, unsigned offset, std::uint64_t first,
                        std::uint64_t last) {
  const Tag<Real> d;
  const std::size_t n = hn::Lanes(d);
  const PassGeometry g = pass.geometry;  // a copy: the compiler sees that no store changes it
  const Real* HWY_RESTRICT table = pass.table;
  const Flip<Real> flip(g.lane_flip);
  const std::size_t stride = vectors_of<form> * n;
  const std::size_t chunk = std::min<std::uint64_t>(num_vectors, 1 << chunk_bits);
  const std::uint64_t chunk_flip = g.vector_flip >> chunk_bits;
  const std::size_t inner_flip = g.vector_flip & ((1 << chunk_bits) - 1);
  for (std::uint64_t unit = first; unit < last; ++unit) {
    const std::uint64_t c =
        chunk_flip == 0 ? unit : InsertZero(unit, static_cast<int>(std::bit_width(chunk_flip)) - 1);
    const unsigned entry = offset ^ entry_of(g, c << chunk_bits);
    Real* HWY_RESTRICT a = psi + (c << chunk_bits) * n;
    if constexpr (form != PassForm::diagonal) {
      Real* b = psi + ((c ^ chunk_flip) << chunk_bits) * n;
      if (chunk_flip != 0) {
        for (std::size_t i = 0; i < chunk; ++i)
          Pair<form>(table + (entry ^ g.in_chunk[i]) * stride, flip, a + i * n,
                     b + (i ^ inner_flip) * n);
        continue;
      }
      if (inner_flip != 0) {
        const int pivot = static_cast<int>(std::bit_width(inner_flip)) - 1;
        for (std::size_t k = 0; k < chunk / 2; ++k) {
          const std::size_t i = InsertZero(k, pivot);
          Pair<form>(table + (entry ^ g.in_chunk[i]) * stride, flip, a + i * n,
                     b + (i ^ inner_flip) * n);
        }
        continue;
      }
    }
    for (std::size_t i = 0; i < chunk; ++i)
      hn::Store(Own<form>(table + (entry ^ g.in_chunk[i]) * stride, flip, hn::Load(d, a + i * n)),
                d, a + i * n);
  }
}

/// One rotation: u is a constant, and so is w up to its sign. Blocks of 2^block vectors: the signs of
/// its rows follow from the lowest bits of the one mask, `pattern`, and one sign a block. A unit is a
/// block or, with partners elsewhere, a pair of blocks.
template <bool swapped, bool lanes, int block, unsigned pattern, class Real>
HWY_ATTR void SingleUnits(Real* HWY_RESTRICT psi, const PairPass<Real>& pass, unsigned offset,
                          std::uint64_t first, std::uint64_t last) {
  const Tag<Real> d;
  const std::size_t n = hn::Lanes(d);
  constexpr std::size_t size = 1 << block;
  const std::uint64_t flip_high = pass.geometry.vector_flip >> block;
  const std::size_t flip_low = pass.geometry.vector_flip & (size - 1);
  const std::uint64_t mask = pass.geometry.rank == 0 ? 0 : pass.geometry.masks[0] >> block;
  const unsigned flip_sign = pass.geometry.flip_entry;
  const int pivot = static_cast<int>(std::bit_width(flip_high)) - 1;
  const Flip<Real> flip(pass.geometry.lane_flip);
  const auto partner = [&](auto v) HWY_ATTR {
    if constexpr (!lanes) {
      if constexpr (swapped)
        return Swap(v);
      else
        return v;
    } else {
      return swapped ? flip.Swapped(v) : flip.Plain(v);
    }
  };
  const auto u = hn::Load(d, pass.table);
  const Real* HWY_RESTRICT w = pass.table + n;  // plus, minus
  const auto minus_row = [](std::size_t k) { return (std::popcount(pattern & k) & 1) != 0; };
  const auto sign_of = [&](std::uint64_t at) HWY_ATTR {
    return (offset ^ static_cast<unsigned>(std::popcount(mask & at))) & 1;
  };
  if (flip_high == 0) {
    for (std::uint64_t unit = first; unit < last; ++unit) {
      const unsigned sign = sign_of(unit);
      const auto plus = hn::Load(d, w + sign * n);
      const auto minus = hn::Load(d, w + (sign ^ 1) * n);
      Real* a = psi + (unit << block) * n;
      Vector<Real> v[size];
      HWY_UNROLL(4)
      for (std::size_t k = 0; k < size; ++k) v[k] = hn::Load(d, a + (k ^ flip_low) * n);
      HWY_UNROLL(4)
      for (std::size_t k = 0; k < size; ++k) {
        const auto own = hn::Load(d, a + k * n);
        hn::Store(hn::MulAdd(u, own, hn::Mul(minus_row(k) ? minus : plus, partner(v[k]))), d,
                  a + k * n);
      }
    }
    return;
  }
  // Partners some lines away: the order in which a and b come defeats the prefetchers of some
  // processors, so lines are asked for in the order of memory.
  const bool near = pivot >= 1 && pivot <= 4;
  for (std::uint64_t unit = first; unit < last; ++unit) {
    if (near) {
      const Real* ahead = psi + (unit << (block + 1)) * n + 8192 / sizeof(Real);
      HWY_UNROLL(8)
      for (std::size_t k = 0; k < 2 * size; ++k) hwy::Prefetch(ahead + k * n);
    }
    const std::uint64_t at = InsertZero(unit, pivot);
    const unsigned sign_a = sign_of(at);
    const unsigned sign_b = sign_a ^ flip_sign;
    const auto plus_a = hn::Load(d, w + sign_a * n);
    const auto minus_a = hn::Load(d, w + (sign_a ^ 1) * n);
    const auto plus_b = hn::Load(d, w + sign_b * n);
    const auto minus_b = hn::Load(d, w + (sign_b ^ 1) * n);
    Real* HWY_RESTRICT a = psi + (at << block) * n;
    Real* HWY_RESTRICT b = psi + ((at ^ flip_high) << block) * n;
    // All loads before the stores: a and b are a power of two apart, where processors take a load
    // after a store for one of the same address.
    Vector<Real> va[size], vb[size];
    HWY_UNROLL(4)
    for (std::size_t k = 0; k < size; ++k) va[k] = hn::Load(d, a + k * n);
    HWY_UNROLL(4)
    for (std::size_t k = 0; k < size; ++k) vb[k] = hn::Load(d, b + (k ^ flip_low) * n);
    HWY_UNROLL(4)
    for (std::size_t k = 0; k < size; ++k)
      hn::Store(hn::MulAdd(u, va[k], hn::Mul(minus_row(k) ? minus_a : plus_a, partner(vb[k]))), d,
                a + k * n);
    HWY_UNROLL(4)
    for (std::size_t k = 0; k < size; ++k)
      hn::Store(hn::MulAdd(u, vb[k], hn::Mul(minus_row(k) ? minus_b : plus_b, partner(va[k]))), d,
                b + (k ^ flip_low) * n);
  }
}

template <bool swapped, bool lanes, class Real>
HWY_ATTR void SingleBlocks(Real* psi, const PairPass<Real>& pass, unsigned offset,
                           std::uint64_t first, std::uint64_t last) {
  constexpr int block = single_block_bits;
  switch (pass.geometry.rank == 0 ? 0 : pass.geometry.masks[0] & ((1 << block) - 1)) {
    case 0:
      return SingleUnits<swapped, lanes, block, 0>(psi, pass, offset, first, last);
    case 1:
      return SingleUnits<swapped, lanes, block, 1>(psi, pass, offset, first, last);
    case 2:
      return SingleUnits<swapped, lanes, block, 2>(psi, pass, offset, first, last);
    default:
      return SingleUnits<swapped, lanes, block, 3>(psi, pass, offset, first, last);
  }
}

template <bool swapped, class Real>
HWY_ATTR void Single(Real* psi, std::uint64_t num_vectors, const PairPass<Real>& pass,
                     unsigned offset, std::uint64_t first, std::uint64_t last) {
  if (num_vectors < std::uint64_t{1} << single_block_bits)
    return SingleUnits<swapped, true, 0, 0>(psi, pass, offset, first, last);
  if (pass.geometry.lane_flip == 0)
    return SingleBlocks<swapped, false>(psi, pass, offset, first, last);
  return SingleBlocks<swapped, true>(psi, pass, offset, first, last);
}

template <class Real>
HWY_ATTR void RunPairPass(Real* psi, int buffer_bits, const PairPass<Real>& pass, unsigned offset,
                          std::uint64_t first, std::uint64_t last) {
  const std::uint64_t vectors = std::uint64_t{1} << (buffer_bits - LaneBits<Real>());
  switch (pass.form) {
    case PassForm::single_real:
      return Single<false>(psi, vectors, pass, offset, first, last);
    case PassForm::single_imaginary:
      return Single<true>(psi, vectors, pass, offset, first, last);
    case PassForm::diagonal:
      return PairUnits<PassForm::diagonal>(psi, vectors, pass, offset, first, last);
    case PassForm::real:
      return PairUnits<PassForm::real>(psi, vectors, pass, offset, first, last);
    case PassForm::imaginary:
      return PairUnits<PassForm::imaginary>(psi, vectors, pass, offset, first, last);
    case PassForm::general:
      return PairUnits<PassForm::general>(psi, vectors, pass, offset, first, last);
  }
}

/// Vectors of a table entry.
template <SumForm form>
constexpr std::size_t sum_vectors_of = form == SumForm::general ? 2 : 1;

template <SumForm form, class Real>
HWY_ATTR HWY_INLINE Vector<Real> Accumulate(const Real* HWY_RESTRICT entry, const Flip<Real>& flip,
                                            Vector<Real> sum, Vector<Real> partner) {
  const Tag<Real> d;
  if constexpr (form == SumForm::real)
    return hn::MulAdd(hn::Load(d, entry), flip.Plain(partner), sum);
  if constexpr (form == SumForm::imaginary)
    return hn::MulAdd(hn::Load(d, entry), flip.Swapped(partner), sum);
  sum = hn::MulAdd(hn::Load(d, entry), flip.Plain(partner), sum);
  return hn::MulAdd(hn::Load(d, entry + hn::Lanes(d)), flip.Swapped(partner), sum);
}

template <SumForm form, class Real>
HWY_ATTR void SumChunks(const Real* HWY_RESTRICT x, Real* HWY_RESTRICT y, std::size_t chunk,
                        const SumPass<Real>& pass, std::uint64_t first, std::uint64_t count) {
  const Tag<Real> d;
  const std::size_t n = hn::Lanes(d);
  const PassGeometry g = pass.geometry;
  const Real* HWY_RESTRICT table = pass.table;
  const Flip<Real> flip(g.lane_flip);
  const std::size_t stride = sum_vectors_of<form> * n;
  const std::uint64_t chunk_flip = g.vector_flip >> chunk_bits;
  const std::size_t inner_flip = g.vector_flip & ((1 << chunk_bits) - 1);
  for (std::uint64_t c = 0; c < count; ++c) {
    const unsigned entry = entry_of(g, (first + c) << chunk_bits);
    const Real* HWY_RESTRICT source = x + (((first + c) ^ chunk_flip) << chunk_bits) * n;
    Real* HWY_RESTRICT target = y + (c << chunk_bits) * n;
    for (std::size_t i = 0; i < chunk; ++i) {
      const auto sum =
          Accumulate<form>(table + (entry ^ g.in_chunk[i]) * stride, flip,
                           hn::Load(d, target + i * n), hn::Load(d, source + (i ^ inner_flip) * n));
      hn::Store(sum, d, target + i * n);
    }
  }
}

template <class Real>
HWY_ATTR void RunSumPasses(const Real* x, Real* y, int buffer_bits, const SumPass<Real>* passes,
                           std::size_t num_passes, std::uint64_t first, std::uint64_t count) {
  const Tag<Real> d;
  const std::uint64_t vectors = std::uint64_t{1} << (buffer_bits - LaneBits<Real>());
  const std::size_t chunk = std::min<std::uint64_t>(vectors, 1 << chunk_bits);
  std::fill_n(y, count * chunk * hn::Lanes(d), Real{0});
  for (std::size_t p = 0; p < num_passes; ++p) {
    switch (passes[p].form) {
      case SumForm::real:
        SumChunks<SumForm::real>(x, y, chunk, passes[p], first, count);
        break;
      case SumForm::imaginary:
        SumChunks<SumForm::imaginary>(x, y, chunk, passes[p], first, count);
        break;
      case SumForm::general:
        SumChunks<SumForm::general>(x, y, chunk, passes[p], first, count);
        break;
    }
  }
}

HWY_ATTR void DoublePairPass(double* psi, int buffer_bits, const PairPass<double>& pass,
                             unsigned offset, std::uint64_t first, std::uint64_t last) {
  RunPairPass(psi, buffer_bits, pass, offset, first, last);
}
HWY_ATTR void FloatPairPass(float* psi, int buffer_bits, const PairPass<float>& pass,
                            unsigned offset, std::uint64_t first, std::uint64_t last) {
  RunPairPass(psi, buffer_bits, pass, offset, first, last);
}
HWY_ATTR void DoubleSumPasses(const double* x, double* y, int buffer_bits,
                              const SumPass<double>* passes, std::size_t num_passes,
                              std::uint64_t first, std::uint64_t count) {
  RunSumPasses(x, y, buffer_bits, passes, num_passes, first, count);
}
HWY_ATTR void FloatSumPasses(const float* x, float* y, int buffer_bits,
                             const SumPass<float>* passes, std::size_t num_passes,
                             std::uint64_t first, std::uint64_t count) {
  RunSumPasses(x, y, buffer_bits, passes, num_passes, first, count);
}

}  // namespace traversable::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace traversable {
namespace kernels {
namespace {

HWY_EXPORT(DoubleLaneBits);
HWY_EXPORT(FloatLaneBits);
HWY_EXPORT(DoublePairPass);
HWY_EXPORT(FloatPairPass);
HWY_EXPORT(DoubleSumPasses);
HWY_EXPORT(FloatSumPasses);

}  // namespace

template <>
int lane_bits<double>() {
  return HWY_DYNAMIC_DISPATCH(DoubleLaneBits)();
}
template <>
int lane_bits<float>() {
  return HWY_DYNAMIC_DISPATCH(FloatLaneBits)();
}

template <class Real>
std::uint64_t num_units(const PairPass<Real>& pass, int buffer_bits) {
  const int vector_bits = buffer_bits - lane_bits<Real>();
  const bool single = pass.form == PassForm::single_real || pass.form == PassForm::single_imaginary;
  int unit_bits = single ? single_block_bits : chunk_bits;
  if (vector_bits < unit_bits) unit_bits = single ? 0 : vector_bits;
  const bool in_pairs = pass.geometry.vector_flip >> unit_bits != 0;
  return std::uint64_t{1} << (vector_bits - unit_bits - (in_pairs ? 1 : 0));
}
template std::uint64_t num_units(const PairPass<float>&, int);
template std::uint64_t num_units(const PairPass<double>&, int);

template <>
void run_pair_pass(double* psi, int buffer_bits, const PairPass<double>& pass,
                   unsigned entry_offset, std::uint64_t first, std::uint64_t last) {
  HWY_DYNAMIC_DISPATCH(DoublePairPass)(psi, buffer_bits, pass, entry_offset, first, last);
}
template <>
void run_pair_pass(float* psi, int buffer_bits, const PairPass<float>& pass, unsigned entry_offset,
                   std::uint64_t first, std::uint64_t last) {
  HWY_DYNAMIC_DISPATCH(FloatPairPass)(psi, buffer_bits, pass, entry_offset, first, last);
}
template <>
void run_sum_passes(const double* x, double* y, int buffer_bits, const SumPass<double>* passes,
                    std::size_t num_passes, std::uint64_t first, std::uint64_t count) {
  HWY_DYNAMIC_DISPATCH(DoubleSumPasses)(x, y, buffer_bits, passes, num_passes, first, count);
}
template <>
void run_sum_passes(const float* x, float* y, int buffer_bits, const SumPass<float>* passes,
                    std::size_t num_passes, std::uint64_t first, std::uint64_t count) {
  HWY_DYNAMIC_DISPATCH(FloatSumPasses)(x, y, buffer_bits, passes, num_passes, first, count);
}

}  // namespace kernels

const std::vector<std::string>& simd_targets() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> names;
    for (const auto target : hwy::SupportedAndGeneratedTargets())
      names.emplace_back(hwy::TargetName(target));
    return names;
  }();
  return all;
}

std::string simd_target() { return hwy::TargetName(hwy::SupportedAndGeneratedTargets().front()); }

void use_simd_target(const std::string& name) {
  if (const auto& all = simd_targets();
      !name.empty() && std::find(all.begin(), all.end(), name) == all.end())
    throw std::invalid_argument(
        fmt::format("SIMD target {}: expected one of {}", in_quotes(name), fmt::join(all, ", ")));
  hwy::SetSupportedTargetsForTest(0);
  for (const auto target : hwy::SupportedAndGeneratedTargets())
    if (name == hwy::TargetName(target)) {
      hwy::SetSupportedTargetsForTest(target);
      break;
    }
  hwy::GetChosenTarget().DeInit();
}

}  // namespace traversable
#endif  // HWY_ONCE
