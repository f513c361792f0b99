// Every kernel beside a copy of the same run.
#pragma once

#include "sim/cuda/backend.h"

namespace traversable::benchmark {

struct KernelSizes {
  int qubits;     // of a state
  int dimension;  // of a matrix
  int digits;     // of a density matrix
  std::size_t states;
};

/// A table: kernel, bytes that it has to move, time, rate, share of the copy's rate. Data are random.
void print_kernels(cuda::Backend& backend, const KernelSizes& sizes);

}  // namespace traversable::benchmark
