// The engine of qubits beside that of fermions at the same D = 2^n, N = 2n, on the same threads in the same run.
//
//   fermions/n   one t0, mu = -12 and +12, 100 values of t1, dense SYK_4: its matrices fall into parity blocks, a quarter of
//                the arithmetic of whole ones
//   spins/n      the same of a random 2-local H (complex), ZZ coupling of all sites, one qubit sent
//   sizes/n      with the Pauli-size coupling
//   real/n       of the mixed-field Ising chain, whose eigenvectors are real
//   two/n        spins with a message of two qubits
//
// Prints Google Benchmark's table and then the ratios of docs/spins.md.
#include "sym/spins/spins.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "benchmarks/gemm.h"
#include "sim/spins/spin_engine.h"
#include "sim/two_sided/two_sided.h"
#include "sym/models.h"

namespace {

using namespace traversable;
using namespace traversable::benchmarks;
using benchmark::State;

const std::vector<double> both_signs{-12, 12};
constexpr std::array<int, 3> qubits{8, 9, 10};

std::vector<double> read_out_times() {
  std::vector<double> times;
  for (int k = 0; k < 100; ++k) times.push_back(0.1 * k);
  return times;
}

int size_of(const State& state) { return static_cast<int>(state.range(0)); }

void fermions(State& state) {
  const TwoSidedEngine engine(dense_syk(2 * size_of(state), 4, 1.0, {1, 0}));
  TeleportWorkspace workspace;
  const std::vector<double> t1 = read_out_times();
  for (auto _ : state)
    benchmark::DoNotOptimize(engine.teleport(4.0, 2.8, both_signs, t1, workspace));
}

std::vector<int> all_sites(int n) {
  std::vector<int> sites(static_cast<std::size_t>(n));
  std::iota(sites.begin(), sites.end(), 0);
  return sites;
}

void evaluate(State& state, const SpinHamiltonian& hamiltonian, const SpinCoupling& coupling,
              const Message& message) {
  const SpinEngine engine(hamiltonian, message);
  const std::vector<double> t1 = read_out_times();
  for (auto _ : state)
    benchmark::DoNotOptimize(engine.teleport(coupling, 4.0, 2.8, both_signs, t1));
}

void spins(State& state) {
  const int n = size_of(state);
  evaluate(state, random_two_local(n, 1, {1, 0}), zz_coupling(n, all_sites(n)), {{0}, {0}});
}

void sizes(State& state) {
  const int n = size_of(state);
  evaluate(state, random_two_local(n, 1, {1, 0}), size_coupling_of_sites(n, all_sites(n)),
           {{0}, {0}});
}

void real(State& state) {
  const int n = size_of(state);
  evaluate(state, mixed_field_ising(n, 1, -1.05, 0.5, Boundary::open), zz_coupling(n, all_sites(n)),
           {{0}, {0}});
}

void two(State& state) {
  const int n = size_of(state);
  evaluate(state, random_two_local(n, 1, {1, 0}), zz_coupling(n, all_sites(n)), {{0, 1}, {0, 1}});
}

/// Keeps the fastest repetition of each, and prints the ratios at the end.
class RatiosToFermions : public benchmark::ConsoleReporter {
 public:
  RatiosToFermions() : ConsoleReporter(OO_None) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;
      const std::string name = run.run_name.function_name + "/" + run.run_name.args;
      const double seconds = run.GetAdjustedRealTime() * 1e-3;
      const auto [entry, is_new] = seconds_.try_emplace(name, seconds);
      if (!is_new) entry->second = std::min(entry->second, seconds);
    }
  }

  void Finalize() override {
    fmt::print("\nFastest of the repetitions, {} threads.\n\n", omp_get_max_threads());
    fmt::print(
        "| n | D | fermions | x 4 (no blocks) | ZZ | ratio | Pauli size | real H | two qubits |\n");
    fmt::print("|---|---|---|---|---|---|---|---|---|\n");
    for (const int n : qubits) {
      const auto of = [&](const char* name) {
        const auto found = seconds_.find(fmt::format("{}/{}", name, n));
        return found == seconds_.end() ? 0.0 : found->second;
      };
      const double whole = 4 * of("fermions");
      fmt::print(
          "| {} | {} | {:.4g} s | {:.4g} s | {:.4g} s | **{:.2f}** | {:.4g} s | {:.4g} s | {:.4g} "
          "s |\n",
          n, 1 << n, of("fermions"), whole, of("spins"), of("spins") / whole, of("sizes"),
          of("real"), of("two"));
    }
  }

 private:
  std::map<std::string, double> seconds_;
};

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  for (const int n : qubits) {
    add("fermions", fermions, n, 3);
    add("spins", spins, n, 3);
    add("sizes", sizes, n, 3);
    add("real", real, n, 3);
    add("two", two, n, 1);
  }
  RatiosToFermions table;
  benchmark::RunSpecifiedBenchmarks(&table);
  return 0;
}
