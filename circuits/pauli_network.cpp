#include "circuits/pauli_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <limits>
#include <mutex>
#include <numbers>
#include <numeric>
#include <stdexcept>

#include "circuits/network_cost.h"
#include "circuits/two_qubit_blocks.h"
#include "sim/interrupted.h"
#include "sim/parallel.h"
#include "sym/random.h"

namespace traversable {
namespace {

/// Rotations further ahead neither come to the front nor weigh in the choice of a gate.
constexpr std::size_t horizon = 48;

/// Where not all pairs are connected, trials come in rounds, each around the best placement so far.
constexpr int placement_rounds = 10;

/// G P G^+ of the gate G = exp(-i pi/4 Q).
PauliString forward(const PauliString& p, const PauliString& q) { return conjugate(p, q, 3); }

PauliString pair_string(int a, int letter_a, int b, int letter_b) {
  const auto bits = [](int letter, int shift) {
    return static_cast<std::uint64_t>(letter) << shift;
  };
  // Letters 1, 2, 3: X, Z, Y.
  PauliString q{bits(letter_a & 1, a) | bits(letter_b & 1, b),
                bits(letter_a >> 1, a) | bits(letter_b >> 1, b), 0};
  q.phase = std::popcount(q.x & q.z) % 4;
  return q;
}

/// One randomised network.
class Trial {
 public:
  Trial(const PauliProgram& program, const Connectivity& connectivity, const NetworkCost& cost,
        const NetworkOptions& options, int number, const std::vector<int>& best_layout)
      : connectivity_(connectivity),
        cost_(cost),
        random_(options.seed, static_cast<std::uint64_t>(number), Stream::networks),
        clifford_(connectivity.num_qubits()),
        circuit_(connectivity.num_qubits()) {
    // The first trial is the plain greedy one.
    decay_ = number == 0 ? 0.7 : 0.3 + 0.65 * random();
    noise_ = number == 0 ? 0 : 0.6 * random() * random();
    place(program, number, best_layout);
    if (options.from_zero)
      for (int k = 0; k < connectivity.num_qubits(); ++k)
        stabilisers_.push_back({0, std::uint64_t{1} << k, 0});
    outputs_ = options.outputs;
    if (outputs_.empty()) {
      outputs_.resize(static_cast<std::size_t>(connectivity.num_qubits()));
      std::iota(outputs_.begin(), outputs_.end(), 0);
    }
  }

  PlacedCircuit run(const std::stop_token& stop) {
    while (!rotations_.empty()) {
      throw_if_stopped(stop);
      rotate_next();
    }
    undo_frame();
    return {std::move(circuit_), std::move(initial_), std::move(final_)};
  }

 private:
  double random() { return random_.uniform(draws_++); }
  int below(int n) {
    return static_cast<int>(random_.bits(draws_++) % static_cast<std::uint64_t>(n));
  }

  /// Puts the program's qubits on the processor's, one of them each; the processor's further qubits
  /// are idle program qubits. In place for the first trial, at random where there is no best layout
  /// yet, else like that one but for up to two exchanges.
  void place(const PauliProgram& program, int number, const std::vector<int>& best_layout) {
    const int n = connectivity_.num_qubits();
    initial_ = best_layout;
    if (initial_.empty()) {
      initial_.resize(static_cast<std::size_t>(n));
      std::iota(initial_.begin(), initial_.end(), 0);
    }
    if (number > 0 && !connectivity_.is_all_to_all()) {
      const int exchanges = best_layout.empty() ? 4 * n : below(3);
      for (int k = 0; k < exchanges; ++k) {
        const int a = below(n);
        const int b = below(n);
        std::swap(initial_[static_cast<std::size_t>(a)], initial_[static_cast<std::size_t>(b)]);
      }
    }
    for (const PauliRotation& r : program.rotations)
      rotations_.push_back({placed(r.string), r.angle});
    for (std::size_t k = 0; k < clifford_.x.size(); ++k) {
      const bool idle = k >= program.clifford.x.size();
      clifford_.x[k] = placed(idle ? clifford_.x[k] : program.clifford.x[k]);
      clifford_.z[k] = placed(idle ? clifford_.z[k] : program.clifford.z[k]);
    }
  }

  PauliString placed(const PauliString& p) const {
    PauliString result{0, 0, p.phase};
    for (std::size_t k = 0; k < initial_.size(); ++k) {
      result.x |= (p.x >> k & 1) << initial_[k];
      result.z |= (p.z >> k & 1) << initial_[k];
    }
    return result;
  }

  /// Rotations that commute with all before them.
  std::vector<std::size_t> front() const {
    std::vector<std::size_t> indices;
    const std::size_t end = std::min(rotations_.size(), horizon);
    for (std::size_t k = 0; k < end; ++k) {
      bool free = true;
      for (std::size_t l = 0; l < k && free; ++l)
        free = commute(rotations_[k].string, rotations_[l].string);
      if (free) indices.push_back(k);
    }
    return indices;
  }

  /// The elements of the stabiliser group that commute with all the strings.
  std::vector<PauliString> commuting_stabilisers(std::span<const PauliString> strings) const {
    std::vector<PauliString> group = stabilisers_;
    for (const PauliString& p : strings) {
      const auto pivot = std::find_if(group.begin(), group.end(),
                                      [&](const PauliString& s) { return !commute(s, p); });
      if (pivot == group.end()) continue;
      const PauliString s = *pivot;
      group.erase(pivot);
      for (PauliString& other : group)
        if (!commute(other, p)) other = product(other, s);
    }
    return group;
  }

  /// P times the element of the group that makes it cheapest; a state with that stabiliser does not
  /// see the difference. All elements of small groups, single factors and pairs of large ones.
  PauliString cheapest(PauliString p, const std::vector<PauliString>& group) const {
    if (group.size() <= 9) {
      PauliString best = p;
      int least = cost_(p);
      for (std::uint64_t k = 1; k < std::uint64_t{1} << group.size(); ++k) {
        p = product(p, group[static_cast<std::size_t>(std::countr_zero(k))]);  // Gray code
        if (const int c = cost_(p); c < least) least = c, best = p;
      }
      return best;
    }
    for (bool better = true; better;) {
      better = false;
      for (std::size_t a = 0; a < group.size(); ++a)
        for (std::size_t b = a; b < group.size(); ++b) {
          PauliString q = product(p, group[a]);
          if (b != a) q = product(q, group[b]);
          if (cost_(q) < cost_(p)) p = q, better = true;
        }
    }
    return p;
  }

  /// Shortens one of the front rotations to one letter and emits it.
  void rotate_next() {
    std::size_t chosen = 0;
    PauliRotation target;
    double least = std::numeric_limits<double>::infinity();
    for (const std::size_t k : front()) {
      // The stabilisers are those of the state that the next rotation acts on: only the chosen one
      // takes the string that they shorten.
      PauliRotation r = rotations_[k];
      if (!stabilisers_.empty())
        r.string = cheapest(r.string, commuting_stabilisers({&r.string, 1}));
      const double score = cost_(r.string) + 2 * noise_ * random() + 1e-3 * static_cast<double>(k);
      if (score < least) least = score, chosen = k, target = r;
    }
    rotations_.erase(rotations_.begin() + static_cast<std::ptrdiff_t>(chosen));
    while (std::popcount(support(target.string)) > 1)
      shorten(target.string, ~std::uint64_t{0}, -1, {}, {});
    if (std::popcount(support(target.string)) == 1)
      circuit_.append_rotation(target.string, target.angle);
    stabilisers_ = commuting_stabilisers({&target.string, 1});
  }

  /// The gate that makes `target` cheaper and the rows to come cheapest, on pairs within `allowed`,
  /// commuting with `fixed` where that is a string; `others` are further rows to keep short.
  void shorten(PauliString& target, std::uint64_t allowed, int root,
               std::optional<PauliString> fixed, std::span<PauliString*> others) {
    const int before = cost_(target, root);
    PauliString best;
    double least = std::numeric_limits<double>::infinity();
    for (const auto& [a, b] : connectivity_.pairs()) {
      if ((allowed >> a & 1) == 0 || (allowed >> b & 1) == 0) continue;
      if (((support(target) >> a | support(target) >> b) & 1) == 0) continue;
      for (int la = 1; la < 4; ++la)
        for (int lb = 1; lb < 4; ++lb) {
          const PauliString q = pair_string(a, la, b, lb);
          if (commute(q, target) || (fixed && !commute(q, *fixed))) continue;
          if (cost_(forward(target, q), root) >= before) continue;
          const double score = score_of(q, others) + noise_ * random();
          if (score < least) least = score, best = q;
        }
    }
    if (!std::isfinite(least)) throw std::logic_error("no gate shortens a Pauli string");
    emit(best);
    target = forward(target, best);
    for (PauliString* row : others) *row = forward(*row, best);
  }

  /// What a gate adds to the cost of the rows to come, the nearer the more.
  double score_of(const PauliString& q, std::span<PauliString* const> others) const {
    double score = 0;
    const auto change = [&](const PauliString& p) {
      return commute(p, q) ? 0 : cost_(forward(p, q)) - cost_(p);
    };
    for (const PauliString* row : others) score += change(*row);
    double weight = 1;
    const std::size_t end = std::min(rotations_.size(), horizon);
    for (std::size_t k = 0; k < end; ++k, weight *= decay_)
      score += weight * change(rotations_[k].string);
    weight = std::max(weight, 0.05);
    for (const int k : outputs_) {
      if (k < 0) continue;
      score += weight * (change(clifford_.x[static_cast<std::size_t>(k)]) +
                         change(clifford_.z[static_cast<std::size_t>(k)]));
    }
    return score;
  }

  void emit(const PauliString& q) {
    circuit_.append_rotation(q, std::numbers::pi / 4);
    for (PauliRotation& r : rotations_) r.string = forward(r.string, q);
    for (auto* rows : {&clifford_.x, &clifford_.z, &stabilisers_})
      for (PauliString& row : *rows) row = forward(row, q);
  }

  /// Makes C^+ X_k C and C^+ Z_k C of every output k one letter each on one of the processor's
  /// qubits, which is then k's; a qubit that is done leaves the graph.
  void undo_frame() {
    shorten_outputs();
    final_.assign(clifford_.x.size(), -1);
    std::uint64_t free =
        clifford_.x.size() == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << clifford_.x.size()) - 1;
    while (std::any_of(outputs_.begin(), outputs_.end(), [](int k) { return k >= 0; })) {
      const auto [slot, site] = cheapest_output(free);
      finish(outputs_[slot], site, free);
      outputs_[slot] = -1;
      free &= ~(std::uint64_t{1} << site);
      cost_.restrict_to(free);
    }
  }

  /// Stabilisers of the final state that commute with all outputs may be multiplied to them.
  void shorten_outputs() {
    std::vector<PauliString> rows;
    for (const int k : outputs_) {
      rows.push_back(clifford_.x[static_cast<std::size_t>(k)]);
      rows.push_back(clifford_.z[static_cast<std::size_t>(k)]);
    }
    const std::vector<PauliString> group = commuting_stabilisers(rows);
    if (group.empty()) return;
    for (const int k : outputs_)
      for (auto* table : {&clifford_.x, &clifford_.z}) {
        PauliString& row = (*table)[static_cast<std::size_t>(k)];
        row = cheapest(row, group);
      }
  }

  /// (index in outputs_, processor's qubit): the pair that is cheapest to bring together, at a
  /// qubit without which the rest of the graph stays connected.
  std::pair<std::size_t, int> cheapest_output(std::uint64_t free) {
    std::pair<std::size_t, int> best{0, -1};
    double least = std::numeric_limits<double>::infinity();
    for (int site = 0; site < connectivity_.num_qubits(); ++site) {
      if ((free >> site & 1) == 0 || !stays_connected(free & ~(std::uint64_t{1} << site))) continue;
      for (std::size_t slot = 0; slot < outputs_.size(); ++slot) {
        if (outputs_[slot] < 0) continue;
        const auto k = static_cast<std::size_t>(outputs_[slot]);
        const double score =
            cost_(clifford_.x[k], site) + cost_(clifford_.z[k], site) + noise_ * random();
        if (score < least) least = score, best = {slot, site};
      }
    }
    return best;
  }

  bool stays_connected(std::uint64_t nodes) const {
    if (nodes == 0) return true;
    std::uint64_t reached = nodes & -nodes;
    for (std::uint64_t last = 0; last != reached;) {
      last = reached;
      for (const auto& [a, b] : connectivity_.pairs()) {
        const std::uint64_t edge = std::uint64_t{1} << a | std::uint64_t{1} << b;
        if ((edge & nodes) == edge && (edge & reached) != 0) reached |= edge;
      }
    }
    return reached == nodes;
  }

  void finish(int output, int site, std::uint64_t free) {
    const auto k = static_cast<std::size_t>(output);
    // Copies: emit changes the rows of the table as well.
    PauliString x = clifford_.x[k];
    PauliString z = clifford_.z[k];
    if (cost_(z, site) < cost_(x, site))
      bring(z, x, site, free);
    else
      bring(x, z, site, free);
    circuit_.append_unitary(frame_of(clifford_.x[k], clifford_.z[k], site), {site});
    final_[k] = site;
  }

  void bring(PauliString first, PauliString second, int site, std::uint64_t free) {
    PauliString* rows[]{&second};
    while (support(first) != std::uint64_t{1} << site) shorten(first, free, site, {}, rows);
    while (support(second) != std::uint64_t{1} << site) shorten(second, free, site, first, {});
  }

  /// The one-qubit unitary V with V x V^+ = X and V z V^+ = Z.
  static Eigen::Matrix2cd frame_of(const PauliString& x, const PauliString& z, int site) {
    const auto matrix = [&](const PauliString& p) -> Eigen::Matrix2cd {
      const bool has_x = (p.x >> site & 1) != 0;
      const bool has_z = (p.z >> site & 1) != 0;
      const Gate letter = has_x ? (has_z ? Gate::y : Gate::x) : Gate::z;
      return coefficient(p) * matrix_of(letter, nullptr);
    };
    const Eigen::Matrix2cd mx = matrix(x);
    const Eigen::Matrix2cd mz = matrix(z);
    // Rows of V: the eigenvectors of z for +1 and -1, the latter x times the former.
    const Eigen::Matrix2cd projector = 0.5 * (Eigen::Matrix2cd::Identity() + mz);
    const Eigen::Index column = projector.col(0).norm() > projector.col(1).norm() ? 0 : 1;
    const Eigen::Vector2cd up = projector.col(column).normalized();
    Eigen::Matrix2cd v;
    v.row(0) = up.adjoint();
    v.row(1) = (mx * up).adjoint();
    return v;
  }

  const Connectivity& connectivity_;
  NetworkCost cost_;
  RandomStream random_;
  std::uint64_t draws_ = 0;
  double decay_ = 0, noise_ = 0;
  std::vector<PauliRotation> rotations_;
  CliffordOperator clifford_;
  std::vector<PauliString> stabilisers_;
  std::vector<int> outputs_;
  std::vector<int> initial_, final_;
  Circuit circuit_;
};

struct Candidate {
  PlacedCircuit placed;
  int gates = std::numeric_limits<int>::max();
  int depth = 0;
  int trial = 0;

  bool better_than(const Candidate& other) const {
    return std::tuple(gates, depth, trial) < std::tuple(other.gates, other.depth, other.trial);
  }
};

/// Trials first .. end - 1, on all threads; the best of them and `best` becomes `best`.
void run_trials(int first, int end, const NetworkOptions& options,
                const std::function<PlacedCircuit(int, const std::stop_token&)>& network,
                Candidate& best, const std::stop_token& stop) {
  int done = first;
  std::mutex mutex;
  bool report_failed = false;
  parallel_for(static_cast<std::size_t>(end - first), omp_get_max_threads(), stop,
               [&](std::size_t k, const std::stop_token& token) {
                 const int trial = first + static_cast<int>(k);
                 Candidate candidate{network(trial, token), 0, 0, trial};
                 candidate.placed.circuit =
                     merge_two_qubit_blocks(candidate.placed.circuit, options.entangler);
                 candidate.gates = num_two_qubit_gates(candidate.placed.circuit);
                 candidate.depth = depth(candidate.placed.circuit);
                 const std::lock_guard lock(mutex);
                 if (report_failed) return;
                 if (candidate.better_than(best)) best = std::move(candidate);
                 ++done;
                 if (!options.progress) return;
                 report_failed = true;  // and stays so where it throws
                 options.progress(done, options.trials);
                 report_failed = false;
               });
}

}  // namespace

int num_two_qubit_gates(const Circuit& circuit) {
  return static_cast<int>(
      std::count_if(circuit.operations().begin(), circuit.operations().end(),
                    [](const Operation& o) { return is_unitary_gate(o) && o.qubits.size() > 1; }));
}

int depth(const Circuit& circuit) { return static_cast<int>(moments(circuit).size()); }

PlacedCircuit pauli_network(const PauliProgram& program, const Connectivity& connectivity,
                            const NetworkOptions& options, const std::stop_token& stop) {
  if (connectivity.num_qubits() < program.num_qubits)
    throw std::invalid_argument(fmt::format("a circuit of {} qubits on a processor of {}",
                                            program.num_qubits, connectivity.num_qubits()));
  if (options.trials < 1)
    throw std::invalid_argument(fmt::format("trials = {}: expected 1 at least", options.trials));
  const NetworkCost cost(connectivity);
  const int rounds = connectivity.is_all_to_all() ? 1 : placement_rounds;
  Candidate best{{Circuit(1), {}, {}}, std::numeric_limits<int>::max(), 0, 0};
  for (int round = 0; round < rounds; ++round) {
    const std::vector<int> layout = best.placed.initial_layout;
    const int end = static_cast<int>(static_cast<long long>(options.trials) * (round + 1) / rounds);
    const int first = static_cast<int>(static_cast<long long>(options.trials) * round / rounds);
    run_trials(
        first, end, options,
        [&](int trial, const std::stop_token& token) {
          return Trial(program, connectivity, cost, options, trial, layout).run(token);
        },
        best, stop);
  }
  return std::move(best.placed);
}

}  // namespace traversable
