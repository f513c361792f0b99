// The engines of sim/cuda on any backend against those of the CPU.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <vector>

#include "sim/cuda/device_space.h"
#include "sim/cuda/state_batch.h"
#include "sim/evolution/evolution.h"
#include "sim/teleport/state_vector_teleport.h"
#include "sim/two_sided/two_sided_engine.h"
#include "sym/models.h"
#include "sym/random.h"
#include "tests/sim/space/every_space.h"

namespace traversable::test {

/// Everything that the engine does, on a device and on this machine.
inline void expect_two_sided_as_on_cpu(cuda::Backend& backend, const Hamiltonian& hamiltonian,
                                       ProbeMode probe) {
  const TwoSidedEngine cpu(hamiltonian, {probe});
  TeleportWorkspace workspace;
  const std::vector<double> mu{-12, 0, 5, 12, -3}, t1{0, 1.3, 2.9, -0.4};
  const SecondMessage second{Side::right, 1.1, probe};
  in_spaces_of(backend, [&](const auto& space) {
    using Space = std::decay_t<decltype(space)>;
    const double eps = rounding<typename Space::Real>;
    const TwoSidedEngineIn<Space> device(hamiltonian, {probe}, std::stop_token(), space);
    TeleportWorkspaceIn<Space> there;
    const auto expect_same = [eps](const auto& found, const auto& expected) {
      ASSERT_EQ(found.size(), expected.size());
      for (std::size_t i = 0; i < found.size(); ++i)
        EXPECT_LT((found[i] - expected[i]).cwiseAbs().maxCoeff(), eps);
    };
    for (const double beta : {0.0, 4.0}) {
      for (const double t0 : {0.0, 2.1}) {
        expect_same(device.teleport(beta, t0, mu, t1, there),
                    cpu.teleport(beta, t0, mu, t1, workspace));
        expect_same(device.teleport_beside(second, beta, t0, mu, t1, there),
                    cpu.teleport_beside(second, beta, t0, mu, t1, workspace));
      }
      EXPECT_NEAR(device.energy(beta), cpu.energy(beta), eps);
      EXPECT_NEAR(device.coupling_expectation(beta), cpu.coupling_expectation(beta), eps);
    }
  });
}

template <class Real>
double distance(const cuda::DeviceState<Real>& found, const StateVector<Real>& expected) {
  return (found.to_host().amplitudes() - expected.amplitudes()).cwiseAbs().maxCoeff();
}

/// Hermitian strings on n qubits; `reach` of them with X on the lowest qubits alone.
inline std::vector<PauliRotation> random_rotations(int num_qubits, std::size_t count,
                                                   std::uint64_t seed) {
  const RandomStream random(seed, 0, Stream::gates);
  const std::uint64_t all = (std::uint64_t{1} << num_qubits) - 1;
  std::vector<PauliRotation> rotations;
  for (std::uint64_t k = 0; k < count; ++k) {
    PauliString p{random.bits(4 * k) & all, random.bits(4 * k + 1) & all, 0};
    if (k % 3 == 1 && k > 0) p.x = rotations.back().string.x;
    if (k % 7 == 3) p.x = 0;
    p.phase = std::popcount(p.x & p.z) % 4;
    if (k % 5 == 0) p.phase = (p.phase + 2) % 4;
    rotations.push_back({p, 3 * random.uniform(4 * k + 2) - 1});
  }
  return rotations;
}

template <class Real>
void expect_rotations_as_on_cpu(cuda::Backend& backend, int num_qubits) {
  const auto rotations = random_rotations(num_qubits, 40, 5);
  StateVector<Real> expected = random_state<Real>(num_qubits, 3, 1);
  cuda::DeviceState<Real> found(backend, expected);
  for (std::size_t k = 0; k < 12; ++k) {  // one by one: each is a sweep over the whole state
    rotate(expected, rotations[k]);
    cuda::DeviceRotations<Real>(backend, num_qubits, {&rotations[k], 1}).apply(found);
    ASSERT_LT(distance(found, expected), rounding<Real>) << num_qubits << " " << k;
  }
  RotationBatch<Real>(num_qubits, rotations).apply(expected);
  const cuda::DeviceRotations<Real> batch(backend, num_qubits, rotations);
  batch.apply(found);
  EXPECT_LT(distance(found, expected), rounding<Real>) << num_qubits;
  EXPECT_EQ(batch.num_rotations(), rotations.size());
  if (num_qubits <= 11) {
    EXPECT_EQ(batch.num_sweeps(), 1u);
  }
}

template <class Real>
void expect_functions_as_on_cpu(cuda::Backend& backend, int num_qubits) {
  const StateVector<Real> a = random_state<Real>(num_qubits, 1, 0);
  StateVector<Real> b = random_state<Real>(num_qubits, 1, 1);
  const cuda::DeviceState<Real> device_a(backend, a);
  cuda::DeviceState<Real> device_b(backend, b);
  const double eps = 10 * rounding<Real>;
  EXPECT_LT(std::abs(inner_product(device_a, device_b) - inner_product(a, b)), eps);
  const std::complex<double> factor(0.3, -1.7);
  scale(b, factor);
  scale(device_b, factor);
  EXPECT_LT(distance(device_b, b), eps);
  EXPECT_NEAR(squared_norm(device_b), squared_norm(b), eps);
  add(b, factor, a);
  add(device_b, factor, device_a);
  EXPECT_LT(distance(device_b, b), eps);
  const std::array<cuda::DeviceState<Real>, 2> device_both{device_a, device_b};
  const std::array<StateVector<Real>, 2> both{a, b};
  const std::array<std::complex<double>, 2> factors{factor, {0.5, 0.1}};
  StateVector<Real> sum = like(a);
  cuda::DeviceState<Real> device_sum = like(device_a);
  EXPECT_LT(distance(device_sum, sum), eps);  // |0...0>
  combine_states<Real>(both, factors, sum);
  combine_states<Real>(device_both, factors, device_sum);
  EXPECT_LT(distance(device_sum, sum), eps);
  EXPECT_NEAR(normalize(device_sum), normalize(sum), eps);
  EXPECT_LT(distance(device_sum, sum), eps);
}

/// A sum with several terms a mask, real and complex coefficients, also more parities than one table numbers.
inline std::vector<PauliTerm> random_terms(int num_qubits, std::size_t count) {
  const RandomStream random(9, 0, Stream::terms);
  const std::uint64_t all = (std::uint64_t{1} << num_qubits) - 1;
  std::vector<PauliTerm> terms;
  for (std::uint64_t k = 0; k < count; ++k) {
    const std::uint64_t x = k % 2 == 0 ? all & 5 : random.bits(3 * k) & all & 6;
    terms.push_back({random.complex_gaussian(100 + k),
                     {x, random.bits(3 * k + 1) & all, static_cast<int>(k % 4)}});
  }
  return terms;
}

template <class Real>
void expect_operator_as_on_cpu(cuda::Backend& backend, int num_qubits) {
  const auto terms = random_terms(num_qubits, 60);
  const PauliOperator<Real> cpu(num_qubits, terms);
  const cuda::DeviceOperator<Real> device(backend, num_qubits, terms);
  const StateVector<Real> x = random_state<Real>(num_qubits, 1, 0);
  const StateVector<Real> left = random_state<Real>(num_qubits, 1, 1);
  StateVector<Real> y = like(x);
  cuda::DeviceState<Real> device_y(backend, y);
  const cuda::DeviceState<Real> device_x(backend, x), device_left(backend, left);
  cpu.apply(x, y);
  device.apply(device_x, device_y);
  const double eps = 20 * rounding<Real>;
  EXPECT_LT(distance(device_y, y), eps) << num_qubits;
  EXPECT_LT(std::abs(device.matrix_element(device_left, device_x) - cpu.matrix_element(left, x)),
            eps);
  EXPECT_NEAR(device.one_norm(), cpu.one_norm(), 1e-12);
  EXPECT_EQ(device.is_hermitian(), cpu.is_hermitian());
}

template <class Real>
void expect_evolution_as_on_cpu(cuda::Backend& backend, EvolutionMethod method) {
  const int n = 8;
  const PauliSum sum = encode(left_hamiltonian(dense_syk(n, 4, 1.0, {1, 0})), split_encoding(n));
  const double tolerance = sizeof(Real) == 4                   ? 1e-4
                           : method == EvolutionMethod::qdrift ? 0.1
                                                               : 1e-9;
  const EvolutionOptions options{.method = method, .tolerance = tolerance, .seed = 4};
  const int qubits = split_encoding(n).num_qubits;
  const double eps =
      std::max(3 * rounding<Real>, method == EvolutionMethod::qdrift ? 0 : tolerance);
  Evolution<Real> cpu(qubits, sum, options);
  EvolutionIn<cuda::DeviceSpace<Real>> device({&backend}, qubits, sum, options);
  StateVector<Real> expected = random_state<Real>(qubits, 1, 0);
  cuda::DeviceState<Real> found(backend, expected);
  const EvolutionReport report = cpu.evolve(expected, 0.7),
                        device_report = device.evolve(found, 0.7);
  EXPECT_LT(distance(found, expected), eps) << name_of(method);
  EXPECT_EQ(device_report.rotations, report.rotations);
  cpu.cool(expected, 0.6);
  device.cool(found, 0.6);
  EXPECT_LT(distance(found, expected), eps) << name_of(method);
}

template <class Real>
void expect_state_vector_teleport_as_exact(cuda::Backend& backend, const char* method_name,
                                           int num_majoranas) {
  TeleportMethod method = teleport_method_by_name(method_name);
  method.encoding = split_encoding(num_majoranas);
  method.device = {Device::Kind::emulated};
  method.precision = sizeof(Real) == 4 ? Precision::single_precision : Precision::double_precision;
  method.evolution.tolerance = default_tolerance(method.precision);
  if (method.evolution.method == EvolutionMethod::trotter) method.evolution.trotter_step = 0.01;
  const Hamiltonian hamiltonian = dense_syk(num_majoranas, 4, 1.0, {2, 0});
  StateVectorTeleportIn<cuda::DeviceSpace<Real>> device({&backend}, hamiltonian, {0, 1}, method);
  const TwoSidedEngine exact(hamiltonian);
  TeleportWorkspace workspace;
  const std::vector<double> mu{-5, 7}, t1{0.4, 1.9};
  const auto expected = exact.teleport(1.5, 1.1, mu, t1, workspace);
  const auto [found, report] = device.teleport(1.5, 1.1, mu, t1);
  const double eps = method.evolution.trotter_step > 0 ? 1e-3 : sizeof(Real) == 4 ? 1e-4 : 1e-9;
  for (std::size_t i = 0; i < found.size(); ++i)
    EXPECT_LT((found[i] - expected[i]).cwiseAbs().maxCoeff(), eps) << method_name;
  EXPECT_NEAR(device.energy(1.5), exact.energy(1.5), eps);
  EXPECT_NEAR(device.coupling_expectation(1.5), exact.coupling_expectation(1.5), eps);
}

/// Two qubits of two states that are larger than shared memory, after a matrix on one qubit and one on two.
inline std::vector<Eigen::MatrixXcd> two_large_states(cuda::Backend& backend,
                                                      const Eigen::MatrixXcd& one,
                                                      const Eigen::MatrixXcd& two) {
  const int n = cuda::max_shared_qubits + 1;
  cuda::StateBatch batch(backend, n, 2, std::vector<Eigen::MatrixXcd>{one});
  batch.clear(2);
  const std::vector<int> low{3}, both{n - 1, 3};
  cuda::BatchWork work;
  for (const std::size_t state : {0, 1}) {
    work.start_job(state, state);
    work.append(low, std::size_t{0});
    work.append(both, Eigen::MatrixXcd(static_cast<double>(1 + state) * two));
  }
  batch.run(work);
  return batch.reduced(std::vector<cuda::StateBatch::Part>{{0, both}, {1, both}});
}

}  // namespace traversable::test
