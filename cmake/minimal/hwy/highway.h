// What the kernels use of Highway, on vectors of 32 bytes in plain loops: one target.
#pragma once

#include <cstddef>
#include <vector>

#define HWY_NAMESPACE N_PLAIN
#define HWY_ONCE 1
#define HWY_MAX_BYTES 32
#define HWY_AVX3 1
#define HWY_TARGET 2  // less than that
#define HWY_BEFORE_NAMESPACE() static_assert(true)
#define HWY_AFTER_NAMESPACE() static_assert(true)
#define HWY_ATTR
#define HWY_INLINE inline
#define HWY_RESTRICT __restrict__
#define HWY_ALIGN alignas(64)
#define HWY_UNROLL(count)
#define HWY_EXPORT(function) static_assert(true)
#define HWY_DYNAMIC_DISPATCH(function) HWY_NAMESPACE::function

namespace hwy {
namespace HWY_NAMESPACE {

template <class T, std::size_t most>
struct CappedTag {
  using Lane = T;
  static constexpr std::size_t lanes = most < 32 / sizeof(T) ? most : 32 / sizeof(T);
};

template <class T>
using ScalableTag = CappedTag<T, 32 / sizeof(T)>;

template <class D>
struct Vec {
  using Tag = D;
  typename D::Lane lane[D::lanes];
};

template <class V>
using DFromV = typename V::Tag;

template <class D>
constexpr std::size_t Lanes(D) {
  return D::lanes;
}

template <class D>
constexpr std::size_t MaxLanes(D) {
  return D::lanes;
}

template <class D, class Value>
Vec<D> Each(const Value& value) {
  Vec<D> result;
  for (std::size_t i = 0; i < D::lanes; ++i) result.lane[i] = value(i);
  return result;
}

template <class D>
Vec<D> Zero(D) {
  return Each<D>([](std::size_t) { return typename D::Lane(0); });
}
template <class D>
Vec<D> Set(D, typename D::Lane value) {
  return Each<D>([&](std::size_t) { return value; });
}
template <class D>
Vec<D> Load(D, const typename D::Lane* from) {
  return Each<D>([&](std::size_t i) { return from[i]; });
}
template <class D>
void Store(const Vec<D>& v, D, typename D::Lane* to) {
  for (std::size_t i = 0; i < D::lanes; ++i) to[i] = v.lane[i];
}
template <class D>
Vec<D> LoadU(D d, const typename D::Lane* from) {
  return Load(d, from);
}
template <class D>
void StoreU(const Vec<D>& v, D d, typename D::Lane* to) {
  Store(v, d, to);
}
template <class D>
void LoadInterleaved2(D, const typename D::Lane* from, Vec<D>& a, Vec<D>& b) {
  for (std::size_t i = 0; i < D::lanes; ++i) a.lane[i] = from[2 * i], b.lane[i] = from[2 * i + 1];
}
template <class D>
void StoreInterleaved2(const Vec<D>& a, const Vec<D>& b, D, typename D::Lane* to) {
  for (std::size_t i = 0; i < D::lanes; ++i) to[2 * i] = a.lane[i], to[2 * i + 1] = b.lane[i];
}
template <class D>
void StoreInterleaved4(const Vec<D>& a, const Vec<D>& b, const Vec<D>& c, const Vec<D>& e, D,
                       typename D::Lane* to) {
  for (std::size_t i = 0; i < D::lanes; ++i) {
    to[4 * i] = a.lane[i], to[4 * i + 1] = b.lane[i];
    to[4 * i + 2] = c.lane[i], to[4 * i + 3] = e.lane[i];
  }
}
template <class D>
Vec<D> Sub(const Vec<D>& a, const Vec<D>& b) {
  return Each<D>([&](std::size_t i) { return a.lane[i] - b.lane[i]; });
}
template <class D>
Vec<D> Add(const Vec<D>& a, const Vec<D>& b) {
  return Each<D>([&](std::size_t i) { return a.lane[i] + b.lane[i]; });
}
template <class D>
Vec<D> Mul(const Vec<D>& a, const Vec<D>& b) {
  return Each<D>([&](std::size_t i) { return a.lane[i] * b.lane[i]; });
}
template <class D>
Vec<D> MulAdd(const Vec<D>& a, const Vec<D>& b, const Vec<D>& c) {
  return Each<D>([&](std::size_t i) { return a.lane[i] * b.lane[i] + c.lane[i]; });
}
template <class D>
Vec<D> MulSub(const Vec<D>& a, const Vec<D>& b, const Vec<D>& c) {
  return Each<D>([&](std::size_t i) { return a.lane[i] * b.lane[i] - c.lane[i]; });
}
/// Neighbours change places.
template <class D>
Vec<D> Reverse2(D, const Vec<D>& v) {
  return Each<D>([&](std::size_t i) { return v.lane[i ^ 1]; });
}

template <class D, class Index>
struct TableIndices {
  Index index[D::lanes];
};
template <class D, class Index>
TableIndices<D, Index> SetTableIndices(D, const Index* from) {
  TableIndices<D, Index> result;
  for (std::size_t i = 0; i < D::lanes; ++i) result.index[i] = from[i];
  return result;
}
template <class D, class Index>
Vec<D> TableLookupLanes(const Vec<D>& v, const TableIndices<D, Index>& table) {
  return Each<D>([&](std::size_t i) { return v.lane[table.index[i]]; });
}

}  // namespace HWY_NAMESPACE

template <class T>
void Prefetch(const T* place) {
  __builtin_prefetch(place);
}

inline std::vector<int> SupportedAndGeneratedTargets() { return {0}; }
inline const char* TargetName(int) { return "PLAIN"; }
inline void SetSupportedTargetsForTest(int) {}
struct ChosenTarget {
  void DeInit() {}
};
inline ChosenTarget GetChosenTarget() { return {}; }

}  // namespace hwy
