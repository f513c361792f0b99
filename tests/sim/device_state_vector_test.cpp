// State vectors on a device: the kernels' bodies, run on this machine over all indices, against the CPU engine.
#include <gtest/gtest.h>

#include "tests/sim/device_checks.h"

namespace traversable {
namespace {

TEST(DeviceRotations, AreTheCpuRotations) {
  const auto backend = cuda::make_host_backend();
  for (const int n : {1, 2, 3, 5, 8, 11, 12, 14}) {
    test::expect_rotations_as_on_cpu<double>(*backend, n);
    test::expect_rotations_as_on_cpu<float>(*backend, n);
  }
}

// Blocks that leave high and middle qubits out.
TEST(DeviceRotations, MasksOnFewOfManyQubitsAreOneSweep) {
  const auto backend = cuda::make_host_backend();
  std::vector<PauliRotation> rotations;
  for (const std::uint64_t x : {0x8001u, 0x4002u, 0x8403u, 0u})
    rotations.push_back({{x, 0x9a5bu & ~x, 0}, 0.3 + 0.1 * static_cast<double>(x)});
  const cuda::DeviceRotations<double> batch(*backend, 16, rotations);
  EXPECT_EQ(batch.num_sweeps(), 1u);
  StateVector<double> expected = random_state<double>(16, 1, 1);
  cuda::DeviceState<double> found(*backend, expected);
  batch.apply(found);
  for (const PauliRotation& rotation : rotations) rotate(expected, rotation);
  EXPECT_LT(test::distance(found, expected), 1e-14);
}

TEST(DeviceState, FunctionsAreTheCpuFunctions) {
  const auto backend = cuda::make_host_backend();
  for (const int n : {1, 4, 13, 15}) {  // less, and more than a chunk of the sums
    test::expect_functions_as_on_cpu<double>(*backend, n);
    test::expect_functions_as_on_cpu<float>(*backend, n);
  }
}

TEST(DeviceOperator, IsTheCpuOperator) {
  const auto backend = cuda::make_host_backend();
  for (const int n : {1, 3, 10, 14}) {
    test::expect_operator_as_on_cpu<double>(*backend, n);
    test::expect_operator_as_on_cpu<float>(*backend, n);
  }
}

TEST(DeviceSpace, EvolutionIsTheCpuEvolution) {
  const auto backend = cuda::make_host_backend();
  for (const auto method : {EvolutionMethod::krylov, EvolutionMethod::chebyshev,
                            EvolutionMethod::trotter, EvolutionMethod::qdrift}) {
    test::expect_evolution_as_on_cpu<double>(*backend, method);
    if (method != EvolutionMethod::qdrift)
      test::expect_evolution_as_on_cpu<float>(*backend, method);
  }
}

TEST(DeviceSpace, TeleportationIsTheExactEngines) {
  const auto backend = cuda::make_host_backend();
  for (const char* method : {"krylov", "chebyshev", "trotter"})
    test::expect_state_vector_teleport_as_exact<double>(*backend, method, 8);
  test::expect_state_vector_teleport_as_exact<float>(*backend, "krylov", 8);
}

TEST(DeviceState, RefusesWhatDoesNotFit) {
  const auto backend = cuda::make_host_backend();
  EXPECT_THROW(cuda::DeviceState<double>(*backend, 0), std::invalid_argument);
  EXPECT_THROW(cuda::DeviceState<double>(*backend, 33), std::invalid_argument);
  try {
    cuda::DeviceState<double>(*backend, 32);
    FAIL() << "64 GiB are there";
  } catch (const std::invalid_argument& error) {
    EXPECT_NE(std::string(error.what()).find("the largest that fits has"), std::string::npos);
  }
  cuda::DeviceState<double> three(*backend, 3);
  const cuda::DeviceState<double> four(*backend, 4);
  EXPECT_THROW(add(three, 1.0, four), std::invalid_argument);
  EXPECT_THROW(inner_product(three, four), std::invalid_argument);
  const std::vector<PauliTerm> z{{1.0, pauli_from_text("Z")}};
  const cuda::DeviceOperator<double> op(*backend, 4, z);
  EXPECT_THROW(op.apply(three, three), std::invalid_argument);
  EXPECT_THROW(cuda::DeviceOperator<double>(*backend, 4, {}), std::invalid_argument);
  const std::vector<PauliRotation> far{{pauli_from_text("IIIIZ"), 0.1}};
  EXPECT_THROW(cuda::DeviceRotations<double>(*backend, 4, far), std::invalid_argument);
  EXPECT_THROW(cuda::DeviceRotations<double>(*backend, 4, {}).apply(three), std::invalid_argument);
  scale(three, 0.0);
  EXPECT_THROW(normalize(three), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
