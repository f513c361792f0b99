#include "circuits/routing.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "sim/interrupted.h"
#include "sym/quoted.h"
#include "sym/random.h"

namespace traversable {
namespace {

/// Gates behind the waiting ones that weigh in the choice of a swap, and by how much.
constexpr std::size_t lookahead = 20;
constexpr double lookahead_weight = 0.5;

class Router {
 public:
  Router(const Connectivity& connectivity, std::vector<int> layout, RandomStream random)
      : connectivity_(connectivity),
        random_(random),
        site_(std::move(layout)),
        idle_rounds_(0),
        circuit_(connectivity.num_qubits()) {}

  void run(const std::vector<Operation>& operations, const std::stop_token& stop) {
    std::vector<Operation> left = operations;
    while (!left.empty()) {
      throw_if_stopped(stop);
      const std::size_t before = left.size();
      emit_what_fits(left);
      if (left.size() < before) {
        idle_rounds_ = 0;
        continue;
      }
      swap_towards(left);
    }
  }

  const std::vector<int>& layout() const { return site_; }
  int swaps() const { return swaps_; }
  Circuit take() { return std::move(circuit_); }

 private:
  int site(int qubit) const { return site_[static_cast<std::size_t>(qubit)]; }
  int distance(const Operation& o) const {
    return connectivity_.distance(site(o.qubits[0]), site(o.qubits[1]));
  }

  /// Moves what is ready to the circuit, in order; a gate that waits holds back its qubits.
  void emit_what_fits(std::vector<Operation>& left) {
    std::uint64_t held = 0;
    std::vector<Operation> rest;
    for (Operation& operation : left) {
      std::uint64_t mask = 0;
      for (const int q : operation.qubits) mask |= std::uint64_t{1} << q;
      const bool waits =
          (mask & held) != 0 || (operation.qubits.size() == 2 && distance(operation) > 1);
      if (waits) {
        held |= mask;
        rest.push_back(std::move(operation));
        continue;
      }
      for (int& q : operation.qubits) q = site(q);
      circuit_.append(std::move(operation));
    }
    left = std::move(rest);
  }

  /// Two-qubit gates among `left` with nothing before them, then those that follow.
  void swap_towards(const std::vector<Operation>& left) {
    std::vector<const Operation*> front, next;
    std::uint64_t held = 0;
    for (const Operation& operation : left) {
      std::uint64_t mask = 0;
      for (const int q : operation.qubits) mask |= std::uint64_t{1} << q;
      if (operation.qubits.size() == 2) {
        if ((mask & held) == 0)
          front.push_back(&operation);
        else if (next.size() < lookahead)
          next.push_back(&operation);
      }
      held |= mask;
    }
    // After many swaps without a gate, straight along a shortest path.
    const bool only_first = ++idle_rounds_ > 3 * connectivity_.num_qubits();
    if (only_first) front.resize(1), next.clear();
    std::uint64_t involved = 0;
    for (const Operation* o : front)
      for (const int q : o->qubits) involved |= std::uint64_t{1} << site(q);
    std::pair<int, int> best{-1, -1};
    double least = std::numeric_limits<double>::infinity();
    for (const auto& [a, b] : connectivity_.pairs()) {
      if (((involved >> a | involved >> b) & 1) == 0) continue;
      exchange(a, b);
      double score = 0.01 * random_.uniform(draws_++);
      for (const Operation* o : front)
        score += static_cast<double>(distance(*o)) / static_cast<double>(front.size());
      for (const Operation* o : next)
        score += lookahead_weight * distance(*o) / static_cast<double>(next.size());
      exchange(a, b);
      if (score < least) least = score, best = {a, b};
    }
    exchange(best.first, best.second);
    circuit_.append(Gate::swap, {best.first, best.second});
    ++swaps_;
  }

  void exchange(int a, int b) {
    for (int& s : site_) s = s == a ? b : s == b ? a : s;
  }

  const Connectivity& connectivity_;
  RandomStream random_;
  std::uint64_t draws_ = 0;
  std::vector<int> site_;
  int idle_rounds_;
  int swaps_ = 0;
  Circuit circuit_;
};

std::vector<int> shuffled(int count, const RandomStream& random) {
  std::vector<int> layout(static_cast<std::size_t>(count));
  std::iota(layout.begin(), layout.end(), 0);
  for (int k = count - 1; k > 0; --k)
    std::swap(
        layout[static_cast<std::size_t>(k)],
        layout[random.bits(static_cast<std::uint64_t>(k)) % static_cast<std::uint64_t>(k + 1)]);
  return layout;
}

}  // namespace

PlacedCircuit route(const Circuit& circuit, const Connectivity& connectivity, int trials,
                    std::uint64_t seed, const std::stop_token& stop) {
  const int n = connectivity.num_qubits();
  if (n < circuit.num_qubits())
    throw std::invalid_argument(
        fmt::format("a circuit of {} qubits on a processor of {}", circuit.num_qubits(), n));
  std::vector<Operation> forward;
  for (const Operation& operation : circuit.operations()) {
    if (!is_unitary_gate(operation)) continue;
    if (operation.qubits.size() > 2)
      throw std::invalid_argument(
          fmt::format("{}: expected gates on one or two qubits", excerpt(to_text(operation))));
    forward.push_back(operation);
  }
  std::vector<Operation> backward(forward.rbegin(), forward.rend());
  PlacedCircuit best{Circuit(1), {}, {}};
  int least = std::numeric_limits<int>::max();
  for (int trial = 0; trial < trials; ++trial) {
    const RandomStream random(seed, static_cast<std::uint64_t>(trial), Stream::routes);
    std::vector<int> layout(static_cast<std::size_t>(n));
    std::iota(layout.begin(), layout.end(), 0);
    if (trial > 0) {
      layout = shuffled(n, random);
      for (const auto* pass : {&forward, &backward}) {
        Router router(connectivity, layout, random);
        router.run(*pass, stop);
        layout = router.layout();
      }
    }
    Router router(connectivity, layout, random);
    router.run(forward, stop);
    if (router.swaps() >= least) continue;
    least = router.swaps();
    best = {router.take(), layout, router.layout()};
  }
  for (const Operation& operation : circuit.operations())
    if (operation.gate == Gate::measure)
      best.circuit.measure(best.final_layout[static_cast<std::size_t>(operation.qubits[0])],
                           operation.bit);
  return best;
}

}  // namespace traversable
