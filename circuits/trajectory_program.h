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
#include <span>
#include <vector>

#include "circuits/noisy_circuit.h"
#include "sim/state_vector/state_vector.h"
#include "sym/random.h"

namespace traversable {

/// A matrix on one or both qubits of a block; what may happen instead of it, or after it.
struct TrajectoryPart {
  enum class Kind { unitary, mixture, damping };
  Kind kind = Kind::unitary;
  std::vector<int> qubits;
  Eigen::MatrixXcd matrix = {};  // the unitary, or K0; of a mixture the identity
  /// Errors of a mixture with their probabilities, or the other Kraus matrices.
  std::vector<Eigen::MatrixXcd> others = {};
  std::vector<double> probabilities = {};
  double least = 1;        // eigenvalue of K0^+ K0
  std::size_t number = 0;  // among the mixtures
};

struct TrajectoryBlock {
  std::vector<int> qubits;
  std::vector<TrajectoryPart> parts = {};
  Eigen::MatrixXcd matrix = {};  // of all parts where nothing goes wrong
  double least = 1;
  std::size_t first_mixture = 0, last_mixture = 0;  // numbers in [first, last)
};

/// What goes wrong in one trajectory: the errors drawn before the run and, during it, jumps.
struct TrajectoryHistory {
  struct Error {
    std::size_t mixture;
    std::size_t alternative;
  };
  RandomStream random;
  std::uint64_t drawn = 0;
  std::vector<Error> errors;
  /// |psi|^2 at which the next jump happens.
  double threshold = 0;

  double next_uniform() { return random.uniform(drawn++); }
  /// An index with probability weights[k] / sum.
  std::size_t draw(std::span<const double> weights);
  /// The error of a mixture, nullptr for none.
  const Error* error_of(std::size_t mixture) const;
  bool has_error(const TrajectoryBlock& block) const;
};

class TrajectoryProgram {
 public:
  /// Throws std::invalid_argument for more qubits than state vectors have.
  explicit TrajectoryProgram(const NoisyCircuit& circuit);
  /// Not copied: mixtures are pointed at.
  TrajectoryProgram(TrajectoryProgram&&) noexcept = default;
  TrajectoryProgram& operator=(TrajectoryProgram&&) noexcept = default;

  int num_qubits() const { return num_qubits_; }
  std::size_t num_blocks() const { return blocks_.size(); }
  const std::vector<TrajectoryBlock>& blocks() const { return blocks_; }
  /// True where jumps can happen.
  bool is_damped() const;

  /// Trajectory `index`: its errors, and the first threshold where jumps can happen.
  TrajectoryHistory history(std::uint64_t seed, std::uint64_t index) const;

  /// The matrix on the block's qubits with the errors of a history, without jumps.
  Eigen::MatrixXcd matrix_of(const TrajectoryBlock& block, const TrajectoryHistory& history) const;

  /// state <- trajectory `index` from |0...0>, normalised.
  void run(std::uint64_t seed, std::uint64_t index, StateVector<double>& state) const;

 private:
  void append(TrajectoryPart part);
  void append_channel(const std::vector<int>& qubits, const Channel& channel);

  int num_qubits_;
  std::vector<TrajectoryBlock> blocks_;
  std::vector<int> last_;  // block of every qubit while they are built
  /// -log of the probability that nothing happened up to and with mixture k.
  std::vector<double> hazard_;
  std::vector<const TrajectoryPart*> mixtures_;
};

/// After so many blocks the norm is looked at and the state kept, so that a jump, found later, is
/// never far behind.
inline constexpr std::size_t blocks_between_checks = 16;

}  // namespace traversable
