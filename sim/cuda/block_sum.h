// Sums over many indices: one number a block of threads, added up on the host in the order of the blocks.
#pragma once

#include "sim/cuda/host_device.h"

namespace traversable::cuda {

/// Threads of every block of cooperating bodies.
inline constexpr int block_threads = 256;
inline constexpr int sum_rounds = 8;  // log2 of them

/// One round of adding up block_threads values: the upper half of what is left to the lower one.
template <class Value>
TRAVERSABLE_HOST_DEVICE inline void add_halves(Value* values, int thread, int round) {
  const int half = block_threads >> (round + 1);
  if (thread < half) values[thread] = values[thread] + values[thread + half];
}

/// out[block] = sum of term(i) for i in [block, block + 1) * chunk.
template <class Term>
struct BlockSum {
  Term term;
  Complex<double>* out;
  Index chunk;

  std::size_t shared_bytes() const { return block_threads * sizeof(Complex<double>); }
  TRAVERSABLE_HOST_DEVICE Index prepare(Index block) const { return block; }
  TRAVERSABLE_HOST_DEVICE int phases(Index) const { return sum_rounds + 2; }

  TRAVERSABLE_HOST_DEVICE void operator()(Index block, int thread, int phase, void* shared) const {
    auto* values = static_cast<Complex<double>*>(shared);
    if (phase == 0) {
      Complex<double> sum{0, 0};
      for (Index i = thread; i < chunk; i += block_threads) sum = sum + term(block * chunk + i);
      values[thread] = sum;
    } else if (phase <= sum_rounds) {
      add_halves(values, thread, phase - 1);
    } else if (thread == 0) {
      out[block] = values[0];
    }
  }
};

}  // namespace traversable::cuda
