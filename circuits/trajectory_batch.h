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
/// to where the norm was last looked at, and all such ones look for their jumps together, each in a block of its own: what the
/// device is waited for is a jump of the trajectory that has most of them, not one of every block. The trajectories are those
/// of TrajectoryProgram::run, up to rounding.
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
  /// A block without jumps, one of its parts, or a jump in place of one.
  struct Step {
    enum class Kind { block, part, jump };
    Kind kind = Kind::block;
    std::size_t block = 0, part = 0;
    /// Whether the norm after it is compared with the threshold.
    bool is_compared = false;
    // Of a jump: which of the other Kraus matrices, times what.
    std::size_t alternative = 0;
    double factor = 1;
  };
  /// A trajectory that jumps in the segment: at here() before the first of these steps.
  struct Jumping {
    std::size_t slot;
    std::vector<Step> steps;
    /// |psi|^2 at here().
    double norm;
    /// The step after which the norm is below the threshold, and the norm before it.
    std::optional<std::size_t> fall = {};
    double norm_before = 1;
  };

  std::vector<Eigen::MatrixXcd> run_at_once(std::uint64_t seed, std::uint64_t first,
                                            std::size_t count, const std::stop_token& stop);
  void draw_histories(std::uint64_t seed, std::uint64_t first, std::size_t count);
  void run_segment(std::size_t first_block, std::size_t last_block, const std::stop_token& stop);

  void run_jumps(std::vector<Jumping> jumping, const std::stop_token& stop);
  void find_falls(std::vector<Jumping>& jumping);
  void look_inside_blocks(std::vector<Jumping>& jumping);
  void jump(std::vector<Jumping>& jumping);
  std::vector<std::vector<double>> jump_weights(const std::vector<Jumping>& jumping);

  void advance(const std::vector<Jumping*>& jumping);
  void set_fall(Jumping& one, std::span<const double> norms) const;
  std::vector<Step> parts_of(std::size_t block, const TrajectoryHistory& history) const;
  const TrajectoryPart& part_of(const Step& step) const {
    return program_.blocks()[step.block].parts[step.part];
  }
  void append(const Step& step, const TrajectoryHistory& history, cuda::BatchWork& work) const;

  /// Where a trajectory's state is, and where it goes.
  std::size_t here(std::size_t slot) const { return slot + (swapped_ ? most_at_once_ : 0); }
  std::size_t there(std::size_t slot) const { return slot + (swapped_ ? 0 : most_at_once_); }

  const TrajectoryProgram& program_;
  std::vector<int> measured_;
  std::size_t most_at_once_;
  /// Numbers of the resident matrices: of a block as a whole, and of each part, whose others follow.
  std::vector<std::size_t> block_numbers_;
  std::vector<std::vector<std::size_t>> part_numbers_;
  cuda::StateBatch batch_;
  bool swapped_ = false;
  std::vector<TrajectoryHistory> histories_;
  /// |psi|^2 of every trajectory at here(), and what it was after the last jump, where it counts as 1.
  std::vector<double> norms_, units_;
};

}  // namespace traversable
