// Linear maps on one or two digits of an array in base 4, in cache.
//
// A tile is an array of 16 * 4^k doubles: 2 lane digits (strides 1 and 4), which make up the SIMD
// vectors, and k row digits (strides 16, 64, ...). Maps act on row digits alone, so that every
// operation is the same one on whole vectors; a digit that is in the lanes is exchanged with a row
// digit first.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace traversable::kernels {

inline constexpr int lane_digits = 2;
inline constexpr int lane_values = 1 << 2 * lane_digits;
/// Row digits of the largest tile: 4096 doubles, 32 KiB, the first-level cache.
inline constexpr int max_row_digits = 4;
inline constexpr int max_tile_values = lane_values << 2 * max_row_digits;
/// Digits of the smallest array that a full tile fits in.
inline constexpr int min_tile_digits = lane_digits + max_row_digits;

enum class TileForm {
  exchange,  ///< of two digits, any
  affine,    ///< 4 x 4 with first row (1, 0, 0, 0)
  unital,    ///< ... and first column (1, 0, 0, 0)^T
  general,   ///< any 4 x 4
  monomial,  ///< 16 x 16 with one entry a row
  sparse     ///< any 16 x 16
};

/// One map on the digits first < second (of one digit: on first) of a tile.
struct TileStage {
  TileForm form = TileForm::exchange;
  int first = 0;
  int second = 0;
  /// Entries row after row: 16 of a 4 x 4 matrix, 16 of a monomial one, those that are not zero of a
  /// sparse one.
  const double* entries = nullptr;
  /// Of monomial and sparse: the columns of the entries.
  const std::uint8_t* columns = nullptr;
  /// Of sparse: entries in rows 0..15.
  const std::uint8_t* row_sizes = nullptr;
};

/// Every stage in turn on a tile of lane_digits + row_digits digits, aligned to 64 bytes.
void run_tile(double* tile, int row_digits, std::span<const TileStage> stages);

}  // namespace traversable::kernels
