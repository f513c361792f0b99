// Many noisy trajectories at once on a device.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "circuits/trajectory_program.h"
#include "sim/cuda/state_batch.h"

namespace traversable {

/// All trajectories go through the program side by side. Where the norm of one has fallen below its threshold it goes back
/// to where the norm was last looked at and, with the others of its kind, block by block to its jump. The trajectories are
/// those of TrajectoryProgram::run, up to rounding.
class TrajectoryBatch {
 public:
  /// Of the states of the measured qubits. Throws std::invalid_argument where not one trajectory fits on the device.
  TrajectoryBatch(cuda::Backend& backend, const TrajectoryProgram& program,
                  std::vector<int> measured);

  /// Trajectories that run side by side.
  std::size_t most_at_once() const { return most_at_once_; }

  /// States of the measured qubits after trajectories first, first + 1, ...; Interrupted.
  std::vector<Eigen::MatrixXcd> run(std::uint64_t seed, std::uint64_t first, std::size_t count,
                                    const std::stop_token& stop = {});

 private:
  using Slots = cuda::Slots;
  std::vector<Eigen::MatrixXcd> run_at_once(std::uint64_t seed, std::uint64_t first,
                                            std::size_t count, const std::stop_token& stop);
  cuda::BatchStep step_of(const TrajectoryBlock& block, const Slots& slots) const;
  void run_segment(const Slots& all, std::span<const TrajectoryBlock> blocks);
  void run_with_jumps(const Slots& slots, std::span<const TrajectoryBlock> blocks);
  void jump_inside(const Slots& slots, const TrajectoryBlock& block);
  void jump(const Slots& slots, const TrajectoryPart& part);
  Slots below_threshold(const Slots& slots, const std::vector<double>& norms) const;
  TrajectoryHistory& history(cuda::Index slot) {
    return histories_[static_cast<std::size_t>(slot)];
  }
  const TrajectoryHistory& history(cuda::Index slot) const {
    return histories_[static_cast<std::size_t>(slot)];
  }

  const TrajectoryProgram& program_;
  std::vector<int> measured_;
  std::size_t most_at_once_;
  cuda::StateBatch batch_;
  std::vector<TrajectoryHistory> histories_;
};

}  // namespace traversable
