#include "sim/state_vector/pauli_rotation.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>

namespace traversable {

void check_reach(const PauliString& string, int num_qubits) {
  if (traversable::num_qubits(string) > num_qubits)
    throw std::invalid_argument(
        fmt::format("{}: reaches beyond the {} qubits of the state", to_text(string), num_qubits));
}

void check_rotation(const PauliRotation& rotation, int num_qubits) {
  check_reach(rotation.string, num_qubits);
  if (!is_hermitian(rotation.string))
    throw std::invalid_argument(
        fmt::format("{}: a rotation needs a Hermitian Pauli string", to_text(rotation.string)));
  if (!std::isfinite(rotation.angle))
    throw std::invalid_argument(fmt::format("angle = {} of {}: expected a finite number",
                                            rotation.angle, to_text(rotation.string)));
}

std::uint64_t deposit_bits(std::uint64_t value, std::uint64_t mask) {
  std::uint64_t result = 0;
  for (; mask != 0; mask &= mask - 1, value >>= 1)
    if ((value & 1) != 0) result |= mask & -mask;
  return result;
}

std::uint64_t extract_bits(std::uint64_t value, std::uint64_t mask) {
  std::uint64_t result = 0;
  for (std::uint64_t bit = 1; mask != 0; mask &= mask - 1, bit <<= 1)
    if ((value & mask & -mask) != 0) result |= bit;
  return result;
}

std::size_t leading_with_same_x(std::span<const PauliRotation> rotations) {
  const auto other = std::find_if(rotations.begin(), rotations.end(), [&](const PauliRotation& r) {
    return r.string.x != rotations.front().string.x;
  });
  return static_cast<std::size_t>(other - rotations.begin());
}

LeadingSegment leading_segment(std::span<const PauliRotation> rotations, int block_bits,
                               std::uint64_t low_bits) {
  LeadingSegment segment{0, low_bits, false};
  for (; segment.count < rotations.size(); ++segment.count) {
    const std::uint64_t next = segment.support | rotations[segment.count].string.x;
    if (std::popcount(next) > block_bits) break;
    segment.support = next;
  }
  const std::size_t same_x = leading_with_same_x(rotations);
  segment.whole_state = segment.count <= same_x;
  if (segment.whole_state) segment.count = same_x;
  return segment;
}

}  // namespace traversable
