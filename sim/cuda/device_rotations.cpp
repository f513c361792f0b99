#include "sim/cuda/device_rotations.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>

#include "sim/cuda/state_vector_library.h"

namespace traversable::cuda {
namespace {

constexpr std::uint64_t low_bits(int count) { return (std::uint64_t{1} << count) - 1; }

/// Grows the support by the lowest qubits to a full block.
std::uint64_t widened(std::uint64_t support, int num_qubits, int bits) {
  for (int bit = 0; bit < num_qubits && std::popcount(support) < bits; ++bit)
    support |= std::uint64_t{1} << bit;
  return support;
}

/// -i sin(angle) <i|P|i^x> but for the sign (-1)^{z.i}.
template <class Real>
Complex<Real> off_diagonal_of(const PauliRotation& rotation) {
  const PauliString& p = rotation.string;
  std::complex<double> off =
      std::complex<double>(0, -std::sin(rotation.angle)) * power_of_i(p.phase);
  if (std::popcount(p.x & p.z) % 2 == 1) off = -off;
  return {static_cast<Real>(off.real()), static_cast<Real>(off.imag())};
}

}  // namespace

template <class Real>
DeviceRotations<Real>::DeviceRotations(Backend& backend, int num_qubits,
                                       std::span<const PauliRotation> rotations)
    : backend_(&backend), num_qubits_(num_qubits), num_rotations_(rotations.size()) {
  if (num_qubits < 1 || num_qubits > max_device_qubits)
    throw std::invalid_argument(
        fmt::format("num_qubits = {}: expected 1 to {}", num_qubits, max_device_qubits));
  for (const PauliRotation& rotation : rotations) check_rotation(rotation, num_qubits);
  const int bits = std::min(device_block_bits<Real>, num_qubits);
  const std::uint64_t low = device_low_bits & low_bits(num_qubits);
  while (!rotations.empty()) {
    const LeadingSegment segment = leading_segment(rotations, bits, low);
    segments_.push_back(compile(rotations.first(segment.count),
                                widened(segment.support, num_qubits, bits), segment.whole_state));
    rotations = rotations.subspan(segment.count);
  }
}

template <class Real>
auto DeviceRotations<Real>::compile(std::span<const PauliRotation> rotations, std::uint64_t support,
                                    bool whole_state) const -> Segment {
  Segment segment;
  segment.whole_state = whole_state;
  const std::uint64_t all = low_bits(num_qubits_);
  const std::uint64_t inner = whole_state ? all : support;
  std::vector<Rotation<Real>> table;
  for (const PauliRotation& r : rotations) {
    const auto x = static_cast<std::uint32_t>(extract_bits(r.string.x, inner));
    if (segment.groups.empty() || segment.groups.back().x != x)
      segment.groups.push_back(
          {x, static_cast<std::int32_t>(table.size()), static_cast<std::int32_t>(table.size())});
    ++segment.groups.back().last;
    table.push_back({static_cast<std::uint32_t>(extract_bits(r.string.z, inner)),
                     static_cast<std::uint32_t>(r.string.z & ~inner),
                     static_cast<Real>(std::cos(r.angle)), off_diagonal_of<Real>(r)});
  }
  segment.rotations = Array<Rotation<Real>>(*backend_, table);
  if (whole_state) {
    segment.list.assign(rotations.begin(), rotations.end());
    return segment;
  }
  segment.bits = std::popcount(support);
  segment.rest = static_cast<std::uint32_t>(all & ~support);
  std::vector<std::uint32_t> offsets;
  for (std::uint64_t place = 0; place < std::uint64_t{1} << segment.bits; ++place)
    offsets.push_back(static_cast<std::uint32_t>(deposit_bits(place, support)));
  segment.offsets = Array<std::uint32_t>(*backend_, offsets);
  segment.device_groups = Array<RotationGroup>(*backend_, segment.groups);
  return segment;
}

template <class Real>
void DeviceRotations<Real>::apply(DeviceState<Real>& state) const {
  if (state.num_qubits() != num_qubits_)
    throw std::invalid_argument(
        fmt::format("state: {} qubits, the batch has {}", state.num_qubits(), num_qubits_));
  for (const Segment& segment : segments_) {
    if (segment.whole_state) {
      sweep_whole_state(segment, state);
      continue;
    }
    backend_->run_blocks(
        RotateBlocks<Real>{state.data(), segment.rotations.data(), segment.device_groups.data(),
                           static_cast<int>(segment.groups.size()), segment.offsets.data(),
                           segment.rest, segment.bits},
        state.size() >> segment.bits);
  }
}

template <class Real>
void DeviceRotations<Real>::sweep_whole_state(const Segment& segment,
                                              DeviceState<Real>& state) const {
  const RotationGroup& group = segment.groups.front();
  // The library takes one at a time, and the identity is none of its rotations.
  const PauliString& first = segment.list.front().string;
  StateVectorLibrary* library = segment.list.size() == 1 && (first.x | first.z) != 0
                                    ? backend_->library(LibraryOperation::rotation)
                                    : nullptr;
  if (library != nullptr)
    return library->rotate(state.data(), sizeof(Real) == sizeof(double), num_qubits_,
                           letters_of(first), segment.list.front().angle);
  backend_->run(
      RotateState<Real>{state.data(), segment.rotations.data(), group, highest_bit(group.x)},
      group.x == 0 ? state.size() : state.size() / 2);
}

template class DeviceRotations<float>;
template class DeviceRotations<double>;

}  // namespace traversable::cuda
