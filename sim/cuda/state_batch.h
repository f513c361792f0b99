// Many states of a few qubits on a device, each going its own way.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/cuda/backend.h"

namespace traversable::cuda {

/// Numbers of states in a batch.
using Slots = std::vector<Index>;

/// A matrix on one or two qubits (qubits[0] the lowest bit of row and column) for each of some states.
struct BatchStep {
  std::vector<int> qubits;
  /// Which of the matrices each state gets: as many as there are slots, or one for all.
  std::vector<std::size_t> choice;
  std::vector<Eigen::MatrixXcd> matrices;

  std::size_t choice_of(std::size_t job) const { return choice[choice.size() == 1 ? 0 : job]; }
};

/// `count` states, and a second set of them to keep copies in.
class StateBatch {
 public:
  /// Throws std::invalid_argument where they do not fit on the device.
  StateBatch(Backend& backend, int num_qubits, std::size_t count);

  /// How many fit on a device, at most `most`; zero where none does.
  static std::size_t fitting(Backend& backend, int num_qubits, std::size_t most);

  /// |0...0>.
  void clear(const Slots& slots);
  /// Copies to the second set, and back.
  void keep(const Slots& slots);
  void restore(const Slots& slots);

  /// All steps, one after the other, and |psi|^2 after the last. States of up to max_shared_qubits go through all of them
  /// in shared memory.
  std::vector<double> run(const Slots& slots, std::span<const BatchStep> steps);

  /// psi <- factor psi, a factor a slot.
  void scale(const Slots& slots, const std::vector<double>& factors);

  /// The states of the kept qubits, not normalised; qubits[0] the lowest bit.
  std::vector<Eigen::MatrixXcd> reduced(const Slots& slots, std::span<const int> qubits);

 private:
  std::vector<double> run_in_shared_memory(const Slots& slots, std::span<const BatchStep> steps);
  std::vector<double> run_in_memory(const Slots& slots, std::span<const BatchStep> steps);
  void move(const Array<Complex<double>>& from, const Array<Complex<double>>& to,
            const Slots& slots);

  Backend* backend_;
  int num_qubits_;
  Array<Complex<double>> states_, kept_;
};

}  // namespace traversable::cuda
