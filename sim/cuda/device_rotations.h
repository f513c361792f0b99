// Pauli rotations on a device.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/cuda/device_state.h"
#include "sim/state_vector/pauli_rotation.h"

namespace traversable::cuda {

/// Qubits of a block of rotations: 32 KiB of shared memory. The lowest qubits, a cache line, are always among them.
template <class Real>
inline constexpr int device_block_bits = sizeof(Real) == sizeof(double) ? 11 : 12;
inline constexpr std::uint64_t device_low_bits = 15;

/// As RotationBatch: rotations with one X mask are one pass over pairs of amplitudes in registers; neighbouring passes whose
/// X masks lie on few qubits are one sweep over memory, by blocks in shared memory.
template <class Real>
class DeviceRotations {
 public:
  /// The rotations in the order in which they act. Throws std::invalid_argument as RotationBatch, but for up to 32 qubits.
  DeviceRotations(Backend& backend, int num_qubits, std::span<const PauliRotation> rotations);

  /// Throws std::invalid_argument for a state of another number of qubits.
  void apply(DeviceState<Real>& state) const;

  int num_qubits() const { return num_qubits_; }
  std::size_t num_rotations() const { return num_rotations_; }
  /// How often the state is read from and written to memory.
  std::size_t num_sweeps() const { return segments_.size(); }

 private:
  /// Groups of rotations by blocks, or one group on the whole state.
  struct Segment {
    bool whole_state = false;
    std::vector<RotationGroup> groups;
    std::vector<PauliRotation> list;  // of the whole state
    Array<Rotation<Real>> rotations;
    Array<RotationGroup> device_groups;
    Array<std::uint32_t> offsets;
    std::uint32_t rest = 0;
    int bits = 0;
  };
  void sweep_whole_state(const Segment& segment, DeviceState<Real>& state) const;
  Segment compile(std::span<const PauliRotation> rotations, std::uint64_t support,
                  bool whole_state) const;

  Backend* backend_;
  int num_qubits_;
  std::size_t num_rotations_;
  std::vector<Segment> segments_;
};

}  // namespace traversable::cuda
