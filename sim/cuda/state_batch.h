// Many states of a few qubits on a device, each going its own way.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/cuda/backend.h"
#include "sim/cuda/packed_lists.h"

namespace traversable::cuda {

/// What one run of a batch does: jobs, the steps of each, and matrices that this run alone needs.
class BatchWork {
 public:
  /// State `from` into state `to`; its steps are those appended until the next job.
  void start_job(std::size_t from, std::size_t to);
  /// A matrix on one or two qubits (qubits[0] the lowest bit of row and column): number `resident` of the batch's own.
  void append(std::span<const int> qubits, std::size_t resident);
  /// One that no other job shares.
  void append(std::span<const int> qubits, const Eigen::MatrixXcd& matrix);

  /// The jobs of another one after those of this one.
  void append(const BatchWork& other);

  std::size_t num_jobs() const { return jobs_.size(); }
  std::size_t num_steps() const { return steps_.size(); }
  /// The number of a job's first step: of its first norm where every norm is asked for.
  std::size_t first_step(std::size_t job) const {
    return static_cast<std::size_t>(jobs_[job].first_step);
  }

 private:
  friend class StateBatch;
  void append(std::span<const int> qubits, std::int32_t number);

  std::vector<BatchJob> jobs_;
  std::vector<BatchStep> steps_;
  std::vector<Complex<double>> matrices_;
};

/// `count` states that work goes from or to, from |0...0>, and matrices that stay on the device. Up to max_shared_qubits a
/// state goes through all its steps in shared memory.
class StateBatch {
 public:
  /// Throws std::invalid_argument where they do not fit on the device.
  StateBatch(Backend& backend, int num_qubits, std::size_t count,
             std::span<const Eigen::MatrixXcd> resident = {});

  /// How many fit on a device, at most `most`; zero where none does.
  static std::size_t fitting(Backend& backend, int num_qubits, std::size_t most);

  /// States 0 .. count - 1 are |0...0>.
  void clear(std::size_t count);

  /// All jobs side by side, which must not write what another one reads or writes.
  void run(const BatchWork& work);
  /// ... and |psi|^2 after the last step of each; after every step, in the order of the steps.
  std::vector<double> run_with_norms(const BatchWork& work);
  std::vector<double> run_with_every_norm(const BatchWork& work);

  /// The state of qubits of a state, not normalised; qubits[0] the lowest bit.
  struct Part {
    std::size_t state;
    std::span<const int> qubits;  // as many in all parts
  };
  std::vector<Eigen::MatrixXcd> reduced(std::span<const Part> parts);

 private:
  enum class Norms { none, last, every };
  std::vector<double> run(const BatchWork& work, Norms norms);
  std::vector<double> run_in_shared_memory(const BatchWork& work, const BatchJob* jobs,
                                           const BatchStep* steps, const BatchMatrices& matrices,
                                           Norms norms);
  std::vector<double> run_in_memory(const BatchWork& work, const BatchJob* jobs,
                                    const BatchStep* steps, const BatchMatrices& matrices,
                                    Norms norms);
  bool apply_by_library(const BatchWork& work, std::int32_t k);
  std::vector<double> norms_in_memory(const BatchJob* jobs, Index num_jobs);

  Backend* backend_;
  int num_qubits_;
  std::vector<Complex<double>> resident_on_host_;
  Array<Complex<double>> states_, resident_;
  PackedLists lists_;
  GrowingArray<double> norms_;
};

}  // namespace traversable::cuda
