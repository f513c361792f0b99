// The state-vector engine's kernels: conventions of sim/state_vector/passes.h.
//
// psi has up to 2^32 amplitudes. A rotation exp(-i angle P), P = i^phase X^x Z^z, on the pair (i, i^x):
//
//   psi_i <- cos psi_i + e_i psi_{i^x},   psi_{i^x} <- cos psi_{i^x} - conj(e_i) psi_i,
//   e_i = -i sin(angle) <i|P|i^x> = off (-1)^{z.i}
#pragma once

#include "sim/cuda/block_sum.h"
#include "sim/cuda/host_device.h"

namespace traversable::cuda {

/// A rotation as threads read it. In a block, `z` are the bits of the place in it, `z_outer` those of the block.
template <class Real>
struct Rotation {
  std::uint32_t z, z_outer;
  Real cosine;
  Complex<Real> off;
};

/// Neighbouring rotations [first, last) with one X mask.
struct RotationGroup {
  std::uint32_t x;
  std::int32_t first, last;
};

template <class Real>
TRAVERSABLE_HOST_DEVICE inline Complex<Real> off_diagonal(const Rotation<Real>& rotation,
                                                          std::uint32_t i, std::uint32_t outer) {
  const bool minus = parity((rotation.z & i) ^ (rotation.z_outer & outer)) == 1;
  return minus ? Complex<Real>{-rotation.off.re, -rotation.off.im} : rotation.off;
}

/// Rotations with x = 0 on one amplitude.
template <class Real>
TRAVERSABLE_HOST_DEVICE inline void turn(const RotationGroup& group,
                                         const Rotation<Real>* rotations, Complex<Real>& psi,
                                         std::uint32_t i, std::uint32_t outer) {
  Complex<Real> value = psi;
  for (int k = group.first; k < group.last; ++k) {
    const Complex<Real> off = off_diagonal(rotations[k], i, outer);
    value = Complex<Real>{rotations[k].cosine + off.re, off.im} * value;
  }
  psi = value;
}

/// Rotations of a group on the pair of places i and i ^ x.
template <class Real>
TRAVERSABLE_HOST_DEVICE inline void turn_pair(const RotationGroup& group,
                                              const Rotation<Real>* rotations, Complex<Real>* psi,
                                              std::uint32_t i, std::uint32_t outer) {
  Complex<Real> a = psi[i], b = psi[i ^ group.x];
  for (int k = group.first; k < group.last; ++k) {
    const Complex<Real> off = off_diagonal(rotations[k], i, outer);
    const Complex<Real> old = a;
    a = scaled(rotations[k].cosine, a) + off * b;
    b = scaled(rotations[k].cosine, b) - conj(off) * old;
  }
  psi[i] = a;
  psi[i ^ group.x] = b;
}

/// The highest bit of a mask that is not zero.
TRAVERSABLE_HOST_DEVICE inline int highest_bit(std::uint32_t mask) {
  int bit = 0;
  while (mask >>= 1) ++bit;
  return bit;
}

/// A group on a whole state; index over amplitudes where x = 0, else over pairs.
template <class Real>
struct RotateState {
  Complex<Real>* psi;
  const Rotation<Real>* rotations;
  RotationGroup group;
  int top;  // highest_bit(x)

  TRAVERSABLE_HOST_DEVICE void operator()(Index index) const {
    const auto i = static_cast<std::uint32_t>(index);
    if (group.x == 0)
      turn(group, rotations, psi[i], i, 0u);
    else
      turn_pair(group, rotations, psi, insert_zero(i, top), 0u);
  }
};

/// Groups whose X masks lie on few qubits, one after the other on blocks of the state in which these `bits` qubits
/// vary: a block is read into shared memory, goes through all groups and back. Masks x and z are those of places in
/// the block, place k is amplitude offsets[k] + deposit(block, rest).
template <class Real>
struct RotateBlocks {
  Complex<Real>* psi;
  const Rotation<Real>* rotations;
  const RotationGroup* groups;
  int num_groups;
  const std::uint32_t* offsets;
  std::uint32_t rest;
  int bits;

  std::size_t shared_bytes() const { return sizeof(Complex<Real>) << bits; }
  /// Bits of the block's amplitudes that do not vary in it.
  TRAVERSABLE_HOST_DEVICE std::uint32_t prepare(Index block) const {
    return deposit(static_cast<std::uint32_t>(block), rest);
  }
  TRAVERSABLE_HOST_DEVICE int phases(std::uint32_t) const { return num_groups + 2; }

  TRAVERSABLE_HOST_DEVICE void operator()(std::uint32_t outer, int thread, int phase,
                                          void* shared) const {
    auto* place = static_cast<Complex<Real>*>(shared);
    const std::uint32_t size = 1u << bits, step = block_threads;
    const auto first = static_cast<std::uint32_t>(thread);
    if (phase == 0) {
      for (std::uint32_t k = first; k < size; k += step) place[k] = psi[outer | offsets[k]];
    } else if (phase == num_groups + 1) {
      for (std::uint32_t k = first; k < size; k += step) psi[outer | offsets[k]] = place[k];
    } else {
      const RotationGroup group = groups[phase - 1];
      if (group.x == 0) {
        for (std::uint32_t k = first; k < size; k += step)
          turn(group, rotations, place[k], k, outer);
        return;
      }
      const int top = highest_bit(group.x);
      for (std::uint32_t k = first; k < size / 2; k += step)
        turn_pair(group, rotations, place, insert_zero(k, top), outer);
    }
  }
};

/// Terms with one X mask: row i of their sum has the one element table[entry], bit r of the entry the parity of
/// masks[r] & i.
struct alignas(16) SumGroup {
  std::uint32_t x;
  std::int32_t rank, first_mask, first_entry;
};

/// A sum of Pauli strings.
template <class Real>
struct PauliSumView {
  const SumGroup* groups;
  int num_groups;
  const std::uint32_t* masks;
  const Complex<Real>* table;

  /// Of row i, the one element of group g.
  TRAVERSABLE_HOST_DEVICE Complex<Real> element(int g, std::uint32_t i) const {
    const SumGroup group = groups[g];
    unsigned entry = 0;
    for (int r = 0; r < group.rank; ++r) entry |= parity(masks[group.first_mask + r] & i) << r;
    return table[group.first_entry + static_cast<int>(entry)];
  }

  /// (A psi)_i.
  TRAVERSABLE_HOST_DEVICE Complex<Real> row(const Complex<Real>* psi, std::uint32_t i) const {
    Complex<Real> sum{0, 0};
    for (int g = 0; g < num_groups; ++g) sum = sum + element(g, i) * psi[i ^ groups[g].x];
    return sum;
  }
};

/// Groups [first, last) whose X masks agree outside a tile, in `outer`; inside it they are PauliTiles::places.
struct TilePart {
  std::uint32_t outer;
  std::int32_t first, last;
};

/// y = A x in tiles in which `bits` qubits vary: for each part the tile of x that it takes is brought into shared memory once, for
/// all of its masks; the sums lie behind it. Place k of a tile is amplitude offsets[k] + deposit(block, rest).
template <class Real>
struct ApplyPauliSum {
  PauliSumView<Real> sum;
  const TilePart* parts;
  int num_parts;
  const std::uint32_t* places;  // the X mask of every group in the tile
  const std::uint32_t* offsets;
  std::uint32_t rest;
  int bits;
  const Complex<Real>* x;
  Complex<Real>* y;

  std::size_t shared_bytes() const { return 2 * sizeof(Complex<Real>) << bits; }
  /// Bits of the tile's amplitudes that do not vary in it.
  TRAVERSABLE_HOST_DEVICE std::uint32_t prepare(Index block) const {
    return deposit(static_cast<std::uint32_t>(block), rest);
  }
  TRAVERSABLE_HOST_DEVICE int phases(std::uint32_t) const { return 2 * num_parts; }

  TRAVERSABLE_HOST_DEVICE void operator()(std::uint32_t outer, int thread, int phase,
                                          void* shared) const {
    auto* tile = static_cast<Complex<Real>*>(shared);
    Complex<Real>* sums = tile + (1u << bits);
    const std::uint32_t size = 1u << bits, step = block_threads;
    const TilePart part = parts[phase / 2];
    const bool is_first = phase == 1, is_last = phase == 2 * num_parts - 1;
    for (auto k = static_cast<std::uint32_t>(thread); k < size; k += step) {
      if (phase % 2 == 0) {
        tile[k] = x[(outer ^ part.outer) | offsets[k]];
        continue;
      }
      const std::uint32_t i = outer | offsets[k];
      Complex<Real> value = is_first ? Complex<Real>{0, 0} : sums[k];
      for (int g = part.first; g < part.last; ++g)
        value = value + sum.element(g, i) * tile[k ^ places[g]];
      if (is_last)
        y[i] = value;
      else
        sums[k] = value;
    }
  }
};

/// x <- factor x; index over amplitudes.
template <class Real>
struct ScaleState {
  Complex<Real>* x;
  Complex<Real> factor;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const { x[i] = factor * x[i]; }
};

/// y <- y + factor x; index over amplitudes.
template <class Real>
struct AddState {
  Complex<Real>* y;
  Complex<Real> factor;
  const Complex<Real>* x;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const { y[i] = y[i] + factor * x[i]; }
};

/// y <- sum_k factors[k] vectors[k]; index over amplitudes.
template <class Real>
struct CombineStates {
  const Complex<Real>* const* vectors;
  const Complex<Real>* factors;
  int count;
  Complex<Real>* y;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    Complex<Real> sum{0, 0};
    for (int k = 0; k < count; ++k) sum = sum + factors[k] * vectors[k][i];
    y[i] = sum;
  }
};

/// Terms of <a|b> and <a|A|b>.
template <class Real>
struct InnerTerm {
  const Complex<Real>* a;
  const Complex<Real>* b;

  TRAVERSABLE_HOST_DEVICE Complex<double> operator()(Index i) const {
    return widened(conj(a[i])) * widened(b[i]);
  }
};
template <class Real>
struct ElementTerm {
  PauliSumView<Real> sum;
  const Complex<Real>* a;
  const Complex<Real>* b;

  TRAVERSABLE_HOST_DEVICE Complex<double> operator()(Index i) const {
    return widened(conj(a[i])) * widened(sum.row(b, static_cast<std::uint32_t>(i)));
  }
};

}  // namespace traversable::cuda
