#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/two_sided/butterfly.cpp"
#include <hwy/foreach_target.h>
// foreach_target must come first: it includes this file again for every target.
#include <hwy/highway.h>

#include <bit>

#include "sim/two_sided/butterfly.h"

HWY_BEFORE_NAMESPACE();
namespace traversable::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Size = std::ptrdiff_t;

/// Columns of `rows` numbers against each other, in vectors of at most `most` real numbers.
template <std::size_t most, class Real>
HWY_ATTR HWY_INLINE void RotateColumns(std::complex<Real>* HWY_RESTRICT p,
                                       std::complex<Real>* HWY_RESTRICT q, Size rows,
                                       const PairRotation<Real>& rotation) {
  const hn::CappedTag<Real, most> d;
  auto* u = reinterpret_cast<Real*>(p);
  auto* v = reinterpret_cast<Real*>(q);
  const auto cosine = hn::Set(d, rotation.cosine);
  const auto sines = hn::LoadU(d, rotation.sines.data());
  for (Size i = 0; i < 2 * rows; i += static_cast<Size>(hn::Lanes(d))) {
    const auto first = hn::LoadU(d, u + i), second = hn::LoadU(d, v + i);
    hn::StoreU(hn::MulAdd(sines, hn::Reverse2(d, second), hn::Mul(cosine, first)), d, u + i);
    hn::StoreU(hn::MulAdd(sines, hn::Reverse2(d, first), hn::Mul(cosine, second)), d, v + i);
  }
}

/// As many numbers as a vector of 64 bytes has.
template <class Real>
constexpr std::size_t kMost = 64 / sizeof(Real);

/// Quadrant (row, column) of one tile against the opposite one of the other, column j.
template <class Real>
HWY_ATTR HWY_INLINE void RotateOpposite(const TilePair<Real>& pair, int row, int column, Size j,
                                        Size stride, const PairRotation<Real>& rotation) {
  const Size half = pair.size / 2;
  const Size here = row * half + (column * half + j) * stride;
  const Size there = (1 - row) * half + ((1 - column) * half + j) * stride;
  if (half >= 8) {
    RotateColumns<kMost<Real>>(pair.first + here, pair.second + there, half, rotation);
    RotateColumns<kMost<Real>>(pair.first + there, pair.second + here, half, rotation);
  } else {
    RotateColumns<2>(pair.first + here, pair.second + there, half, rotation);
    RotateColumns<2>(pair.first + there, pair.second + here, half, rotation);
  }
}

template <class Real>
HWY_ATTR void TurnHighestQubit(const Butterfly<Real>& butterfly, const TilePair<Real>& pair,
                               Size j) {
  const auto qubit =
      static_cast<std::size_t>(std::countr_zero(static_cast<std::size_t>(pair.size)));
  const QubitRotations<Real>& rotations = butterfly.rotations[qubit];
  const PairRotation<Real>& equal = rotations.equal[pair.odd];
  const PairRotation<Real>& unequal = rotations.unequal[pair.odd];
  if (!equal.is_none()) RotateOpposite(pair, 0, 0, j, butterfly.stride, equal);
  if (!unequal.is_none()) RotateOpposite(pair, 0, 1, j, butterfly.stride, unequal);
}

/// Small tiles with everything known but the numbers.
template <bool has_unequal, int size, bool odd, bool grade, class Real>
HWY_ATTR HWY_INLINE void TurnUnrolled(const Butterfly<Real>& butterfly, std::complex<Real>* first,
                                      std::complex<Real>* second) {
  const QubitRotations<Real>& rotations =
      butterfly.rotations[std::countr_zero(static_cast<unsigned>(size))];
  if constexpr (size == 1) {
    if constexpr (odd == grade)
      RotateColumns<2>(first, second, 1, rotations.equal[odd]);
    else if constexpr (has_unequal)
      RotateColumns<2>(first, second, 1, rotations.unequal[odd]);
  } else {
    constexpr int half = size / 2;
    const Size stride = butterfly.stride, right = half * stride, below = half + right;
    for (int j = 0; j < half; ++j) {
      const Size column = j * stride;
      RotateColumns<size>(first + column, second + below + column, half, rotations.equal[odd]);
      RotateColumns<size>(first + below + column, second + column, half, rotations.equal[odd]);
      if constexpr (has_unequal) {
        RotateColumns<size>(first + right + column, second + half + column, half,
                            rotations.unequal[odd]);
        RotateColumns<size>(first + half + column, second + right + column, half,
                            rotations.unequal[odd]);
      }
    }
    TurnUnrolled<has_unequal, half, odd, grade>(butterfly, first, second);
    TurnUnrolled<has_unequal, half, !odd, grade>(butterfly, first + half, second + half);
    TurnUnrolled<has_unequal, half, !odd, grade>(butterfly, first + right, second + right);
    TurnUnrolled<has_unequal, half, odd, grade>(butterfly, first + below, second + below);
  }
}

template <bool has_unequal, int size, class Real>
HWY_ATTR void TurnOfSize(const Butterfly<Real>& butterfly, const TilePair<Real>& pair) {
  if (pair.odd) {
    if (pair.grade)
      TurnUnrolled<has_unequal, size, true, true>(butterfly, pair.first, pair.second);
    else
      TurnUnrolled<has_unequal, size, true, false>(butterfly, pair.first, pair.second);
  } else {
    if (pair.grade)
      TurnUnrolled<has_unequal, size, false, true>(butterfly, pair.first, pair.second);
    else
      TurnUnrolled<has_unequal, size, false, false>(butterfly, pair.first, pair.second);
  }
}

template <bool has_unequal, class Real>
HWY_ATTR void TurnSmall(const Butterfly<Real>& butterfly, const TilePair<Real>& pair) {
  switch (pair.size) {
    case 8:
      return TurnOfSize<has_unequal, 8>(butterfly, pair);
    case 4:
      return TurnOfSize<has_unequal, 4>(butterfly, pair);
    case 2:
      return TurnOfSize<has_unequal, 2>(butterfly, pair);
    default:
      return TurnOfSize<has_unequal, 1>(butterfly, pair);
  }
}

template <class Real>
HWY_ATTR void TurnTile(const Butterfly<Real>& butterfly, const TilePair<Real>& pair) {
  constexpr Size largest_unrolled = 8;
  if (pair.size > largest_unrolled) {
    for (Size j = 0; j < pair.size / 2; ++j) TurnHighestQubit(butterfly, pair, j);
    for (int row = 0; row < 2; ++row)
      for (int column = 0; column < 2; ++column)
        TurnTile(butterfly, quadrant(pair, row, column, butterfly.stride));
    return;
  }
  const auto qubit =
      static_cast<std::size_t>(std::countr_zero(static_cast<std::size_t>(pair.size)));
  if (butterfly.has_unequal[qubit] != 0)
    TurnSmall<true>(butterfly, pair);
  else
    TurnSmall<false>(butterfly, pair);
}

HWY_ATTR void TurnFloats(const Butterfly<float>& b, const TilePair<float>& p) { TurnTile(b, p); }
HWY_ATTR void TurnDoubles(const Butterfly<double>& b, const TilePair<double>& p) { TurnTile(b, p); }
HWY_ATTR void TurnHighestOfFloats(const Butterfly<float>& b, const TilePair<float>& p, Size j) {
  TurnHighestQubit(b, p, j);
}
HWY_ATTR void TurnHighestOfDoubles(const Butterfly<double>& b, const TilePair<double>& p, Size j) {
  TurnHighestQubit(b, p, j);
}

}  // namespace traversable::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace traversable::kernels {
HWY_EXPORT(TurnFloats);
HWY_EXPORT(TurnDoubles);
HWY_EXPORT(TurnHighestOfFloats);
HWY_EXPORT(TurnHighestOfDoubles);

void turn_tile(const Butterfly<float>& butterfly, const TilePair<float>& pair) {
  HWY_DYNAMIC_DISPATCH(TurnFloats)(butterfly, pair);
}
void turn_tile(const Butterfly<double>& butterfly, const TilePair<double>& pair) {
  HWY_DYNAMIC_DISPATCH(TurnDoubles)(butterfly, pair);
}
void turn_highest_qubit(const Butterfly<float>& butterfly, const TilePair<float>& pair,
                        std::ptrdiff_t j) {
  HWY_DYNAMIC_DISPATCH(TurnHighestOfFloats)(butterfly, pair, j);
}
void turn_highest_qubit(const Butterfly<double>& butterfly, const TilePair<double>& pair,
                        std::ptrdiff_t j) {
  HWY_DYNAMIC_DISPATCH(TurnHighestOfDoubles)(butterfly, pair, j);
}

}  // namespace traversable::kernels
#endif  // HWY_ONCE
