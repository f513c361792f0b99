// The unit of the benchmarks and how they are repeated: a complex D x D product by the BLAS library's own threads, D = 2^(N/2).
#pragma once

#include <benchmark/benchmark.h>
#include <omp.h>
#include <sys/resource.h>

#include <Eigen/Core>
#include <complex>

extern "C" {
void zgemm_(const char* transa, const char* transb, const int* m, const int* n, const int* k,
            const void* alpha, const void* a, const int* lda, const void* b, const int* ldb,
            const void* beta, void* c, const int* ldc);
#ifdef TRAVERSABLE_HAVE_OPENBLAS
void openblas_set_num_threads(int num_threads);
#endif
}

namespace traversable::benchmarks {

/// N is the benchmark's argument.
inline void gemm(benchmark::State& state) {
#ifdef TRAVERSABLE_HAVE_OPENBLAS
  openblas_set_num_threads(omp_get_max_threads());
#endif
  const int d = 1 << (state.range(0) / 2);
  const Eigen::MatrixXcd a = Eigen::MatrixXcd::Random(d, d), b = Eigen::MatrixXcd::Random(d, d);
  Eigen::MatrixXcd c = Eigen::MatrixXcd::Zero(d, d);
  const std::complex<double> one = 1.0, zero = 0.0;
  for (auto _ : state)
    zgemm_("N", "N", &d, &d, &d, &one, a.data(), &d, b.data(), &d, &zero, c.data(), &d);
  state.counters["GFLOP/s"] =
      benchmark::Counter(8e-9 * d * d * d, benchmark::Counter::kIsIterationInvariantRate);
}

/// Repeated; its argument is n.
inline void add(const char* name, void (*function)(benchmark::State&), int n, int repetitions) {
  benchmark::RegisterBenchmark(name, function)
      ->Arg(n)
      ->Unit(benchmark::kMillisecond)
      ->UseRealTime()
      ->Repetitions(repetitions);
}

inline double peak_memory_gib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / (1 << 20);
}

}  // namespace traversable::benchmarks
