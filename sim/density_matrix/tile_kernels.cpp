#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/density_matrix/tile_kernels.cpp"
#include <hwy/foreach_target.h>
// foreach_target must come first: it includes this file again for every target.
#include <hwy/highway.h>

#include <cstring>
#include <utility>

#include "sim/density_matrix/tile_kernels.h"

HWY_BEFORE_NAMESPACE();
namespace traversable::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// At most half of the lanes' 16 values, so that a vector never leaves its row.
using Tag = hn::CappedTag<double, 8>;
using Vector = hn::Vec<Tag>;

constexpr std::size_t Stride(int digit) { return std::size_t{1} << 2 * digit; }

/// Digits a < b change places: (i_a, i_b) -> (i_b, i_a).
void Exchange(double* HWY_RESTRICT tile, std::size_t size, int a, int b) {
  const std::size_t sa = Stride(a), sb = Stride(b);
  for (std::size_t high = 0; high < size; high += 4 * sb)
    for (std::size_t middle = high; middle < high + sb; middle += 4 * sa)
      for (std::size_t i = middle; i < middle + sa; ++i)
        for (std::size_t k = 1; k < 4; ++k)
          for (std::size_t l = 0; l < k; ++l)
            std::swap(tile[i + k * sa + l * sb], tile[i + l * sa + k * sb]);
}

template <TileForm form>
HWY_ATTR void OneDigit(double* HWY_RESTRICT tile, std::size_t size, const TileStage& stage) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d), s = Stride(stage.first);
  const double* HWY_RESTRICT m = stage.entries;
  const auto entry = [&](int row, int column) HWY_ATTR { return hn::Set(d, m[4 * row + column]); };
  const Vector m11 = entry(1, 1), m12 = entry(1, 2), m13 = entry(1, 3);
  const Vector m21 = entry(2, 1), m22 = entry(2, 2), m23 = entry(2, 3);
  const Vector m31 = entry(3, 1), m32 = entry(3, 2), m33 = entry(3, 3);
  const Vector m10 = entry(1, 0), m20 = entry(2, 0), m30 = entry(3, 0);
  for (std::size_t block = 0; block < size; block += 4 * s)
    for (std::size_t i = block; i < block + s; i += lanes) {
      const Vector x1 = hn::Load(d, tile + i + s);
      const Vector x2 = hn::Load(d, tile + i + 2 * s);
      const Vector x3 = hn::Load(d, tile + i + 3 * s);
      Vector y1 = hn::Mul(m11, x1), y2 = hn::Mul(m21, x1), y3 = hn::Mul(m31, x1);
      y1 = hn::MulAdd(m12, x2, y1);
      y2 = hn::MulAdd(m22, x2, y2);
      y3 = hn::MulAdd(m32, x2, y3);
      y1 = hn::MulAdd(m13, x3, y1);
      y2 = hn::MulAdd(m23, x3, y2);
      y3 = hn::MulAdd(m33, x3, y3);
      if constexpr (form != TileForm::unital) {
        const Vector x0 = hn::Load(d, tile + i);
        y1 = hn::MulAdd(m10, x0, y1);
        y2 = hn::MulAdd(m20, x0, y2);
        y3 = hn::MulAdd(m30, x0, y3);
        if constexpr (form == TileForm::general) {
          Vector y0 = hn::Mul(entry(0, 0), x0);
          y0 = hn::MulAdd(entry(0, 1), x1, y0);
          y0 = hn::MulAdd(entry(0, 2), x2, y0);
          hn::Store(hn::MulAdd(entry(0, 3), x3, y0), d, tile + i);
        }
      }
      hn::Store(y1, d, tile + i + s);
      hn::Store(y2, d, tile + i + 2 * s);
      hn::Store(y3, d, tile + i + 3 * s);
    }
}

/// Calls visit(first of 16 rows' vectors) for all of them.
template <class Visit>
HWY_ATTR HWY_INLINE void ForPairs(std::size_t size, std::size_t sa, std::size_t sb,
                                  std::size_t step, const Visit& visit) {
  for (std::size_t high = 0; high < size; high += 4 * sb)
    for (std::size_t middle = high; middle < high + sb; middle += 4 * sa)
      for (std::size_t i = middle; i < middle + sa; i += step) visit(i);
}

HWY_ATTR void Monomial(double* HWY_RESTRICT tile, std::size_t size, const TileStage& stage) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d), sa = Stride(stage.first), sb = Stride(stage.second);
  // Row 0 of a map that preserves the trace stays; rows that stay as they are need not be written.
  std::size_t to[16], from[16];
  double factors[16];
  std::size_t count = 0;
  for (std::size_t row = 0; row < 16; ++row) {
    const std::size_t column = stage.columns[row];
    if (column == row && stage.entries[row] == 1) continue;
    to[count] = (row & 3) * sa + (row >> 2) * sb;
    from[count] = (column & 3) * sa + (column >> 2) * sb;
    factors[count++] = stage.entries[row];
  }
  HWY_ALIGN double moved[16 * 8];
  ForPairs(size, sa, sb, lanes, [&](std::size_t i) HWY_ATTR {
    for (std::size_t k = 0; k < count; ++k)
      hn::Store(hn::Mul(hn::Set(d, factors[k]), hn::Load(d, tile + i + from[k])), d, moved + 8 * k);
    for (std::size_t k = 0; k < count; ++k)
      hn::Store(hn::Load(d, moved + 8 * k), d, tile + i + to[k]);
  });
}

HWY_ATTR void Sparse(double* HWY_RESTRICT tile, std::size_t size, const TileStage& stage) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d), sa = Stride(stage.first), sb = Stride(stage.second);
  HWY_ALIGN double rows[16 * 8];
  ForPairs(size, sa, sb, lanes, [&](std::size_t i) HWY_ATTR {
    for (std::size_t row = 0; row < 16; ++row)
      hn::Store(hn::Load(d, tile + i + (row & 3) * sa + (row >> 2) * sb), d, rows + 8 * row);
    const double* HWY_RESTRICT entry = stage.entries;
    const std::uint8_t* HWY_RESTRICT column = stage.columns;
    for (std::size_t row = 0; row < 16; ++row) {
      Vector even = hn::Zero(d), odd = hn::Zero(d);
      std::size_t k = 0;
      for (; k + 2 <= stage.row_sizes[row]; k += 2) {
        even = hn::MulAdd(hn::Set(d, entry[k]), hn::Load(d, rows + 8 * column[k]), even);
        odd = hn::MulAdd(hn::Set(d, entry[k + 1]), hn::Load(d, rows + 8 * column[k + 1]), odd);
      }
      if (k < stage.row_sizes[row])
        even = hn::MulAdd(hn::Set(d, entry[k]), hn::Load(d, rows + 8 * column[k]), even);
      entry += stage.row_sizes[row];
      column += stage.row_sizes[row];
      hn::Store(hn::Add(even, odd), d, tile + i + (row & 3) * sa + (row >> 2) * sb);
    }
  });
}

void RunTile(double* tile, int row_digits, std::span<const TileStage> stages) {
  const std::size_t size = std::size_t{lane_values} << 2 * row_digits;
  for (const TileStage& stage : stages) switch (stage.form) {
      case TileForm::exchange:
        Exchange(tile, size, stage.first, stage.second);
        break;
      case TileForm::affine:
        OneDigit<TileForm::affine>(tile, size, stage);
        break;
      case TileForm::unital:
        OneDigit<TileForm::unital>(tile, size, stage);
        break;
      case TileForm::general:
        OneDigit<TileForm::general>(tile, size, stage);
        break;
      case TileForm::monomial:
        Monomial(tile, size, stage);
        break;
      case TileForm::sparse:
        Sparse(tile, size, stage);
        break;
    }
}

}  // namespace traversable::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace traversable::kernels {
HWY_EXPORT(RunTile);

void run_tile(double* tile, int row_digits, std::span<const TileStage> stages) {
  HWY_DYNAMIC_DISPATCH(RunTile)(tile, row_digits, stages);
}

}  // namespace traversable::kernels
#endif  // HWY_ONCE
