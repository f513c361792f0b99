// Kernels on many states of a few qubits at once: trajectories of noisy circuits.
//
// State s of a batch is the 2^n amplitudes from s 2^n on. A job is one state to work on: slots[job] is its number.
#pragma once

#include "sim/cuda/block_sum.h"
#include "sim/cuda/host_device.h"

namespace traversable::cuda {

/// The qubits of a 4 x 4 matrix, `first` the lower bit of row and column, or of a 2 x 2 one where second < 0.
struct MatrixQubits {
  std::int32_t first, second;
};

/// One pair or four of amplitudes, number `group`, through a column-major matrix.
TRAVERSABLE_HOST_DEVICE inline void apply_to_group(Complex<double>* psi, MatrixQubits qubits,
                                                   const Complex<double>* matrix,
                                                   std::uint32_t group) {
  if (qubits.second < 0) {
    const std::uint32_t i = insert_zero(group, qubits.first);
    const std::uint32_t j = i | 1u << qubits.first;
    const Complex<double> a = psi[i], b = psi[j];
    psi[i] = matrix[0] * a + matrix[2] * b;
    psi[j] = matrix[1] * a + matrix[3] * b;
    return;
  }
  const bool ascending = qubits.first < qubits.second;
  const int low = ascending ? qubits.first : qubits.second;
  const int high = ascending ? qubits.second : qubits.first;
  const std::uint32_t base = insert_zero(insert_zero(group, low), high);
  std::uint32_t place[4];
  Complex<double> in[4];
  for (unsigned k = 0; k < 4; ++k) {
    place[k] = base | (k & 1u) << qubits.first | (k >> 1) << qubits.second;
    in[k] = psi[place[k]];
  }
  for (unsigned row = 0; row < 4; ++row) {
    Complex<double> sum{0, 0};
    for (unsigned k = 0; k < 4; ++k) sum = sum + matrix[row + 4 * k] * in[k];
    psi[place[row]] = sum;
  }
}

/// One matrix a job, matrices + starts[job]; index over jobs * groups.
struct ApplyMatrices {
  Complex<double>* states;
  const Index* slots;
  const Complex<double>* matrices;
  const Index* starts;
  MatrixQubits qubits;
  int num_qubits;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const int group_bits = num_qubits - (qubits.second < 0 ? 1 : 2);
    const Index job = i >> group_bits;
    const auto group = static_cast<std::uint32_t>(i & ((Index{1} << group_bits) - 1));
    apply_to_group(states + (slots[job] << num_qubits), qubits, matrices + starts[job], group);
  }
};

/// Qubits of the largest state that stays in shared memory.
inline constexpr int max_shared_qubits = 11;

/// Many matrices, one after the other, on a state a block, in shared memory; at the end norms[job] = |psi|^2. Matrix k
/// of a job is matrices + starts[k * num_jobs + job], on qubits[k].
struct RunMatrices {
  Complex<double>* states;
  const Index* slots;
  Index num_jobs;
  const Complex<double>* matrices;
  const Index* starts;
  const MatrixQubits* qubits;
  int num_matrices;
  int num_qubits;
  double* norms;

  std::size_t shared_bytes() const {
    return (sizeof(Complex<double>) << num_qubits) + block_threads * sizeof(double);
  }
  TRAVERSABLE_HOST_DEVICE int phases(Index) const { return num_matrices + sum_rounds + 3; }

  TRAVERSABLE_HOST_DEVICE void operator()(Index job, int thread, int phase, void* shared) const {
    auto* psi = static_cast<Complex<double>*>(shared);
    const std::uint32_t size = 1u << num_qubits, step = block_threads;
    auto* sums = reinterpret_cast<double*>(psi + size);
    Complex<double>* state = states + (slots[job] << num_qubits);
    const auto first = static_cast<std::uint32_t>(thread);
    if (phase == 0) {
      for (std::uint32_t k = first; k < size; k += step) psi[k] = state[k];
    } else if (phase <= num_matrices) {
      const MatrixQubits on = qubits[phase - 1];
      const Complex<double>* matrix = matrices + starts[(phase - 1) * num_jobs + job];
      const std::uint32_t groups = size >> (on.second < 0 ? 1 : 2);
      for (std::uint32_t k = first; k < groups; k += step) apply_to_group(psi, on, matrix, k);
    } else if (phase == num_matrices + 1) {
      double sum = 0;
      for (std::uint32_t k = first; k < size; k += step) {
        sum += psi[k].re * psi[k].re + psi[k].im * psi[k].im;
        state[k] = psi[k];
      }
      sums[thread] = sum;
    } else if (phase <= num_matrices + 1 + sum_rounds) {
      add_halves(sums, thread, phase - num_matrices - 2);
    } else if (thread == 0) {
      norms[job] = sums[0];
    }
  }
};

/// to <- from; index over jobs * amplitudes.
struct CopyStates {
  const Complex<double>* from;
  Complex<double>* to;
  const Index* slots;
  int num_qubits;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Index place =
        (slots[i >> num_qubits] << num_qubits) + (i & ((Index{1} << num_qubits) - 1));
    to[place] = from[place];
  }
};

/// |0...0>; index over jobs * amplitudes.
struct ClearStates {
  Complex<double>* states;
  const Index* slots;
  int num_qubits;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Index amplitude = i & ((Index{1} << num_qubits) - 1);
    states[(slots[i >> num_qubits] << num_qubits) + amplitude] = {amplitude == 0 ? 1.0 : 0.0, 0.0};
  }
};

/// psi <- factors[job] psi; index over jobs * amplitudes.
struct ScaleStates {
  Complex<double>* states;
  const Index* slots;
  const double* factors;
  int num_qubits;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const Index job = i >> num_qubits;
    Complex<double>& psi =
        states[(slots[job] << num_qubits) + (i & ((Index{1} << num_qubits) - 1))];
    psi = scaled(factors[job], psi);
  }
};

/// Terms of |psi|^2, index over jobs * amplitudes.
struct NormTerm {
  const Complex<double>* states;
  const Index* slots;
  int num_qubits;

  TRAVERSABLE_HOST_DEVICE Complex<double> operator()(Index i) const {
    const Complex<double> psi =
        states[(slots[i >> num_qubits] << num_qubits) + (i & ((Index{1} << num_qubits) - 1))];
    return {psi.re * psi.re + psi.im * psi.im, 0};
  }
};

/// Terms of the elements (row, column) of the reduced states of `kept` qubits, which are the bits of `places`; index
/// over jobs * columns * rows * other amplitudes, the last running fastest.
struct ReducedTerm {
  const Complex<double>* states;
  const Index* slots;
  int num_qubits;
  int kept;
  const std::uint32_t* places;  // of every row
  std::uint32_t rest;

  TRAVERSABLE_HOST_DEVICE Complex<double> operator()(Index i) const {
    const int rest_bits = num_qubits - kept;
    const Index rows = Index{1} << kept;
    const std::uint32_t other =
        deposit(static_cast<std::uint32_t>(i & ((Index{1} << rest_bits) - 1)), rest);
    const Index element = i >> rest_bits;
    const Index row = element & (rows - 1), column = element >> kept & (rows - 1);
    const Complex<double>* psi = states + (slots[element >> 2 * kept] << num_qubits);
    return psi[other | places[row]] * conj(psi[other | places[column]]);
  }
};

}  // namespace traversable::cuda
