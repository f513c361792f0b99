// Size distributions and the other diagnostics, in units of a complex matrix product on the same
// threads in the same run.
//
//   gemm/N            D x D complex product by the BLAS library's own threads, D = 2^(N/2)
//   transform/N       P(n) and Q(n) of one odd operator from its matrix
//   projections/N     the same by N + 1 rotations of the size coupling (what the transform replaces)
//   sizes/N           psi_j(-t) rho^(1/2) and its distributions, all N fermions, 5 times
//   sizes_one/N       one fermion, one time
//   two_point/N       all fermions, 50 times, late-time measures
//   otoc/N            one fermion against all others, 5 times, regularised
//   response/N        left-right response, 2 couplings, 100 read-out times
//
// Prints Google Benchmark's table and then one of ratios for docs/benchmarks/diagnostics.md.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <map>
#include <memory>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

#include "benchmarks/gemm.h"
#include "sim/diagnostics/left_right_response.h"
#include "sim/diagnostics/otoc.h"
#include "sim/diagnostics/size_distribution.h"
#include "sim/diagnostics/two_point.h"
#include "sim/two_sided/shockwave.h"
#include "sym/models.h"

namespace {

using namespace traversable;
using namespace traversable::benchmarks;
using benchmark::State;
using Eigen::Index;

constexpr double beta = 4;

int size_of(const State& state) { return static_cast<int>(state.range(0)); }

/// One copy at a time: the largest must not share memory with the one before.
const ExactCopy& copy_of(const State& state) {
  static std::unique_ptr<ExactCopy> copy;
  if (!copy || copy->hamiltonian().num_majoranas() != size_of(state)) {
    copy.reset();
    copy = std::make_unique<ExactCopy>(dense_syk(size_of(state), 4, 1.0, {1, 0}));
  }
  return *copy;
}

std::vector<int> all_fermions(int n) {
  std::vector<int> fermions(static_cast<std::size_t>(n));
  std::iota(fermions.begin(), fermions.end(), 0);
  return fermions;
}

std::vector<double> times(std::size_t count) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = 0.2 * static_cast<double>(i);
  return values;
}

GradedMatrix odd_operator(int n) {
  GradedMatrix a{1, {}};
  const Index half = ParityBasis(n).sector_dimension();
  for (auto& block : a.block) block = Eigen::MatrixXcd::Random(half, half);
  return a;
}

void transform(State& state) {
  const GradedMatrix a = odd_operator(size_of(state));
  for (auto _ : state) benchmark::DoNotOptimize(size_distribution(a, size_of(state)));
}

void projections(State& state) {
  const int n = size_of(state);
  const GradedMatrix a = odd_operator(n);
  const Index half = a.block[0].rows();
  Eigen::MatrixXcd full = Eigen::MatrixXcd::Zero(2 * half, 2 * half);
  full.bottomLeftCorner(half, half) = a.block[0];
  full.topRightCorner(half, half) = a.block[1];
  for (auto _ : state)
    for (int k = 0; k <= n; ++k) {
      Eigen::MatrixXcd wound = full;
      apply_coupling(wound, n, counting_terms({}, n), 2 * std::numbers::pi * k / (n + 1));
      const std::complex<double> p = wound.cwiseProduct(full.conjugate()).sum(),
                                 q = wound.cwiseProduct(full.transpose()).sum();
      benchmark::DoNotOptimize(p + q);
    }
}

void sizes(State& state) {
  const ExactCopy& copy = copy_of(state);
  const std::vector<int> fermions = all_fermions(size_of(state));
  for (auto _ : state) benchmark::DoNotOptimize(size_distributions(copy, beta, fermions, times(5)));
}

void sizes_one(State& state) {
  const ExactCopy& copy = copy_of(state);
  for (auto _ : state) benchmark::DoNotOptimize(size_distributions(copy, beta, {{0}}, {{2.0}}));
  state.counters["peak_GiB"] = peak_memory_gib();
}

void two_point(State& state) {
  const ExactCopy& copy = copy_of(state);
  const std::vector<int> fermions = all_fermions(size_of(state));
  for (auto _ : state) {
    benchmark::DoNotOptimize(two_point_functions(copy, beta, fermions, times(50)));
    benchmark::DoNotOptimize(late_times(copy, beta, fermions));
  }
}

void otocs(State& state) {
  const ExactCopy& copy = copy_of(state);
  std::vector<std::array<int, 2>> pairs;
  for (int j = 1; j < size_of(state); ++j) pairs.push_back({0, j});
  for (auto _ : state) benchmark::DoNotOptimize(otoc(copy, beta, pairs, times(5), true));
}

void response(State& state) {
  const ExactCopy& copy = copy_of(state);
  for (auto _ : state)
    benchmark::DoNotOptimize(left_right_response(copy, beta, {{0}}, 2, {{-12, 12}}, times(100)));
}

/// Remembers real seconds an iteration by name.
class Recorder : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs)
      seconds[run.benchmark_name()] =
          run.real_accumulated_time / static_cast<double>(run.iterations);
  }
  std::map<std::string, double> seconds;
};

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const auto add = [](const char* name, void (*run)(State&), const std::vector<int>& sizes) {
    for (const int n : sizes)
      benchmark::RegisterBenchmark(name, run)->Arg(n)->UseRealTime()->Unit(benchmark::kMillisecond);
  };
  for (const int n : {16, 20, 24}) {
    add("gemm", gemm, {n});
    add("transform", transform, {n});
    add("projections", projections, {n});
    add("sizes_one", sizes_one, {n});
    if (n == 24) continue;
    add("sizes", sizes, {n});
    add("two_point", two_point, {n});
    add("otoc", otocs, {n});
    add("response", response, {n});
  }
  Recorder recorder;
  benchmark::RunSpecifiedBenchmarks(&recorder);
  const auto time = [&](const char* name, int n) {
    return recorder.seconds[fmt::format("{}/{}/real_time", name, n)];
  };
  fmt::print(
      "\n| N | transform | N + 1 projections | one fermion, one time | all fermions x 50 times | "
      "in GEMMs an operator |\n");
  for (const int n : {16, 20, 24}) {
    const double gemm_time = time("gemm", n);
    const double one = n < 24 ? time("sizes", n) / (5 * n) : time("sizes_one", n);
    fmt::print("| {} | {:.2f} ms | {:.1f} ms | {:.4f} s | {:.3g} s | {:.2f} |\n", n,
               1e3 * time("transform", n), 1e3 * time("projections", n), time("sizes_one", n),
               50 * n * one, one / gemm_time);
  }
  fmt::print(
      "\n| N | GEMM | two-point, 50 times | OTOC, a pair and time | response, 2 mu x 100 t1 |\n");
  for (const int n : {16, 20})
    fmt::print("| {} | {:.4f} s | {:.3f} s | {:.4f} s | {:.3f} s |\n", n, time("gemm", n),
               time("two_point", n), time("otoc", n) / (5 * (n - 1)), time("response", n));
  return 0;
}
