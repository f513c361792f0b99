// Batches of noisy circuits on any backend against those of the CPU.
#pragma once

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "circuits/trajectories.h"
#include "circuits/trajectory_batch.h"
#include "tests/circuits/noisy_examples.h"

namespace traversable::test {

/// Gates that a processor has, on random qubits.
inline Circuit processor_circuit(int num_qubits, int num_gates, std::mt19937_64& random) {
  std::uniform_int_distribution<int> qubit(0, num_qubits - 1);
  std::uniform_real_distribution<double> angle(-3, 3);
  Circuit circuit(num_qubits);
  for (int k = 0; k < num_gates; ++k) {
    const int a = qubit(random);
    const int b = (a + 1 + qubit(random) % (num_qubits - 1)) % num_qubits;
    if (k % 3 == 0) circuit.append(Gate::u3, {a}, {angle(random), angle(random), angle(random)});
    if (k % 3 == 1) circuit.append(Gate::cz, {a, b});
    if (k % 3 == 2) circuit.append(Gate::fsim, {a, b}, {angle(random), angle(random)});
  }
  return circuit;
}

inline void expect_density_matrices_as_on_cpu(cuda::Backend& backend) {
  std::vector<NoisyCircuit> circuits;
  std::mt19937_64 random(4);
  // Programs of different structure and size, padded ones among them, with one, two and four measured qubits.
  for (const int n : {4, 7, 9}) {
    Circuit circuit = processor_circuit(n, 40, random);
    circuit.measure(1, 0);
    if (n > 4) circuit.measure(n - 1, 1);
    if (n > 7) {
      circuit.measure(0, 2);
      circuit.measure(5, 3);
    }
    for (const double scale : {0.0, 0.4, 1.0})
      circuits.push_back(with_noise(circuit, scaled(noise_preset("sycamore"), scale)));
  }
  circuits.push_back(with_noise(small_circuit(), every_channel()));
  const auto expected = measured_states(circuits);
  const auto found = measured_states(circuits, {}, &backend);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t k = 0; k < found.size(); ++k)
    EXPECT_LT((found[k] - expected[k]).cwiseAbs().maxCoeff(), 1e-12) << k;
}

inline void expect_same_trajectories(cuda::Backend& backend, const NoisyCircuit& circuit,
                                     std::size_t count) {
  const TrajectoryProgram program(circuit);
  TrajectoryBatch batch(backend, program, circuit.measured);
  const auto found = batch.run(5, 7, count);
  ASSERT_EQ(found.size(), count);
  StateVector<double> state(circuit.num_qubits);
  for (std::size_t k = 0; k < count; ++k) {
    program.run(5, 7 + k, state);
    const Eigen::MatrixXcd expected = reduced_density_matrix(state, circuit.measured);
    EXPECT_LT((found[k] - expected).cwiseAbs().maxCoeff(), 1e-11) << k;
  }
}

/// Every trajectory, jumps and errors included, is the CPU's.
inline void expect_trajectories_as_on_cpu(cuda::Backend& backend) {
  expect_same_trajectories(backend, with_noise(small_circuit(), every_channel()), 300);
  NoiseModel hard;
  hard.one_qubit.channels = {depolarizing(1, 1), amplitude_damping(1)};
  expect_same_trajectories(backend, with_noise(small_circuit(), hard), 100);
  NoiseModel mixtures;
  mixtures.two_qubit.channels = {depolarizing(0.2, 2)};
  expect_same_trajectories(backend, with_noise(small_circuit(), mixtures), 100);
  std::mt19937_64 random(1);
  Circuit circuit = processor_circuit(8, 120, random);
  circuit.measure(2, 0);
  circuit.measure(7, 1);
  expect_same_trajectories(backend, with_noise(circuit, scaled(noise_preset("sycamore"), 3)), 100);
}

inline void expect_large_trajectories_as_on_cpu(cuda::Backend& backend) {
  std::mt19937_64 random(2);
  Circuit circuit = processor_circuit(cuda::max_shared_qubits + 2, 60, random);
  circuit.measure(0, 0);
  circuit.measure(12, 1);
  expect_same_trajectories(backend, with_noise(circuit, scaled(noise_preset("sycamore"), 3)), 10);
}

}  // namespace traversable::test
