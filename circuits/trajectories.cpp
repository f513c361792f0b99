#include "circuits/trajectories.h"

#include <fmt/format.h>
#include <omp.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <exception>
#include <stdexcept>
#include <utility>

#include "sim/interrupted.h"
#include "sim/memory.h"
#include "sim/noise/transfer_matrix.h"
#include "sim/state_vector/matrix_gate.h"
#include "sym/random.h"

namespace traversable {
namespace {

/// Kraus matrices with |K^+ K - p| below this are p^(1/2) times a unitary.
constexpr double unitarity_tolerance = 1e-12;
/// After so many blocks the norm is looked at and the state kept, so that a jump, found later, is
/// never far behind.
constexpr std::size_t blocks_between_checks = 16;
/// Trajectories a round; the target error is looked at after each.
constexpr std::size_t round_size = 200;
static_assert(round_size % trajectory_groups == 0);

/// In place of zero, whose logarithm is infinite.
constexpr double least_probability = 1e-300;

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// p where K^+ K = p, negative where it is no multiple of one.
double weight_of_unitary(const Eigen::MatrixXcd& kraus) {
  const Eigen::MatrixXcd square = kraus.adjoint() * kraus;
  const double weight = square.trace().real() / static_cast<double>(square.rows());
  const Eigen::MatrixXcd rest =
      square - weight * Eigen::MatrixXcd::Identity(square.rows(), square.cols());
  return rest.cwiseAbs().maxCoeff() < unitarity_tolerance ? weight : -1;
}

bool is_identity(const Eigen::MatrixXcd& unitary) {
  return std::abs(std::abs(unitary.trace()) - static_cast<double>(unitary.rows())) <
         unitarity_tolerance;
}

/// `matrix` of one qubit of `pair`, or of both in any order, on pair[0] (lowest bit) and pair[1].
Eigen::MatrixXcd on_block(const Eigen::MatrixXcd& matrix, const std::vector<int>& qubits,
                          const std::vector<int>& block) {
  if (qubits == block) return matrix;
  Eigen::Matrix4cd result = Eigen::Matrix4cd::Zero();
  const auto place = [&](int qubit) { return qubit == block[0] ? 0 : 1; };
  int mask = 0;
  for (const int qubit : qubits) mask |= 1 << place(qubit);
  const auto local = [&](int index) {
    int value = 0;
    for (std::size_t k = 0; k < qubits.size(); ++k) value |= (index >> place(qubits[k]) & 1) << k;
    return value;
  };
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j)
      if ((i & ~mask) == (j & ~mask)) result(i, j) = matrix(local(i), local(j));
  return result;
}

}  // namespace

TrajectoryProgram::TrajectoryProgram(const NoisyCircuit& circuit)
    : num_qubits_(circuit.num_qubits), last_(at(circuit.num_qubits), -1) {
  if (num_qubits_ < 1 || num_qubits_ > max_state_qubits)
    throw std::invalid_argument(
        fmt::format("trajectories of {} qubits: expected 1..{}", num_qubits_, max_state_qubits));
  for (const NoisyStep& step : circuit.steps) {
    if (step.channel)
      append_channel(step.qubits, *step.channel);
    else
      append({.qubits = step.qubits, .matrix = step.unitary});
  }
  std::erase_if(blocks_, [](const Block& block) { return block.parts.empty(); });
  for (Block& block : blocks_) {
    const Eigen::Index size = Eigen::Index{1} << block.qubits.size();
    block.matrix = Eigen::MatrixXcd::Identity(size, size);
    block.first_mixture = mixtures_.size();
    for (Part& part : block.parts) {
      block.matrix = on_block(part.matrix, part.qubits, block.qubits) * block.matrix;
      block.least *= part.least;
      if (part.kind != PartKind::mixture) continue;
      double none = 1;
      for (const double probability : part.probabilities) none -= probability;
      const double before = hazard_.empty() ? 0 : hazard_.back();
      hazard_.push_back(before - std::log(std::max(none, least_probability)));
      part.number = mixtures_.size();
      mixtures_.push_back(&part);
    }
    block.last_mixture = mixtures_.size();
  }
}

void TrajectoryProgram::append_channel(const std::vector<int>& qubits, const Channel& channel) {
  if (channel.kind == ChannelKind::over_rotation)
    return append({.qubits = qubits, .matrix = kraus_operators(channel)[0]});
  if (channel.kind == ChannelKind::thermal_relaxation) {
    // Dephasing e^{-t/T2} = e^{-t/(2 T1)} (1 - 2 p): a flip of the phase with probability p.
    const double t1 = channel.parameters[0], t2 = channel.parameters[1], t = channel.parameters[2];
    const double flip = std::max(0.0, -std::expm1(-t / t2 + t / (2 * t1)) / 2);
    append_channel(qubits, amplitude_damping(-std::expm1(-t / t1)));
    return append_channel(qubits, pauli_channel({0, flip, 0}));
  }
  std::vector<Eigen::MatrixXcd> kraus = kraus_operators(channel);
  // The largest first: the fewer jumps, the better.
  std::stable_sort(kraus.begin(), kraus.end(),
                   [](const auto& a, const auto& b) { return a.squaredNorm() > b.squaredNorm(); });
  Part part{.qubits = qubits};
  const Eigen::Index size = kraus[0].rows();
  std::vector<double> weights;
  for (const auto& matrix : kraus) weights.push_back(weight_of_unitary(matrix));
  if (std::all_of(weights.begin(), weights.end(), [](double weight) { return weight >= 0; })) {
    part.kind = PartKind::mixture;
    part.matrix = Eigen::MatrixXcd::Identity(size, size);
    for (std::size_t k = 0; k < kraus.size(); ++k) {
      if (weights[k] == 0) continue;
      kraus[k] /= std::sqrt(weights[k]);
      if (is_identity(kraus[k])) continue;
      part.others.push_back(kraus[k]);
      part.probabilities.push_back(weights[k]);
    }
    if (part.others.empty()) return;
    return append(std::move(part));
  }
  part.kind = PartKind::damping;
  part.matrix = kraus[0];
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXcd> eigen(kraus[0].adjoint() * kraus[0]);
  part.least = std::max(0.0, eigen.eigenvalues()[0]);
  part.others.assign(kraus.begin() + 1, kraus.end());
  append(std::move(part));
}

void TrajectoryProgram::append(Part part) {
  std::vector<int> blocks;
  for (const int qubit : part.qubits) blocks.push_back(last_[at(qubit)]);
  const bool together = std::all_of(blocks.begin(), blocks.end(),
                                    [&](int block) { return block >= 0 && block == blocks[0]; });
  if (together) {
    blocks_[at(blocks[0])].parts.push_back(std::move(part));
    return;
  }
  // One-qubit blocks that wait on its qubits go in front.
  Block block{.qubits = part.qubits};
  for (const int previous : blocks) {
    if (previous < 0 || blocks_[at(previous)].qubits.size() > 1) continue;
    std::vector<Part>& parts = blocks_[at(previous)].parts;
    std::move(parts.begin(), parts.end(), std::back_inserter(block.parts));
    parts.clear();
  }
  block.parts.push_back(std::move(part));
  for (const int qubit : block.qubits) last_[at(qubit)] = static_cast<int>(blocks_.size());
  blocks_.push_back(std::move(block));
}

std::vector<TrajectoryProgram::Error> TrajectoryProgram::draw_errors(std::uint64_t seed,
                                                                     std::uint64_t index,
                                                                     std::uint64_t& drawn) const {
  const RandomStream random(seed, index, Stream::trajectories);
  std::vector<Error> errors;
  double passed = 0;
  for (std::size_t from = 0; from < hazard_.size();) {
    const double until = passed - std::log(random.uniform(drawn++));
    const auto hit =
        std::upper_bound(hazard_.begin() + static_cast<std::ptrdiff_t>(from), hazard_.end(), until);
    if (hit == hazard_.end()) break;
    const auto mixture = static_cast<std::size_t>(hit - hazard_.begin());
    const std::vector<double>& probabilities = mixtures_[mixture]->probabilities;
    double total = 0;
    for (const double probability : probabilities) total += probability;
    double rest = total * random.uniform(drawn++);
    std::size_t alternative = 0;
    while (alternative + 1 < probabilities.size() && rest > probabilities[alternative])
      rest -= probabilities[alternative++];
    errors.push_back({mixture, alternative});
    passed = *hit;
    from = mixture + 1;
  }
  return errors;
}

/// One trajectory under way: the state is not normalised, |psi|^2 is above `threshold`.
class TrajectoryProgram::Run {
 public:
  Run(const TrajectoryProgram& program, std::uint64_t seed, std::uint64_t index,
      StateVector<double>& state)
      : program_(program),
        random_(seed, index, Stream::trajectories),
        state_(state),
        errors_(program.draw_errors(seed, index, drawn_)) {}

  void operator()() {
    const auto& blocks = program_.blocks_;
    const bool damped = std::any_of(blocks.begin(), blocks.end(),
                                    [](const Block& block) { return block.least < 1; });
    if (!damped) {
      for (const Block& block : blocks) advance(block);
      return;
    }
    threshold_ = random_.uniform(drawn_++);
    StateVector<double> kept = state_;
    std::size_t kept_at = 0;
    const auto keep = [&](std::size_t block) {
      std::copy_n(state_.data(), state_.size(), kept.data());
      kept_at = block;
    };
    for (std::size_t k = 0; k < blocks.size(); ++k) {
      advance(blocks[k]);
      const bool last = k + 1 == blocks.size();
      if (floor_ >= threshold_ && k - kept_at < blocks_between_checks && !last) continue;
      if (const double now = squared_norm(state_); now >= threshold_) {
        floor_ = now;
        keep(k + 1);
        continue;
      }
      // A jump happened since the state was kept: go back, block by block, to the one it is in.
      std::copy_n(kept.data(), state_.size(), state_.data());
      for (k = kept_at; k < blocks.size(); ++k) {
        keep(k);
        advance(blocks[k]);
        if (squared_norm(state_) >= threshold_) continue;
        std::copy_n(kept.data(), state_.size(), state_.data());
        if (jump_inside(blocks[k])) break;
      }
      keep(k + 1);
    }
    normalize(state_);
  }

 private:
  /// The block with the errors drawn for it and without jumps.
  void advance(const Block& block) {
    if (!has_error(block)) {
      floor_ *= block.least;
      apply_matrix(state_, block.matrix, block.qubits);
      return;
    }
    for (const Part& part : block.parts) advance(part);
  }

  void advance(const Part& part) {
    if (part.kind != PartKind::mixture) {
      floor_ *= part.least;
      apply_matrix(state_, part.matrix, part.qubits);
      return;
    }
    const auto error = first_error(part.number);
    if (error != errors_.end() && error->mixture == part.number)
      apply_matrix(state_, part.others[error->alternative], part.qubits);
  }

  /// The first error of this mixture or a later one.
  std::vector<Error>::const_iterator first_error(std::size_t mixture) const {
    return std::lower_bound(errors_.begin(), errors_.end(), mixture,
                            [](const Error& e, std::size_t number) { return e.mixture < number; });
  }

  bool has_error(const Block& block) const {
    const auto error = first_error(block.first_mixture);
    return error != errors_.end() && error->mixture < block.last_mixture;
  }

  /// The block part by part with a jump wherever the norm falls below the threshold. False where
  /// rounding kept the norm above it after all.
  bool jump_inside(const Block& block) {
    bool jumped = false;
    StateVector<double> before = state_;
    for (const Part& part : block.parts) {
      if (part.kind != PartKind::damping) {
        advance(part);
        continue;
      }
      std::copy_n(state_.data(), state_.size(), before.data());
      advance(part);
      if (squared_norm(state_) >= threshold_) continue;
      jump(part, before);
      jumped = true;
    }
    return jumped;
  }

  /// One of the other Kraus matrices on `before`, in proportion to the norms.
  void jump(const Part& part, const StateVector<double>& before) {
    std::vector<double> weights;
    double total = 0;
    for (const auto& matrix : part.others) {
      std::copy_n(before.data(), before.size(), state_.data());
      apply_matrix(state_, matrix, part.qubits);
      total += weights.emplace_back(squared_norm(state_));
    }
    double rest = total * random_.uniform(drawn_++);
    std::size_t chosen = 0;
    while (chosen + 1 < weights.size() && rest > weights[chosen]) rest -= weights[chosen++];
    if (chosen + 1 < weights.size()) {
      std::copy_n(before.data(), before.size(), state_.data());
      apply_matrix(state_, part.others[chosen], part.qubits);
    }
    normalize(state_);
    threshold_ = random_.uniform(drawn_++);
    floor_ = 1;
  }

  const TrajectoryProgram& program_;
  RandomStream random_;
  StateVector<double>& state_;
  std::uint64_t drawn_ = 0;
  std::vector<Error> errors_;
  double threshold_ = 0;
  double floor_ = 1;  // a lower bound of |psi|^2
};

void TrajectoryProgram::run(std::uint64_t seed, std::uint64_t index,
                            StateVector<double>& state) const {
  if (state.num_qubits() != num_qubits_)
    throw std::invalid_argument(
        fmt::format("a trajectory of {} qubits on a state of {}", num_qubits_, state.num_qubits()));
  state.amplitudes().setZero();
  state[0] = 1;
  Run(*this, seed, index, state)();
}

namespace {

struct Sums {
  Eigen::MatrixXcd first;
  Eigen::MatrixXd second;  // of |x|^2
  std::vector<Eigen::MatrixXcd> groups;
  std::vector<std::size_t> sizes;
};

TrajectoryEstimate estimate_from(const Sums& sums, std::size_t count) {
  const double n = static_cast<double>(count);
  TrajectoryEstimate estimate;
  estimate.count = count;
  estimate.mean = sums.first / n;
  estimate.standard_error =
      ((sums.second / n - estimate.mean.cwiseAbs2()).cwiseMax(0) / (n - 1)).cwiseSqrt();
  estimate.group_sizes = sums.sizes;
  for (std::size_t g = 0; g < trajectory_groups; ++g)
    estimate.group_means.push_back(sums.groups[g] /
                                   static_cast<double>(std::max<std::size_t>(sums.sizes[g], 1)));
  return estimate;
}

/// States of the measured qubits of trajectories first, first + 1, ..., each in its own place.
void run_round(const TrajectoryProgram& program, const std::vector<int>& measured,
               std::uint64_t seed, std::uint64_t first, std::vector<Eigen::MatrixXcd>& states,
               const std::stop_token& stop) {
  // Three states a trajectory: itself, the one kept, the one before a jump.
  const double memory = 3 * state_vector_memory(program.num_qubits(), sizeof(Eigen::dcomplex));
  const bool side_by_side =
      states.size() > 1 && 2 * memory * omp_get_max_threads() < available_memory();
  std::vector<StateVector<double>> buffers;
  for (int thread = 0; thread < (side_by_side ? omp_get_max_threads() : 1); ++thread)
    buffers.emplace_back(program.num_qubits());
  std::exception_ptr error;
#pragma omp parallel for schedule(dynamic) if (side_by_side)
  for (std::size_t k = 0; k < states.size(); ++k) {
    if (stop.stop_requested()) continue;
    try {
      StateVector<double>& state = buffers[side_by_side ? at(omp_get_thread_num()) : 0];
      program.run(seed, first + k, state);
      states[k] = reduced_density_matrix(state, measured);
    } catch (...) {
#pragma omp critical
      error = std::current_exception();
    }
  }
  if (error) std::rethrow_exception(error);
  throw_if_stopped(stop);
}

}  // namespace

TrajectoryEstimate run_trajectories(const NoisyCircuit& circuit, const TrajectoryOptions& options,
                                    const std::stop_token& stop) {
  if (options.count < 2)
    throw std::invalid_argument(fmt::format("{} trajectories: expected 2 or more", options.count));
  if (!(options.target_error >= 0) || !std::isfinite(options.target_error))
    throw std::invalid_argument(fmt::format(
        "target error {}: expected a finite number, not negative", options.target_error));
  if (circuit.measured.empty()) throw std::invalid_argument("the circuit measures nothing");
  const TrajectoryProgram program(circuit);
  const Eigen::Index size = Eigen::Index{1} << circuit.measured.size();
  Sums sums{.first = Eigen::MatrixXcd::Zero(size, size),
            .second = Eigen::MatrixXd::Zero(size, size),
            .groups = std::vector<Eigen::MatrixXcd>(trajectory_groups,
                                                    Eigen::MatrixXcd::Zero(size, size)),
            .sizes = std::vector<std::size_t>(trajectory_groups, 0)};
  std::size_t done = 0;
  while (done < options.count) {
    std::vector<Eigen::MatrixXcd> states(std::min(round_size, options.count - done));
    run_round(program, circuit.measured, options.seed, done, states, stop);
    for (const Eigen::MatrixXcd& state : states) {
      sums.first += state;
      sums.second += state.cwiseAbs2();
      sums.groups[done % trajectory_groups] += state;
      ++sums.sizes[done++ % trajectory_groups];
    }
    if (options.progress) options.progress(done, options.count);
    if (options.target_error > 0 && done >= round_size &&
        estimate_from(sums, done).standard_error.maxCoeff() <= options.target_error)
      break;
  }
  return estimate_from(sums, done);
}

Jackknife jackknife(const TrajectoryEstimate& estimate,
                    const std::function<double(const Eigen::MatrixXcd&)>& f) {
  if (estimate.count < trajectory_groups)
    throw std::invalid_argument(fmt::format("{} trajectories: expected {} or more for an error",
                                            estimate.count, trajectory_groups));
  const double all = f(estimate.mean), n = static_cast<double>(estimate.count);
  const auto groups = static_cast<double>(trajectory_groups);
  std::vector<double> without;
  for (std::size_t g = 0; g < trajectory_groups; ++g) {
    const double size = static_cast<double>(estimate.group_sizes[g]);
    without.push_back(f((n * estimate.mean - size * estimate.group_means[g]) / (n - size)));
  }
  double mean = 0, square = 0;
  for (const double value : without) mean += value / groups;
  for (const double value : without) square += (value - mean) * (value - mean);
  return {groups * all - (groups - 1) * mean, std::sqrt((groups - 1) / groups * square)};
}

}  // namespace traversable
