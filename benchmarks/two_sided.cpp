// The exact engine in units of a complex matrix product, on the same threads in the same run.
//
//   gemm/N          D x D complex product by the BLAS library's own threads, D = 2^(N/2)
//   evaluate/N      one t0, mu = -12 and +12, 100 values of t1, dense SYK_4
//   diagonalize/N   building the engine: both parity blocks of h, probe operators
//   diagonalize_general/N   the same without the symmetry of h: zheevd of both blocks
//   map/16          40 x 40 values of (t0, t1), both signs
//
// Prints Google Benchmark's table and then one of ratios for docs/benchmarks/two_sided.md.
#include "sim/two_sided/two_sided.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <omp.h>

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "benchmarks/gemm.h"
#include "sim/teleport/teleport_sweep.h"
#include "sym/models.h"

namespace {

using namespace traversable;
using namespace traversable::benchmarks;
using benchmark::State;

const std::vector<double> both_signs{-12, 12};
// Of the symmetries (symmetry_class.h) real, sectors mapped to each other, and Kramers pairs.
constexpr std::array<int, 6> sizes{16, 18, 20, 22, 24, 26};
constexpr std::array coupled_sizes{8, 10, 12, 16, 20};

Hamiltonian dense(const State& state) {
  return dense_syk(static_cast<int>(state.range(0)), 4, 1.0, {1, 0});
}

std::vector<double> linspace(double stop, std::size_t count) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = stop * static_cast<double>(i) / static_cast<double>(count - 1);
  return values;
}

/// One engine and its workspace at a time: the largest must not share memory with the one before.
template <class Real>
struct Held {
  std::unique_ptr<TwoSidedEngineIn<HostMatrices<Real>>> engine;
  TeleportWorkspaceIn<HostMatrices<Real>> workspace;

  static Held& of(const State& state) {
    static Held held;
    const int n = static_cast<int>(state.range(0));
    if (!held.engine || held.engine->hamiltonian().num_majoranas() != n) {
      held = {};
      held.engine = std::make_unique<TwoSidedEngineIn<HostMatrices<Real>>>(dense(state));
    }
    return held;
  }
};

template <class Real>
void evaluate(State& state) {
  Held<Real>& held = Held<Real>::of(state);
  const std::vector<double> t1 = linspace(10, 100);
  for (auto _ : state)
    benchmark::DoNotOptimize(held.engine->teleport(4.0, 2.8, both_signs, t1, held.workspace));
  state.counters["peak_GiB"] = peak_memory_gib();
}

/// What V may couple, by name: a weight a fermion, and bits.
const std::vector<std::pair<std::string, std::string>> couplings{
    {"plain", "all"}, {"weighted", ""}, {"bits", "0+1,2+3,4+5,6+7"}};

Coupling coupling_of(const std::string& text, int n) {
  if (!text.empty()) return coupling_by_text(text);
  std::vector<double> weights;
  for (int j = 0; j < n; ++j) weights.push_back(1 + 0.1 * j);
  return Coupling::of_weights(weights);
}

/// As evaluate, one t1.
void couple(State& state) {
  const std::string& text = couplings[static_cast<std::size_t>(state.range(1))].second;
  const Hamiltonian hamiltonian = dense(state);
  const TwoSidedEngine engine(hamiltonian,
                              {{0, 1}, coupling_of(text, hamiltonian.num_majoranas())});
  TeleportWorkspace workspace;
  for (auto _ : state)
    benchmark::DoNotOptimize(engine.teleport(4.0, 2.8, both_signs, {{2.8}}, workspace));
}

void diagonalize(State& state) {
  const Hamiltonian hamiltonian = dense(state);
  for (auto _ : state) benchmark::DoNotOptimize(TwoSidedEngine(hamiltonian));
}

void diagonalize_general(State& state) {
  const Hamiltonian hamiltonian = dense(state);
  for (auto _ : state)
    benchmark::DoNotOptimize(TwoSidedEngine(
        hamiltonian, {0, 1}, traversable::diagonalize(dense_hamiltonian(hamiltonian))));
}

void map(State& state) {
  const TeleportGrid grid{{4.0}, both_signs, TimeAxes::map, linspace(6, 40), linspace(6, 40), {}};
  const Hamiltonian hamiltonian = dense(state);
  const SweepHooks hooks{
      .is_done = {}, .on_point = [](const SweepPointResult&) {}, .on_thermal = {}};
  for (auto _ : state)
    teleport_sweep([&](std::size_t) { return hamiltonian; }, hamiltonian.num_majoranas(), 1, grid,
                   {}, hooks);
}

/// Keeps the fastest repetition of each, and prints the ratios at the end.
class RatioTable : public benchmark::ConsoleReporter {
 public:
  RatioTable() : ConsoleReporter(OO_None) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;
      const std::string name = run.run_name.function_name + "/" + run.run_name.args;
      const double seconds = run.GetAdjustedRealTime() * 1e-3;
      const auto [entry, is_new] = seconds_.try_emplace(name, seconds);
      if (!is_new) entry->second = std::min(entry->second, seconds);
      if (const auto peak = run.counters.find("peak_GiB"); peak != run.counters.end())
        peak_[run.run_name.args] = peak->second;
    }
  }

  void Finalize() override {
    fmt::print("\nFastest of the repetitions, {} threads.\n\n", omp_get_max_threads());
    fmt::print(
        "| N | D | GEMM | evaluation | GEMM-equivalents | diagonalisation | of the general one | "
        "peak "
        "memory |\n");
    fmt::print("|---|---|---|---|---|---|---|---|\n");
    for (const int n : sizes) {
      const std::string key = std::to_string(n);
      if (!seconds_.contains("evaluate/" + key)) continue;
      const double product = seconds_.at("gemm/" + key),
                   evaluation = seconds_.at("evaluate/" + key),
                   diagonalisation = seconds_.contains("diagonalize/" + key)
                                         ? seconds_.at("diagonalize/" + key)
                                         : 0;
      fmt::print(
          "| {} | {} | {:.4g} s | {:.4g} s | **{:.1f}** | {:.3g} s | {:.2f} | {:.2f} GiB |\n", n,
          1 << (n / 2), product, evaluation, evaluation / product, diagonalisation,
          diagonalisation / seconds_.at("diagonalize_general/" + key), peak_.at(key));
    }
    fmt::print("\n| N | ");
    for (const auto& [name, text] : couplings) fmt::print("{} | ", name);
    fmt::print("\n|---|---|---|---|\n");
    for (const int n : coupled_sizes) {
      if (!seconds_.contains(fmt::format("couple/{}/0", n))) continue;
      fmt::print("| {} |", n);
      for (std::size_t k = 0; k < couplings.size(); ++k)
        fmt::print(" {:.3g} ms, {:.2f} |", 1e3 * seconds_.at(fmt::format("couple/{}/{}", n, k)),
                   seconds_.at(fmt::format("couple/{}/{}", n, k)) /
                       seconds_.at(fmt::format("couple/{}/0", n)));
      fmt::print("\n");
    }
    if (const auto found = seconds_.find("map/16"); found != seconds_.end())
      fmt::print("\n40 x 40 map of (t0, t1), both signs, N = 16: {:.2f} s\n", found->second);
  }

 private:
  std::map<std::string, double> seconds_;
  std::map<std::string, double> peak_;
};

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  for (const int n : sizes) {
    const int repetitions = n <= 20 ? 5 : (n <= 24 ? 2 : 1);
    add("evaluate", evaluate<double>, n, repetitions);
    add("gemm", gemm, n, repetitions);
    add("diagonalize", diagonalize, n, 1);
    add("diagonalize_general", diagonalize_general, n, 1);
  }
  for (const int n : coupled_sizes)
    for (std::size_t k = 0; k < couplings.size(); ++k)
      benchmark::RegisterBenchmark("couple", couple)
          ->Args({n, static_cast<long>(k)})
          ->Unit(benchmark::kMillisecond)
          ->UseRealTime()
          ->Repetitions(7);
  add("map", map, 16, 1);
  RatioTable table;
  benchmark::RunSpecifiedBenchmarks(&table);
  return 0;
}
