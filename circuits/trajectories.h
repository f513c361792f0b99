// Noisy circuits on state vectors, one random history at a time.
//
// The mean of |psi><psi| over trajectories is the density matrix; a trajectory costs about as much
// as the circuit without noise:
//
// - A channel whose Kraus matrices are all multiples of unitaries (every Pauli channel) is a mixture
//   with probabilities that do not depend on the state. Which errors happen is drawn before the run,
//   by their waiting times, so that a point without an error costs nothing.
// - Of any other channel the first Kraus matrix K0 acts as part of the gates, without normalising,
//   until |psi|^2 falls below a uniform random number; there another Kraus matrix jumps in (Dalibard,
//   Castin and Molmer, PRL 68, 580 (1992)). The norm is computed only where its lower bound, the
//   product of the least eigenvalues of K0^+ K0, has fallen below that number.
// - Gates, and K0's, are multiplied into blocks on two qubits once; a block is run part by part only
//   where an error falls into it.
//
// Trajectory `index` of a seed is the same for any number of trajectories and threads.
// Source: Plenio and Knight, quant-ph/9702007; thermal relaxation is amplitude damping and dephasing.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "circuits/noisy_circuit.h"
#include "sim/state_vector/state_vector.h"

namespace traversable {

class TrajectoryProgram {
 public:
  /// Throws std::invalid_argument for more qubits than state vectors have.
  explicit TrajectoryProgram(const NoisyCircuit& circuit);
  /// Not copied: mixtures are pointed at.
  TrajectoryProgram(TrajectoryProgram&&) noexcept = default;
  TrajectoryProgram& operator=(TrajectoryProgram&&) noexcept = default;

  int num_qubits() const { return num_qubits_; }
  std::size_t num_blocks() const { return blocks_.size(); }

  /// state <- trajectory `index` from |0...0>, normalised.
  void run(std::uint64_t seed, std::uint64_t index, StateVector<double>& state) const;

 private:
  enum class PartKind { unitary, mixture, damping };
  /// A matrix on one or both qubits of a block; what may happen instead of it, or after it.
  struct Part {
    PartKind kind = PartKind::unitary;
    std::vector<int> qubits;
    Eigen::MatrixXcd matrix = {};  // the unitary, or K0; of a mixture the identity
    /// Errors of a mixture with their probabilities, or the other Kraus matrices.
    std::vector<Eigen::MatrixXcd> others = {};
    std::vector<double> probabilities = {};
    double least = 1;        // eigenvalue of K0^+ K0
    std::size_t number = 0;  // among the mixtures
  };
  struct Block {
    std::vector<int> qubits;
    std::vector<Part> parts = {};
    Eigen::MatrixXcd matrix = {};
    double least = 1;
    std::size_t first_mixture = 0, last_mixture = 0;  // numbers in [first, last)
  };
  struct Error {
    std::size_t mixture;
    std::size_t alternative;
  };
  class Run;

  void append(Part part);
  void append_channel(const std::vector<int>& qubits, const Channel& channel);
  std::vector<Error> draw_errors(std::uint64_t seed, std::uint64_t index,
                                 std::uint64_t& drawn) const;

  int num_qubits_;
  std::vector<Block> blocks_;
  std::vector<int> last_;  // block of every qubit while they are built
  /// -log of the probability that nothing happened up to and with mixture k.
  std::vector<double> hazard_;
  std::vector<const Part*> mixtures_;
};

struct TrajectoryOptions {
  std::size_t count = 1000;
  std::uint64_t seed = 0;
  /// Ends before `count` once no element of the mean has a larger standard error; 0 for never.
  double target_error = 0;
  /// Called with (trajectories done, count).
  std::function<void(std::size_t, std::size_t)> progress = {};
};

/// Trajectories are dealt to this many groups in turn, for the errors of functions of the mean.
inline constexpr std::size_t trajectory_groups = 20;

struct TrajectoryEstimate {
  /// The state of the measured qubits.
  Eigen::MatrixXcd mean;
  /// Of real and imaginary part together: sqrt(<|x - <x>|^2> / (count - 1)).
  Eigen::MatrixXd standard_error;
  std::size_t count = 0;
  /// Means and sizes of the groups.
  std::vector<Eigen::MatrixXcd> group_means;
  std::vector<std::size_t> group_sizes;
};

/// Throws std::invalid_argument for count < 2, a target that is negative or not finite, or a circuit
/// that measures nothing; Interrupted.
TrajectoryEstimate run_trajectories(const NoisyCircuit& circuit, const TrajectoryOptions& options,
                                    const std::stop_token& stop = {});

/// f of the mean with its bias to first order removed, and its standard error, by leaving out one
/// group at a time (Quenouille and Tukey's jackknife). Throws std::invalid_argument for fewer
/// trajectories than groups.
struct Jackknife {
  double value = 0;
  double standard_error = 0;
};
Jackknife jackknife(const TrajectoryEstimate& estimate,
                    const std::function<double(const Eigen::MatrixXcd&)>& f);

}  // namespace traversable
