#include "circuits/trajectory_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "sim/at.h"
#include "sim/linear_algebra/spectral_decomposition.h"
#include "sim/noise/transfer_matrix.h"
#include "sim/state_vector/matrix_gate.h"

namespace traversable {
namespace {

using Kind = TrajectoryPart::Kind;

/// Kraus matrices with |K^+ K - p| below this are p^(1/2) times a unitary.
constexpr double unitarity_tolerance = 1e-12;
/// In place of zero, whose logarithm is infinite.
constexpr double least_probability = 1e-300;

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

std::size_t TrajectoryHistory::draw(std::span<const double> weights) {
  double left = std::accumulate(weights.begin(), weights.end(), 0.0) * next_uniform();
  std::size_t chosen = 0;
  while (chosen + 1 < weights.size() && left > weights[chosen]) left -= weights[chosen++];
  return chosen;
}

const TrajectoryHistory::Error* TrajectoryHistory::error_of(std::size_t mixture) const {
  const auto error =
      std::lower_bound(errors.begin(), errors.end(), mixture,
                       [](const Error& e, std::size_t number) { return e.mixture < number; });
  return error != errors.end() && error->mixture == mixture ? &*error : nullptr;
}

bool TrajectoryHistory::has_error(const TrajectoryBlock& block) const {
  return std::any_of(errors.begin(), errors.end(), [&](const Error& error) {
    return error.mixture >= block.first_mixture && error.mixture < block.last_mixture;
  });
}

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
  std::erase_if(blocks_, [](const TrajectoryBlock& block) { return block.parts.empty(); });
  for (TrajectoryBlock& block : blocks_) {
    const Eigen::Index size = Eigen::Index{1} << block.qubits.size();
    block.matrix = Eigen::MatrixXcd::Identity(size, size);
    block.first_mixture = mixtures_.size();
    for (TrajectoryPart& part : block.parts) {
      block.matrix = on_block(part.matrix, part.qubits, block.qubits) * block.matrix;
      block.least *= part.least;
      if (part.kind != Kind::mixture) continue;
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
  TrajectoryPart part{.qubits = qubits};
  const Eigen::Index size = kraus[0].rows();
  std::vector<double> weights;
  for (const auto& matrix : kraus) weights.push_back(weight_of_unitary(matrix));
  if (std::all_of(weights.begin(), weights.end(), [](double weight) { return weight >= 0; })) {
    part.kind = Kind::mixture;
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
  part.kind = Kind::damping;
  part.matrix = kraus[0];
  const Eigen::MatrixXcd weight = kraus[0].adjoint() * kraus[0];
  part.least = std::max(0.0, eigenvalues(weight)[0]);
  part.others.assign(kraus.begin() + 1, kraus.end());
  append(std::move(part));
}

void TrajectoryProgram::append(TrajectoryPart part) {
  std::vector<int> blocks;
  for (const int qubit : part.qubits) blocks.push_back(last_[at(qubit)]);
  const bool together = std::all_of(blocks.begin(), blocks.end(),
                                    [&](int block) { return block >= 0 && block == blocks[0]; });
  if (together) {
    blocks_[at(blocks[0])].parts.push_back(std::move(part));
    return;
  }
  // One-qubit blocks that wait on its qubits go in front.
  TrajectoryBlock block{.qubits = part.qubits};
  for (const int previous : blocks) {
    if (previous < 0 || blocks_[at(previous)].qubits.size() > 1) continue;
    std::vector<TrajectoryPart>& parts = blocks_[at(previous)].parts;
    std::move(parts.begin(), parts.end(), std::back_inserter(block.parts));
    parts.clear();
  }
  block.parts.push_back(std::move(part));
  for (const int qubit : block.qubits) last_[at(qubit)] = static_cast<int>(blocks_.size());
  blocks_.push_back(std::move(block));
}

bool TrajectoryProgram::is_damped() const {
  return std::any_of(blocks_.begin(), blocks_.end(),
                     [](const TrajectoryBlock& block) { return block.least < 1; });
}

TrajectoryHistory TrajectoryProgram::history(std::uint64_t seed, std::uint64_t index) const {
  TrajectoryHistory history{.random = {seed, index, Stream::trajectories}, .errors = {}};
  double passed = 0;
  for (std::size_t from = 0; from < hazard_.size();) {
    const double until = passed - std::log(history.next_uniform());
    const auto hit =
        std::upper_bound(hazard_.begin() + static_cast<std::ptrdiff_t>(from), hazard_.end(), until);
    if (hit == hazard_.end()) break;
    const auto mixture = static_cast<std::size_t>(hit - hazard_.begin());
    history.errors.push_back({mixture, history.draw(mixtures_[mixture]->probabilities)});
    passed = *hit;
    from = mixture + 1;
  }
  if (is_damped()) history.threshold = history.next_uniform();
  return history;
}

Eigen::MatrixXcd TrajectoryProgram::matrix_of(const TrajectoryBlock& block,
                                              const TrajectoryHistory& history) const {
  if (!history.has_error(block)) return block.matrix;
  const Eigen::Index size = block.matrix.rows();
  Eigen::MatrixXcd product = Eigen::MatrixXcd::Identity(size, size);
  for (const TrajectoryPart& part : block.parts) {
    const auto* error = part.kind == Kind::mixture ? history.error_of(part.number) : nullptr;
    const Eigen::MatrixXcd& matrix =
        error != nullptr ? part.others[error->alternative] : part.matrix;
    product = on_block(matrix, part.qubits, block.qubits) * product;
  }
  return product;
}

namespace {

/// One trajectory under way: the state is not normalised, |psi|^2 is above the threshold.
class TrajectoryRun {
 public:
  TrajectoryRun(const TrajectoryProgram& program, TrajectoryHistory history,
                StateVector<double>& state)
      : program_(program), history_(std::move(history)), state_(state) {}

  void operator()() {
    const auto& blocks = program_.blocks();
    if (!program_.is_damped()) {
      for (const TrajectoryBlock& block : blocks) advance(block);
      return;
    }
    StateVector<double> kept = state_;
    std::size_t kept_at = 0;
    const auto keep = [&](std::size_t block) {
      std::copy_n(state_.data(), state_.size(), kept.data());
      kept_at = block;
    };
    for (std::size_t k = 0; k < blocks.size(); ++k) {
      advance(blocks[k]);
      const bool last = k + 1 == blocks.size();
      if (floor_ >= history_.threshold && k - kept_at < blocks_between_checks && !last) continue;
      if (const double now = squared_norm(state_); now >= history_.threshold) {
        floor_ = now;
        keep(k + 1);
        continue;
      }
      // A jump happened since the state was kept: go back, block by block, to the one it is in.
      std::copy_n(kept.data(), state_.size(), state_.data());
      for (k = kept_at; k < blocks.size(); ++k) {
        keep(k);
        advance(blocks[k]);
        if (squared_norm(state_) >= history_.threshold) continue;
        std::copy_n(kept.data(), state_.size(), state_.data());
        if (jump_inside(blocks[k])) break;
      }
      keep(k + 1);
    }
    normalize(state_);
  }

 private:
  /// The block with the errors drawn for it and without jumps.
  void advance(const TrajectoryBlock& block) {
    if (!history_.has_error(block)) {
      floor_ *= block.least;
      apply_matrix(state_, block.matrix, block.qubits);
      return;
    }
    for (const TrajectoryPart& part : block.parts) advance(part);
  }

  void advance(const TrajectoryPart& part) {
    if (part.kind != Kind::mixture) {
      floor_ *= part.least;
      apply_matrix(state_, part.matrix, part.qubits);
      return;
    }
    if (const auto* error = history_.error_of(part.number))
      apply_matrix(state_, part.others[error->alternative], part.qubits);
  }

  /// The block part by part with a jump wherever the norm falls below the threshold. False where
  /// rounding kept the norm above it after all.
  bool jump_inside(const TrajectoryBlock& block) {
    bool jumped = false;
    StateVector<double> before = state_;
    for (const TrajectoryPart& part : block.parts) {
      if (part.kind != Kind::damping) {
        advance(part);
        continue;
      }
      std::copy_n(state_.data(), state_.size(), before.data());
      advance(part);
      if (squared_norm(state_) >= history_.threshold) continue;
      jump(part, before);
      jumped = true;
    }
    return jumped;
  }

  /// One of the other Kraus matrices on `before`, in proportion to the norms.
  void jump(const TrajectoryPart& part, const StateVector<double>& before) {
    std::vector<double> weights;
    for (const auto& matrix : part.others) {
      std::copy_n(before.data(), before.size(), state_.data());
      apply_matrix(state_, matrix, part.qubits);
      weights.push_back(squared_norm(state_));
    }
    const std::size_t chosen = history_.draw(weights);
    if (chosen + 1 < weights.size()) {
      std::copy_n(before.data(), before.size(), state_.data());
      apply_matrix(state_, part.others[chosen], part.qubits);
    }
    normalize(state_);
    history_.threshold = history_.next_uniform();
    floor_ = 1;
  }

  const TrajectoryProgram& program_;
  TrajectoryHistory history_;
  StateVector<double>& state_;
  double floor_ = 1;  // a lower bound of |psi|^2
};

}  // namespace

void TrajectoryProgram::run(std::uint64_t seed, std::uint64_t index,
                            StateVector<double>& state) const {
  if (state.num_qubits() != num_qubits_)
    throw std::invalid_argument(
        fmt::format("a trajectory of {} qubits on a state of {}", num_qubits_, state.num_qubits()));
  state.amplitudes().setZero();
  state[0] = 1;
  TrajectoryRun(*this, history(seed, index), state)();
}

}  // namespace traversable
