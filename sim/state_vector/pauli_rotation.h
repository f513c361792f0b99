// Pauli rotations and how lists of them are cut into sweeps over memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sym/pauli_string.h"

namespace traversable {

/// exp(-i angle P), P a Hermitian Pauli string.
struct PauliRotation {
  PauliString string;
  double angle = 0.0;
};

/// Throws std::invalid_argument where the string reaches beyond the qubits.
void check_reach(const PauliString& string, int num_qubits);
/// The same, and where it is not Hermitian or the angle is not finite.
void check_rotation(const PauliRotation& rotation, int num_qubits);

/// Rotations at the front that have the X mask of the first.
std::size_t leading_with_same_x(std::span<const PauliRotation> rotations);

/// Rotations at the front whose X masks, together with `low_bits`, lie on at most block_bits qubits: blocks of a state in
/// which the qubits of `support` vary go through all of them at once.
struct LeadingSegment {
  std::size_t count = 0;
  std::uint64_t support = 0;
  /// Only one X mask fits: a block would not pay, these rotations are one sweep over the whole state.
  bool whole_state = false;
};
LeadingSegment leading_segment(std::span<const PauliRotation> rotations, int block_bits,
                               std::uint64_t low_bits);

/// The bits of `value` put into the places of `mask`, lowest first.
std::uint64_t deposit_bits(std::uint64_t value, std::uint64_t mask);
/// The bits of `value` in the places of `mask`, closed up.
std::uint64_t extract_bits(std::uint64_t value, std::uint64_t mask);

}  // namespace traversable
