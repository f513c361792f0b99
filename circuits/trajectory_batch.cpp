#include "circuits/trajectory_batch.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/interrupted.h"

namespace traversable {
namespace {

/// Enough to keep a device busy with the smallest circuits.
constexpr std::size_t most_trajectories = 4000;

using cuda::BatchStep;

/// The same matrix for all states.
BatchStep same_for_all(const std::vector<int>& qubits, const Eigen::MatrixXcd& matrix) {
  return {qubits, {0}, {matrix}};
}

}  // namespace

TrajectoryBatch::TrajectoryBatch(cuda::Backend& backend, const TrajectoryProgram& program,
                                 std::vector<int> measured)
    : program_(program),
      measured_(std::move(measured)),
      most_at_once_(std::max<std::size_t>(
          cuda::StateBatch::fitting(backend, program.num_qubits(), most_trajectories), 1)),
      batch_(backend, program.num_qubits(), most_at_once_) {}

std::vector<Eigen::MatrixXcd> TrajectoryBatch::run(std::uint64_t seed, std::uint64_t first,
                                                   std::size_t count, const std::stop_token& stop) {
  std::vector<Eigen::MatrixXcd> states;
  for (std::size_t done = 0; done < count; done += most_at_once_) {
    auto part = run_at_once(seed, first + done, std::min(most_at_once_, count - done), stop);
    std::move(part.begin(), part.end(), std::back_inserter(states));
  }
  return states;
}

std::vector<Eigen::MatrixXcd> TrajectoryBatch::run_at_once(std::uint64_t seed, std::uint64_t first,
                                                           std::size_t count,
                                                           const std::stop_token& stop) {
  Slots all(count);
  std::iota(all.begin(), all.end(), cuda::Index{0});
  histories_.clear();
  for (std::size_t k = 0; k < count; ++k) histories_.push_back(program_.history(seed, first + k));
  batch_.clear(all);
  for (std::span<const TrajectoryBlock> left = program_.blocks(); !left.empty();) {
    throw_if_stopped(stop);
    const std::size_t length = std::min(blocks_between_checks, left.size());
    run_segment(all, left.first(length));
    left = left.subspan(length);
  }
  std::vector<Eigen::MatrixXcd> states = batch_.reduced(all, measured_);
  for (Eigen::MatrixXcd& state : states) state /= state.trace().real();
  return states;
}

/// The block for every slot, with the errors of each.
BatchStep TrajectoryBatch::step_of(const TrajectoryBlock& block, const Slots& slots) const {
  BatchStep step = same_for_all(block.qubits, block.matrix);
  if (block.first_mixture == block.last_mixture) return step;
  step.choice.assign(slots.size(), 0);
  for (std::size_t job = 0; job < slots.size(); ++job) {
    const TrajectoryHistory& one = history(slots[job]);
    if (!one.has_error(block)) continue;
    step.choice[job] = step.matrices.size();
    step.matrices.push_back(program_.matrix_of(block, one));
  }
  return step;
}

auto TrajectoryBatch::below_threshold(const Slots& slots, const std::vector<double>& norms) const
    -> Slots {
  Slots below;
  for (std::size_t job = 0; job < slots.size(); ++job)
    if (norms[job] < history(slots[job]).threshold) below.push_back(slots[job]);
  return below;
}

void TrajectoryBatch::run_segment(const Slots& all, std::span<const TrajectoryBlock> blocks) {
  std::vector<BatchStep> steps;
  for (const TrajectoryBlock& block : blocks) steps.push_back(step_of(block, all));
  const bool damped = program_.is_damped();
  if (damped) batch_.keep(all);
  const std::vector<double> norms = batch_.run(all, steps);
  if (!damped) return;
  const Slots fallen = below_threshold(all, norms);
  if (fallen.empty()) return;
  batch_.restore(fallen);
  run_with_jumps(fallen, blocks);
}

void TrajectoryBatch::run_with_jumps(const Slots& slots, std::span<const TrajectoryBlock> blocks) {
  for (const TrajectoryBlock& block : blocks) {
    batch_.keep(slots);
    const BatchStep step = step_of(block, slots);
    const Slots fallen = below_threshold(slots, batch_.run(slots, {&step, 1}));
    if (fallen.empty()) continue;
    batch_.restore(fallen);
    jump_inside(fallen, block);
  }
}

/// The block part by part with a jump wherever the norm falls below the threshold.
void TrajectoryBatch::jump_inside(const Slots& slots, const TrajectoryBlock& block) {
  for (const TrajectoryPart& part : block.parts) {
    if (part.kind == TrajectoryPart::Kind::mixture) {
      BatchStep step{part.qubits, {}, part.others};
      Slots erring;
      for (const cuda::Index slot : slots)
        if (const auto* error = history(slot).error_of(part.number)) {
          erring.push_back(slot);
          step.choice.push_back(error->alternative);
        }
      batch_.run(erring, {&step, 1});
      continue;
    }
    const bool damping = part.kind == TrajectoryPart::Kind::damping;
    if (damping) batch_.keep(slots);
    const BatchStep step = same_for_all(part.qubits, part.matrix);
    const std::vector<double> norms = batch_.run(slots, {&step, 1});
    if (damping) jump(below_threshold(slots, norms), part);
  }
}

/// One of the other Kraus matrices on the kept states, in proportion to the norms.
void TrajectoryBatch::jump(const Slots& slots, const TrajectoryPart& part) {
  if (slots.empty()) return;
  std::vector<std::vector<double>> weights(slots.size());
  for (const Eigen::MatrixXcd& matrix : part.others) {
    batch_.restore(slots);
    const BatchStep step = same_for_all(part.qubits, matrix);
    const std::vector<double> norms = batch_.run(slots, {&step, 1});
    for (std::size_t job = 0; job < slots.size(); ++job) weights[job].push_back(norms[job]);
  }
  batch_.restore(slots);
  BatchStep step{part.qubits, {}, part.others};
  for (std::size_t job = 0; job < slots.size(); ++job)
    step.choice.push_back(history(slots[job]).draw(weights[job]));
  std::vector<double> factors = batch_.run(slots, {&step, 1});
  for (double& factor : factors) factor = 1 / std::sqrt(factor);
  batch_.scale(slots, factors);
  for (const cuda::Index slot : slots) history(slot).threshold = history(slot).next_uniform();
}

}  // namespace traversable
