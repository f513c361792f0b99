// Pauli rotations exp(-i angle P) on a state, one by one and in batches.
//
// A batch is compiled once. Neighbouring rotations with one X mask become one pass over the pairs
// (i, i ^ x) (passes.h). Neighbouring passes whose X masks live on a few qubits become a segment:
// the state is cut into blocks in which only these qubits vary, a block is gathered into cache,
// goes through all passes of the segment and back. A Trotter step of thousands of rotations then
// costs a few sweeps over memory.
//
// Every amplitude is computed by one thread with the same operations: the bits do not depend on the
// number of threads. They do depend, in rounding, on the SIMD target only where the compiler fuses
// differently.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/state_vector/passes.h"
#include "sim/state_vector/state_vector.h"

namespace traversable {

/// state <- exp(-i angle P) state, in place, one sweep over memory. Throws std::invalid_argument
/// where P is not Hermitian, reaches beyond the state, or the angle is not finite.
template <class Real>
void rotate(StateVector<Real>& state, const PauliRotation& rotation);

/// state <- P state, any phase.
template <class Real>
void apply_pauli(StateVector<Real>& state, const PauliString& string);

/// Qubits that a block of RotationBatch may span: 2^13 amplitudes, 128 KiB in double, stay in the
/// second-level cache of every current processor. The lowest qubits, which make up a SIMD vector,
/// are always among them.
inline constexpr int block_bits = 13;
inline constexpr std::uint64_t low_block_bits = (1u << kernels::min_buffer_bits) - 1;

template <class Real>
class RotationBatch {
 public:
  /// The rotations in the order in which they act. Same errors as rotate.
  RotationBatch(int num_qubits, std::span<const PauliRotation> rotations);

  /// Throws std::invalid_argument for a state of another number of qubits.
  void apply(StateVector<Real>& state) const;

  int num_qubits() const { return num_qubits_; }
  std::size_t num_rotations() const { return num_rotations_; }
  /// Passes after fusing rotations with a common X mask.
  std::size_t num_passes() const;
  /// How often the state is read from and written to memory.
  std::size_t num_sweeps() const;

 private:
  /// Passes on blocks in which the bits of `support` vary, or on the whole state.
  struct Segment {
    std::uint64_t support = 0;
    std::vector<std::uint64_t> runs;  // where the block's runs of contiguous amplitudes start
    std::vector<RotationPass<Real>> passes;
  };
  std::uint64_t all_bits() const { return (std::uint64_t{1} << buffer_bits_) - 1; }
  Segment compile(std::span<const PauliRotation> rotations, std::uint64_t support) const;
  void sweep(const Segment& segment, StateVector<Real>& state) const;

  int num_qubits_;
  int buffer_bits_;
  std::size_t num_rotations_;
  std::vector<Segment> segments_;
};

}  // namespace traversable
