// Kernels on many states of a few qubits at once: trajectories of noisy circuits.
//
// State s of a batch is the 2^n amplitudes from s 2^n on. A job takes one of them through matrices of its own.
#pragma once

#include "sim/cuda/block_sum.h"
#include "sim/cuda/host_device.h"

namespace traversable::cuda {

/// Matrix number `matrix` on qubits `first`, the lower bit of row and column, and `second`; 2 x 2 where second < 0.
struct BatchStep {
  std::int32_t matrix;
  std::int16_t first, second;
};

/// State `from` through steps [first_step, first_step + num_steps) into state `to`, which no other job reads or writes.
struct BatchJob {
  std::int32_t from, to;
  std::int32_t first_step, num_steps;
};

inline constexpr int entries_a_matrix = 16;

/// Matrices by number, column-major, each in a place of 16 entries: those that stay on the device from 0 up, those of one run
/// from -1 down.
struct BatchMatrices {
  const Complex<double>* resident;
  const Complex<double>* own;

  TRAVERSABLE_HOST_DEVICE const Complex<double>* operator()(std::int32_t number) const {
    return number >= 0 ? resident + entries_a_matrix * static_cast<Index>(number)
                       : own - entries_a_matrix * (static_cast<Index>(number) + 1);
  }
};

TRAVERSABLE_HOST_DEVICE inline double squared(Complex<double> a) {
  return a.re * a.re + a.im * a.im;
}

/// One pair of amplitudes through a 2 x 2 matrix; its |psi|^2 afterwards.
TRAVERSABLE_HOST_DEVICE inline double apply_to_pair(Complex<double>* psi, int qubit,
                                                    const Complex<double>* matrix,
                                                    std::uint32_t group) {
  const std::uint32_t i = insert_zero(group, qubit), j = i | 1u << qubit;
  const Complex<double> a = psi[i], b = psi[j];
  const Complex<double> x = matrix[0] * a + matrix[2] * b, y = matrix[1] * a + matrix[3] * b;
  psi[i] = x;
  psi[j] = y;
  return squared(x) + squared(y);
}

/// Four amplitudes through a 4 x 4 one.
TRAVERSABLE_HOST_DEVICE inline double apply_to_four(Complex<double>* psi, const BatchStep& step,
                                                    const Complex<double>* matrix,
                                                    std::uint32_t group) {
  const bool ascending = step.first < step.second;
  const int low = ascending ? step.first : step.second;
  const int high = ascending ? step.second : step.first;
  const std::uint32_t base = insert_zero(insert_zero(group, low), high);
  const std::uint32_t one = 1u << step.first, two = 1u << step.second;
  const Complex<double> in[4] = {psi[base], psi[base | one], psi[base | two],
                                 psi[base | one | two]};
  double norm = 0;
  TRAVERSABLE_UNROLL
  for (unsigned row = 0; row < 4; ++row) {
    const Complex<double> sum = matrix[row] * in[0] + matrix[row + 4] * in[1] +
                                matrix[row + 8] * in[2] + matrix[row + 12] * in[3];
    psi[base | ((row & 1u) != 0 ? one : 0u) | ((row & 2u) != 0 ? two : 0u)] = sum;
    norm += squared(sum);
  }
  return norm;
}

/// Step k of every job, on states in memory; index over jobs * 2^(n - 2). n >= 2.
struct ApplyMatrices {
  Complex<double>* states;
  const BatchJob* jobs;
  const BatchStep* steps;
  BatchMatrices matrices;
  std::int32_t k;
  int num_qubits;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const int group_bits = num_qubits - 2;
    const BatchJob job = jobs[i >> group_bits];
    if (k >= job.num_steps) return;
    const BatchStep step = steps[job.first_step + k];
    const std::uint32_t groups = 1u << group_bits;
    const auto group = static_cast<std::uint32_t>(i) & (groups - 1);
    Complex<double>* psi = states + (static_cast<Index>(job.to) << num_qubits);
    const Complex<double>* matrix = matrices(step.matrix);
    if (step.second >= 0) {
      apply_to_four(psi, step, matrix, group);
      return;
    }
    apply_to_pair(psi, step.first, matrix, group);
    apply_to_pair(psi, step.first, matrix, group + groups);
  }
};

/// Qubits of the largest state that stays in shared memory.
inline constexpr int max_shared_qubits = 11;

/// Jobs in shared memory, and |psi|^2: of step s at norms[s] where `every_norm`, else of job j after its last step at norms[j].
/// A block takes as many states as keep its threads busy, each with an equal share of them. While one matrix is applied the
/// next one is brought into shared memory, where all threads of the state read it at once.
struct RunMatrices {
  Complex<double>* states;
  const BatchJob* jobs;
  Index num_jobs;
  const BatchStep* steps;
  BatchMatrices matrices;
  int num_qubits;
  bool every_norm;
  double* norms;

  static constexpr int most_states_bits = 3;
  /// log2 of the states a block: a group of four amplitudes a thread.
  TRAVERSABLE_HOST_DEVICE int states_bits() const {
    const int bits = sum_rounds + 2 - num_qubits;
    return bits < 0 ? 0 : bits > most_states_bits ? most_states_bits : bits;
  }
  Index num_blocks() const { return (num_jobs + (Index{1} << states_bits()) - 1) >> states_bits(); }
  std::size_t shared_bytes() const {
    const std::size_t states_a_block = std::size_t{1} << states_bits();
    return sizeof(Complex<double>) * states_a_block *
               ((std::size_t{1} << num_qubits) + 2 * entries_a_matrix) +
           block_threads * sizeof(double);
  }

  struct Own {
    Index first_job;
    std::int32_t most_steps;
  };
  TRAVERSABLE_HOST_DEVICE Own prepare(Index block) const {
    Own own{block << states_bits(), 0};
    for (Index job = own.first_job; job < num_jobs && job < own.first_job + (1 << states_bits());
         ++job)
      if (jobs[job].num_steps > own.most_steps) own.most_steps = jobs[job].num_steps;
    return own;
  }
  TRAVERSABLE_HOST_DEVICE int rounds() const { return sum_rounds - states_bits(); }
  /// A step with its norm is itself and the rounds of the sum.
  TRAVERSABLE_HOST_DEVICE int phases_a_step() const { return every_norm ? 1 + rounds() : 1; }
  TRAVERSABLE_HOST_DEVICE int phases(const Own& own) const {
    return 2 + own.most_steps * phases_a_step() + (every_norm ? 0 : rounds());
  }

  /// What a thread has in a block.
  struct Place {
    Index number;  // of the job
    BatchJob job;
    int lane, threads;          // of the state
    Complex<double>* psi;       // in shared memory
    Complex<double>* matrices;  // of an even and of an odd step
    double* sums;

    TRAVERSABLE_HOST_DEVICE Complex<double>* matrix(int step) const {
      return matrices + entries_a_matrix * (step & 1);
    }
  };

  TRAVERSABLE_HOST_DEVICE void operator()(const Own& own, int thread, int phase,
                                          void* shared) const {
    const int lane_bits = sum_rounds - states_bits(), slot = thread >> lane_bits;
    if (own.first_job + slot >= num_jobs) return;
    const int size = 1 << num_qubits, states_a_block = 1 << states_bits();
    auto* amplitudes = static_cast<Complex<double>*>(shared);
    Complex<double>* buffers = amplitudes + (states_a_block << num_qubits);
    auto* sums = reinterpret_cast<double*>(buffers + 2 * entries_a_matrix * states_a_block);
    const Place place{own.first_job + slot,
                      jobs[own.first_job + slot],
                      thread & ((1 << lane_bits) - 1),
                      1 << lane_bits,
                      amplitudes + slot * size,
                      buffers + 2 * entries_a_matrix * slot,
                      sums + (slot << lane_bits)};
    const int last = 1 + own.most_steps * phases_a_step();
    if (phase == 0) {
      read(place);
    } else if (phase == last) {
      write(place);
    } else if (phase > last) {
      add(place, phase - last - 1, place.number);
    } else {
      const int step = (phase - 1) / phases_a_step(), part = (phase - 1) % phases_a_step();
      if (step >= place.job.num_steps) return;
      if (part == 0)
        apply(place, step);
      else
        add(place, part - 1, place.job.first_step + step);
    }
  }

 private:
  TRAVERSABLE_HOST_DEVICE void read(const Place& place) const {
    const Complex<double>* state = states + (static_cast<Index>(place.job.from) << num_qubits);
    for (int k = place.lane; k < 1 << num_qubits; k += place.threads) place.psi[k] = state[k];
    if (place.job.num_steps > 0 && place.lane < entries_a_matrix)
      place.matrix(0)[place.lane] = matrices(steps[place.job.first_step].matrix)[place.lane];
  }

  TRAVERSABLE_HOST_DEVICE void apply(const Place& place, int number) const {
    const bool brings_next = number + 1 < place.job.num_steps && place.lane < entries_a_matrix;
    Complex<double> next{0, 0};
    if (brings_next) next = matrices(steps[place.job.first_step + number + 1].matrix)[place.lane];
    const BatchStep step = steps[place.job.first_step + number];
    const Complex<double>* matrix = place.matrix(number);
    const bool one = step.second < 0;
    const std::uint32_t groups = (1u << num_qubits) >> (one ? 1 : 2);
    double norm = 0;
    for (auto k = static_cast<std::uint32_t>(place.lane); k < groups; k += place.threads)
      norm += one ? apply_to_pair(place.psi, step.first, matrix, k)
                  : apply_to_four(place.psi, step, matrix, k);
    if (every_norm) place.sums[place.lane] = norm;
    if (brings_next) place.matrix(number + 1)[place.lane] = next;
  }

  TRAVERSABLE_HOST_DEVICE void write(const Place& place) const {
    Complex<double>* state = states + (static_cast<Index>(place.job.to) << num_qubits);
    double norm = 0;
    for (int k = place.lane; k < 1 << num_qubits; k += place.threads) {
      state[k] = place.psi[k];
      norm += squared(place.psi[k]);
    }
    if (!every_norm) place.sums[place.lane] = norm;
  }

  /// One round of the sum of a state's threads; the last one leaves it at norms[where].
  TRAVERSABLE_HOST_DEVICE void add(const Place& place, int round, Index where) const {
    const int half = place.threads >> (round + 1);
    if (place.lane < half) place.sums[place.lane] += place.sums[place.lane + half];
    if (half == 1 && place.lane == 0) norms[where] = place.sums[0];
  }
};

/// State `to` of every job <- state `from`; index over jobs * amplitudes.
struct CopyStates {
  Complex<double>* states;
  const BatchJob* jobs;
  int num_qubits;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    const BatchJob job = jobs[i >> num_qubits];
    const Index amplitude = i & ((Index{1} << num_qubits) - 1);
    states[(static_cast<Index>(job.to) << num_qubits) + amplitude] =
        states[(static_cast<Index>(job.from) << num_qubits) + amplitude];
  }
};

/// |0...0>; index over states * amplitudes.
struct ClearStates {
  Complex<double>* states;
  int num_qubits;

  TRAVERSABLE_HOST_DEVICE void operator()(Index i) const {
    states[i] = {(i & ((Index{1} << num_qubits) - 1)) == 0 ? 1.0 : 0.0, 0.0};
  }
};

/// Terms of |psi|^2 of every job's state `to`; index over jobs * amplitudes.
struct NormTerm {
  const Complex<double>* states;
  const BatchJob* jobs;
  int num_qubits;

  TRAVERSABLE_HOST_DEVICE Complex<double> operator()(Index i) const {
    const Index state = jobs[i >> num_qubits].to;
    return {squared(states[(state << num_qubits) + (i & ((Index{1} << num_qubits) - 1))]), 0};
  }
};

/// The reduced state of `kept` qubits that is asked for of one state.
struct ReducedJob {
  std::int32_t state;
  std::uint32_t rest;  // the other qubits
};

/// Terms of the elements (row, column) of reduced states, row r of job j being the bits places[j 2^kept + r]; index over jobs *
/// columns * rows * other amplitudes, the last running fastest.
struct ReducedTerm {
  const Complex<double>* states;
  const ReducedJob* jobs;
  const std::uint32_t* places;
  int num_qubits;
  int kept;

  TRAVERSABLE_HOST_DEVICE Complex<double> operator()(Index i) const {
    const int rest_bits = num_qubits - kept;
    const Index rows = Index{1} << kept;
    const Index element = i >> rest_bits, number = element >> 2 * kept;
    const ReducedJob job = jobs[number];
    const std::uint32_t* place = places + (number << kept);
    const std::uint32_t other =
        deposit(static_cast<std::uint32_t>(i & ((Index{1} << rest_bits) - 1)), job.rest);
    const std::uint32_t row = place[element & (rows - 1)];
    const std::uint32_t column = place[element >> kept & (rows - 1)];
    const Complex<double>* psi = states + (static_cast<Index>(job.state) << num_qubits);
    return psi[other | row] * conj(psi[other | column]);
  }
};

}  // namespace traversable::cuda
