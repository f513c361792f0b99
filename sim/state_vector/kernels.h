// The SIMD kernels of the state-vector engine and the plain data they read.
//
// An amplitude is two adjacent reals, a SIMD vector holds 2^lane_bits amplitudes, and vectors are
// visited in chunks of up to 64. All terms with one X mask make one pass: with index i = (vector v,
// lane l) and partner i ^ x,
//
//   pair pass:   psi_i <- u(i) psi_i + w(i) psi_{i^x}
//   sum pass:    y_i   += w(i) x_{i^x}
//
// where u and w depend on i through a few parities of bits only. Those that touch bits of v are the
// `rank` masks of PassGeometry: they number the entries of a table, and an entry spells out u and w
// for every lane.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace traversable::kernels {

inline constexpr int chunk_bits = 6;
inline constexpr int max_rank = 6;

/// log2 of the fewest amplitudes in a buffer handed to a kernel: one vector of any target.
inline constexpr int min_buffer_bits = 3;

struct PassGeometry {
  std::uint64_t vector_flip = 0;  // bits of x that number vectors
  unsigned lane_flip = 0;         // bits of x within a vector
  int rank = 0;
  std::array<std::uint64_t, max_rank> masks{};           // entry bit r = parity(masks[r] & v)
  std::array<std::uint8_t, 1 << chunk_bits> in_chunk{};  // entry of vectors 0..63
  unsigned flip_entry = 0;                               // entry of vector_flip
};

/// The entry of a vector number.
inline unsigned entry_of(const PassGeometry& geometry, std::uint64_t vector) {
  unsigned entry = 0;
  for (int r = 0; r < geometry.rank; ++r)
    entry |= static_cast<unsigned>(
                 std::popcount(geometry.masks[static_cast<std::size_t>(r)] & vector) & 1)
             << r;
  return entry;
}

/// Which parts of u and w are not zero, and so the vectors of a table entry in their order:
/// re = the real part of both reals of an amplitude, im = (-imaginary, +imaginary).
enum class PassForm {
  single_real,       ///< one rotation: see single_block_bits
  single_imaginary,  ///< one rotation: see single_block_bits
  diagonal,          ///< u_re, u_im
  real,              ///< u_re, w_re
  imaginary,         ///< u_re, w_im
  general            ///< u_re, u_im, w_re, w_im
};

/// The table of a single rotation: u_re, w (w_re or w_im) of entry 0 and of entry 1. A diagonal one is
/// imaginary with x = 0: i sin takes the place of w. It runs over blocks of 2^single_block_bits vectors.
inline constexpr int single_block_bits = 2;

/// As PassForm for a sum pass: w_re; w_im; or both.
enum class SumForm { real, imaginary, general };

template <class Real>
struct PairPass {
  PassGeometry geometry;
  PassForm form = PassForm::general;
  const Real* table = nullptr;
};

template <class Real>
struct SumPass {
  PassGeometry geometry;
  SumForm form = SumForm::general;
  const Real* table = nullptr;
};

/// log2 of the amplitudes in a SIMD vector of the target in use.
template <class Real>
int lane_bits();

/// Work of a pair pass on 2^buffer_bits amplitudes falls into this many units that touch disjoint
/// amplitudes.
template <class Real>
std::uint64_t num_units(const PairPass<Real>& pass, int buffer_bits);

/// Units first .. last-1 of a pair pass on 2^buffer_bits amplitudes; `entry_offset` is xor-ed to
/// every entry number (parities of the index bits outside of the buffer).
template <class Real>
void run_pair_pass(Real* psi, int buffer_bits, const PairPass<Real>& pass, unsigned entry_offset,
                   std::uint64_t first, std::uint64_t last);

/// y[c] = sum over passes for chunks first .. first + count - 1 of the 2^buffer_bits amplitudes x;
/// y holds these chunks alone.
template <class Real>
void run_sum_passes(const Real* x, Real* y, int buffer_bits, const SumPass<Real>* passes,
                    std::size_t num_passes, std::uint64_t first, std::uint64_t count);

}  // namespace traversable::kernels
