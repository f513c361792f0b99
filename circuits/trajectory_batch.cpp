#include "circuits/trajectory_batch.h"

#include <algorithm>
#include <cmath>

#include "sim/interrupted.h"
#include "sim/parallel.h"

namespace traversable {
namespace {

/// Enough to keep a device busy with the smallest circuits.
constexpr std::size_t most_trajectories = 4000;

using cuda::BatchWork;
using Kind = TrajectoryPart::Kind;

/// make(i, work) for 0 .. count - 1, in order; on all threads, a chunk each.
template <class Make>
BatchWork work_of(std::size_t count, const Make& make) {
  constexpr std::size_t chunk = 128;
  std::vector<BatchWork> parts((count + chunk - 1) / chunk);
  for_each_index(parts.size(), parts.size() > 1, [&](std::size_t k) {
    for (std::size_t i = k * chunk; i < std::min((k + 1) * chunk, count); ++i) make(i, parts[k]);
  });
  BatchWork work;
  for (const BatchWork& part : parts) work.append(part);
  return work;
}

/// Matrices of all blocks and parts, in the order of number_matrices().
std::vector<Eigen::MatrixXcd> matrices_of(const TrajectoryProgram& program) {
  std::vector<Eigen::MatrixXcd> matrices;
  for (const TrajectoryBlock& block : program.blocks()) {
    matrices.push_back(block.matrix);
    for (const TrajectoryPart& part : block.parts) {
      matrices.push_back(part.matrix);
      matrices.insert(matrices.end(), part.others.begin(), part.others.end());
    }
  }
  return matrices;
}

/// Two places a trajectory; at least one trajectory is tried.
std::size_t fitting(cuda::Backend& backend, int num_qubits) {
  return std::max<std::size_t>(
      cuda::StateBatch::fitting(backend, num_qubits, 2 * most_trajectories) / 2, 1);
}

}  // namespace

TrajectoryBatch::TrajectoryBatch(cuda::Backend& backend, const TrajectoryProgram& program,
                                 std::vector<int> measured)
    : program_(program),
      measured_(std::move(measured)),
      most_at_once_(fitting(backend, program.num_qubits())),
      batch_(backend, program.num_qubits(), 2 * most_at_once_, matrices_of(program)) {
  std::size_t number = 0;
  for (const TrajectoryBlock& block : program.blocks()) {
    block_numbers_.push_back(number++);
    std::vector<std::size_t>& parts = part_numbers_.emplace_back();
    for (const TrajectoryPart& part : block.parts) {
      parts.push_back(number);
      number += 1 + part.others.size();
    }
  }
}

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
  draw_histories(seed, first, count);
  norms_.assign(count, 1);
  units_.assign(count, 1);
  swapped_ = false;
  batch_.clear(count);
  const std::size_t num_blocks = program_.num_blocks();
  for (std::size_t block = 0; block < num_blocks; block += blocks_between_checks) {
    throw_if_stopped(stop);
    run_segment(block, std::min(block + blocks_between_checks, num_blocks), stop);
  }
  std::vector<cuda::StateBatch::Part> parts;
  for (std::size_t slot = 0; slot < count; ++slot) parts.push_back({here(slot), measured_});
  std::vector<Eigen::MatrixXcd> states = batch_.reduced(parts);
  for (Eigen::MatrixXcd& state : states) state /= state.trace().real();
  return states;
}

void TrajectoryBatch::draw_histories(std::uint64_t seed, std::uint64_t first, std::size_t count) {
  std::vector<std::optional<TrajectoryHistory>> drawn(count);
  for_each_index(count, count > 1,
                 [&](std::size_t k) { drawn[k] = program_.history(seed, first + k); });
  histories_.clear();
  for (auto& history : drawn) histories_.push_back(std::move(*history));
}

/// All trajectories from here() to there(), which change places; those that fall below their threshold on the way look for
/// their jumps.
void TrajectoryBatch::run_segment(std::size_t first_block, std::size_t last_block,
                                  const std::stop_token& stop) {
  const std::size_t count = histories_.size();
  std::vector<Step> steps;
  for (std::size_t block = first_block; block < last_block; ++block)
    steps.push_back({.block = block, .is_compared = true});
  const BatchWork work = work_of(count, [&](std::size_t slot, BatchWork& part) {
    part.start_job(here(slot), there(slot));
    for (const Step& step : steps) append(step, histories_[slot], part);
  });
  if (program_.is_damped()) {
    const std::vector<double> norms = batch_.run_with_norms(work);
    std::vector<Jumping> jumping;
    for (std::size_t slot = 0; slot < count; ++slot) {
      if (norms[slot] < histories_[slot].threshold * units_[slot])
        jumping.push_back({slot, steps, norms_[slot]});
      else
        norms_[slot] = norms[slot];
    }
    run_jumps(std::move(jumping), stop);
  } else {
    batch_.run(work);
  }
  swapped_ = !swapped_;
}

void TrajectoryBatch::run_jumps(std::vector<Jumping> jumping, const std::stop_token& stop) {
  while (!jumping.empty()) {
    throw_if_stopped(stop);
    find_falls(jumping);
    look_inside_blocks(jumping);
    jump(jumping);
  }
}

/// The first step after which each is below its threshold; those that are at there() without a fall are done.
void TrajectoryBatch::find_falls(std::vector<Jumping>& jumping) {
  const BatchWork work = work_of(jumping.size(), [&](std::size_t k, BatchWork& part) {
    const Jumping& one = jumping[k];
    part.start_job(here(one.slot), there(one.slot));
    for (const Step& step : one.steps) append(step, histories_[one.slot], part);
  });
  const std::vector<double> norms = batch_.run_with_every_norm(work);
  for (std::size_t k = 0; k < jumping.size(); ++k) {
    Jumping& one = jumping[k];
    const auto own = std::span(norms).subspan(work.first_step(k), one.steps.size());
    if (!own.empty() && one.steps.front().kind == Step::Kind::jump) units_[one.slot] = own.front();
    set_fall(one, own);
    if (!one.fall) norms_[one.slot] = own.empty() ? one.norm : own.back();
  }
  std::erase_if(jumping, [](const Jumping& one) { return !one.fall; });
}

void TrajectoryBatch::set_fall(Jumping& one, std::span<const double> norms) const {
  const double least = histories_[one.slot].threshold * units_[one.slot];
  one.fall.reset();
  for (std::size_t k = 0; k < norms.size() && !one.fall; ++k)
    if (one.steps[k].is_compared && norms[k] < least) one.fall = k;
  if (one.fall) one.norm_before = *one.fall > 0 ? norms[*one.fall - 1] : one.norm;
}

/// here() <- the steps before the fall, which go from the list.
void TrajectoryBatch::advance(const std::vector<Jumping*>& jumping) {
  batch_.run(work_of(jumping.size(), [&](std::size_t k, BatchWork& part) {
    const Jumping& one = *jumping[k];
    part.start_job(here(one.slot), here(one.slot));
    for (std::size_t step = 0; step < *one.fall; ++step)
      append(one.steps[step], histories_[one.slot], part);
  }));
  for (Jumping* const one : jumping) {
    one->steps.erase(one->steps.begin(),
                     one->steps.begin() + static_cast<std::ptrdiff_t>(*one->fall));
    one->norm = one->norm_before;
    one->fall = 0;
  }
}

/// Where the fall is in a block, the part that it is at. Where rounding keeps the norm above the threshold after all, the
/// block's parts are not compared again.
void TrajectoryBatch::look_inside_blocks(std::vector<Jumping>& jumping) {
  std::vector<Jumping*> in_block;
  for (Jumping& one : jumping)
    if (one.steps[*one.fall].kind == Step::Kind::block) in_block.push_back(&one);
  if (in_block.empty()) return;
  advance(in_block);
  std::vector<std::size_t> num_parts;
  for (Jumping* const one : in_block) {
    const std::vector<Step> parts = parts_of(one->steps.front().block, histories_[one->slot]);
    one->steps.erase(one->steps.begin());
    one->steps.insert(one->steps.begin(), parts.begin(), parts.end());
    num_parts.push_back(parts.size());
  }
  const BatchWork work = work_of(in_block.size(), [&](std::size_t k, BatchWork& part) {
    const Jumping& one = *in_block[k];
    part.start_job(here(one.slot), there(one.slot));
    for (std::size_t step = 0; step < num_parts[k]; ++step)
      append(one.steps[step], histories_[one.slot], part);
  });
  const std::vector<double> norms = batch_.run_with_every_norm(work);
  for (std::size_t k = 0; k < in_block.size(); ++k) {
    Jumping& one = *in_block[k];
    set_fall(one, std::span(norms).subspan(work.first_step(k), num_parts[k]));
    if (one.fall) continue;
    for (std::size_t step = 0; step < num_parts[k]; ++step) one.steps[step].is_compared = false;
  }
}

/// Parts that act in a history: of mixtures those with an error.
auto TrajectoryBatch::parts_of(std::size_t block, const TrajectoryHistory& history) const
    -> std::vector<Step> {
  std::vector<Step> steps;
  const std::vector<TrajectoryPart>& parts = program_.blocks()[block].parts;
  for (std::size_t part = 0; part < parts.size(); ++part)
    if (parts[part].kind != Kind::mixture || history.error_of(parts[part].number) != nullptr)
      steps.push_back({.kind = Step::Kind::part,
                       .block = block,
                       .part = part,
                       .is_compared = parts[part].kind == Kind::damping});
  return steps;
}

/// One of the other Kraus matrices in place of the part at the fall, in proportion to the norms. It is scaled so that norms
/// stay far from underflow however many jumps there are.
void TrajectoryBatch::jump(std::vector<Jumping>& jumping) {
  std::vector<Jumping*> falling;
  for (Jumping& one : jumping)
    if (one.fall) falling.push_back(&one);
  if (falling.empty()) return;
  advance(falling);
  const std::vector<std::vector<double>> weights = jump_weights(jumping);
  for (std::size_t k = 0; k < jumping.size(); ++k) {
    Jumping& one = jumping[k];
    if (!one.fall) continue;
    TrajectoryHistory& history = histories_[one.slot];
    Step& step = one.steps.front();
    step.kind = Step::Kind::jump;
    step.is_compared = false;
    step.alternative = history.draw(weights[k]);
    step.factor = 1 / (std::sqrt(one.norm) * part_of(step).others[step.alternative].norm());
    history.threshold = history.next_uniform();
    one.fall.reset();
  }
}

/// |K psi|^2 = Tr(K rho K^+) for every alternative, rho the state of the part's qubits at here().
std::vector<std::vector<double>> TrajectoryBatch::jump_weights(
    const std::vector<Jumping>& jumping) {
  std::vector<std::vector<double>> weights(jumping.size());
  for (const std::size_t num_qubits : {std::size_t{1}, std::size_t{2}}) {
    std::vector<cuda::StateBatch::Part> parts;
    std::vector<std::size_t> numbers;
    for (std::size_t k = 0; k < jumping.size(); ++k) {
      if (!jumping[k].fall) continue;
      const TrajectoryPart& part = part_of(jumping[k].steps.front());
      if (part.others.size() == 1) weights[k] = {1.0};
      if (part.others.size() == 1 || part.qubits.size() != num_qubits) continue;
      parts.push_back({here(jumping[k].slot), part.qubits});
      numbers.push_back(k);
    }
    const std::vector<Eigen::MatrixXcd> states = batch_.reduced(parts);
    for (std::size_t i = 0; i < states.size(); ++i)
      for (const Eigen::MatrixXcd& kraus : part_of(jumping[numbers[i]].steps.front()).others)
        weights[numbers[i]].push_back(
            std::max(0.0, (kraus * states[i] * kraus.adjoint()).trace().real()));
  }
  return weights;
}

void TrajectoryBatch::append(const Step& step, const TrajectoryHistory& history,
                             BatchWork& work) const {
  const TrajectoryBlock& block = program_.blocks()[step.block];
  if (step.kind == Step::Kind::block) {
    if (history.has_error(block))
      work.append(block.qubits, program_.matrix_of(block, history));
    else
      work.append(block.qubits, block_numbers_[step.block]);
    return;
  }
  const TrajectoryPart& part = part_of(step);
  const std::size_t number = part_numbers_[step.block][step.part];
  if (step.kind == Step::Kind::jump)
    work.append(part.qubits, Eigen::MatrixXcd(step.factor * part.others[step.alternative]));
  else if (part.kind == Kind::mixture)
    work.append(part.qubits, number + 1 + history.error_of(part.number)->alternative);
  else
    work.append(part.qubits, number);
}

}  // namespace traversable
