// Kernels on many density matrices in the Pauli basis at once, each with a program of its own
// (sim/density_matrix/transfer_program.h).
#pragma once

#include <cstddef>

#include "sim/cuda/block_sum.h"
#include "sim/cuda/host_device.h"

namespace traversable::cuda {

/// A map on one or two digits of a tile, with the numbers of kernels::TileForm; entries, columns and row sizes are places
/// in the arrays of all programs.
struct DeviceStage {
  std::int32_t form, first, second;
  Index entries, columns, row_sizes;
};
enum : std::int32_t {
  exchange_stage,
  affine_stage,
  unital_stage,
  general_stage,
  monomial_stage,
  sparse_stage
};

/// One sweep of one run: tiles whose row digits are `digits` (ascending).
struct DeviceSweep {
  Index run;
  Index first_block;  // of the launch
  Index first_stage;
  std::int32_t num_stages;
  std::int32_t row_digits;
  std::int32_t digits[4];
};

inline constexpr int tile_lane_digits = 2;
inline constexpr int max_tile_values = 4096;

/// 4 x 4 on digit `first`, one group of four.
TRAVERSABLE_HOST_DEVICE inline void run_one_digit(double* tile, const DeviceStage& stage,
                                                  const double* m, int group) {
  const int stride = 1 << 2 * stage.first;
  double* x = tile + (group & (stride - 1)) + ((group & ~(stride - 1)) << 2);
  const double in[4] = {x[0], x[stride], x[2 * stride], x[3 * stride]};
  for (int row = stage.form == general_stage ? 0 : 1; row < 4; ++row)
    x[row * stride] = m[4 * row] * in[0] + m[4 * row + 1] * in[1] + m[4 * row + 2] * in[2] +
                      m[4 * row + 3] * in[3];
}

/// Where group number `group` of sixteen starts: zeros put in at digits first < second.
TRAVERSABLE_HOST_DEVICE inline int group_start(const DeviceStage& stage, int group) {
  const int a = 2 * stage.first, b = 2 * stage.second;
  int start = (group & ((1 << a) - 1)) | (group >> a) << (a + 2);
  return (start & ((1 << b) - 1)) | (start >> b) << (b + 2);
}

/// 16 x 16 on digits first < second, or their exchange, one group of sixteen. The results stay in registers, the operands,
/// whose columns are not known to the compiler, in the tile.
TRAVERSABLE_HOST_DEVICE inline void run_two_digits(double* tile, const DeviceStage& stage,
                                                   const double* entries,
                                                   const std::uint8_t* columns, int group) {
  double* x = tile + group_start(stage, group);
  const int a = 2 * stage.first, b = 2 * stage.second;
  double out[16];
  if (stage.form == exchange_stage) {
    TRAVERSABLE_UNROLL
    for (int k = 0; k < 16; ++k) out[k] = x[((k >> 2) << a) + ((k & 3) << b)];
  } else {
    const double* entry = entries + stage.entries;
    const std::uint8_t* column = columns + stage.columns;
    TRAVERSABLE_UNROLL
    for (int row = 0; row < 16; ++row) {
      const int size = stage.form == monomial_stage ? 1 : columns[stage.row_sizes + row];
      double sum = 0;
      for (int k = 0; k < size; ++k, ++entry, ++column)
        sum += *entry * x[((*column & 3) << a) + ((*column >> 2) << b)];
      out[row] = sum;
    }
  }
  TRAVERSABLE_UNROLL
  for (int k = 0; k < 16; ++k) x[((k & 3) << a) + ((k >> 2) << b)] = out[k];
}

/// One sweep of every run of a launch: a block is one tile, which is read into shared memory, goes through all stages of
/// its run's sweep and back.
struct RunTiles {
  double* states;
  Index values_a_state;
  const DeviceSweep* sweeps;
  int num_sweeps;
  const DeviceStage* stages;
  const double* entries;
  const std::uint8_t* columns;

  std::size_t shared_bytes() const { return sizeof(double) * max_tile_values; }

  /// A tile: where it starts in memory and what is done to it.
  struct Own {
    double* values;
    const DeviceStage* stages;
    std::int32_t num_stages;
    std::int32_t row_digits;
    std::uint32_t shifts;  // of the row digits, a byte each

    TRAVERSABLE_HOST_DEVICE int shift(int d) const {
      return static_cast<int>(shifts >> 8 * d & 0xff);
    }
  };
  TRAVERSABLE_HOST_DEVICE Own prepare(Index block) const {
    const DeviceSweep& sweep = sweeps[sweep_of(block)];
    Own own{states + sweep.run * values_a_state, stages + sweep.first_stage, sweep.num_stages,
            sweep.row_digits, 0};
    Index start = (block - sweep.first_block) << 2 * tile_lane_digits;
    TRAVERSABLE_UNROLL
    for (int d = 0; d < 4; ++d) {
      if (d >= sweep.row_digits) continue;
      own.shifts |= static_cast<std::uint32_t>(2 * sweep.digits[d]) << 8 * d;
      const Index below = (Index{1} << own.shift(d)) - 1;
      start = (start & ~below) << 2 | (start & below);
    }
    own.values += start;
    return own;
  }
  TRAVERSABLE_HOST_DEVICE int phases(const Own& own) const { return own.num_stages + 2; }

  /// The last one that starts at or before the block.
  TRAVERSABLE_HOST_DEVICE int sweep_of(Index block) const {
    int low = 0, high = num_sweeps;
    while (high - low > 1) {
      const int middle = low + (high - low) / 2;
      if (sweeps[middle].first_block <= block)
        low = middle;
      else
        high = middle;
    }
    return low;
  }

  /// Where the tile's value k lies from its start.
  TRAVERSABLE_HOST_DEVICE static Index place_of(const Own& own, int k) {
    Index place = k & ((1 << 2 * tile_lane_digits) - 1);
    TRAVERSABLE_UNROLL
    for (int d = 0; d < 4; ++d)
      if (d < own.row_digits)
        place += static_cast<Index>(k >> 2 * (tile_lane_digits + d) & 3) << own.shift(d);
    return place;
  }

  TRAVERSABLE_HOST_DEVICE void operator()(const Own& own, int thread, int phase,
                                          void* shared) const {
    auto* tile = static_cast<double*>(shared);
    const int size = 1 << 2 * (tile_lane_digits + own.row_digits);
    if (phase == 0) {
      for (int k = thread; k < size; k += block_threads) tile[k] = own.values[place_of(own, k)];
      return;
    }
    if (phase == own.num_stages + 1) {
      for (int k = thread; k < size; k += block_threads) own.values[place_of(own, k)] = tile[k];
      return;
    }
    const DeviceStage& stage = own.stages[phase - 1];
    const bool one =
        stage.form == affine_stage || stage.form == unital_stage || stage.form == general_stage;
    for (int group = thread; group < size / (one ? 4 : 16); group += block_threads) {
      if (one)
        run_one_digit(tile, stage, entries + stage.entries, group);
      else
        run_two_digits(tile, stage, entries, columns, group);
    }
  }
};

/// |0...0><0...0| of so many qubits a state, padded with zeros to 4^digits values; index over all values.
struct ClearDensityMatrices {
  double* states;
  int digits;
  const std::int32_t* num_qubits;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Index state = i >> 2 * digits, place = i & ((Index{1} << 2 * digits) - 1);
    const bool inside = place < Index{1} << 2 * num_qubits[state];
    states[i] = inside && (place & 0x5555555555555555) == 0 ? 1.0 : 0.0;
  }
};

/// out[i] = values[places[i]].
struct GatherValues {
  const double* values;
  const Index* places;
  double* out;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const { out[i] = values[places[i]]; }
};

}  // namespace traversable::cuda
