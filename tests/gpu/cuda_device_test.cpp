// The engines of sim/ on a CUDA device against the CPU.
#include <gtest/gtest.h>

#include <vector>

#include "sym/models.h"
#include "tests/gpu/cuda_fixture.h"
#include "tests/sim/cuda/device_checks.h"

namespace traversable {
namespace {

using test::Cuda;

TEST_F(Cuda, TwoSided) {
  for (const Hamiltonian& hamiltonian :
       {learned(), dense_syk(2, 2, 1.0, {1, 0}), dense_syk(5, 4, 1.0, {1, 0}),
        dense_syk(6, 6, 1.0, {1, 0}), dense_syk(8, 2, 1.0, {1, 0}),
        dense_syk(16, 4, 1.4, {1, 0})}) {
    test::expect_two_sided_as_on_cpu(*backend_, hamiltonian, {0, 1});
  }
}

TEST_F(Cuda, StateVectors) {
  for (const int n : {1, 2, 5, 11, 12, 16, 20}) {
    test::expect_rotations_as_on_cpu<double>(*backend_, n);
    test::expect_rotations_as_on_cpu<float>(*backend_, n);
    test::expect_functions_as_on_cpu<double>(*backend_, n);
    test::expect_functions_as_on_cpu<float>(*backend_, n);
    test::expect_operator_as_on_cpu<double>(*backend_, n);
    test::expect_operator_as_on_cpu<float>(*backend_, n);
  }
}

TEST_F(Cuda, Evolution) {
  for (const auto method : {EvolutionMethod::krylov, EvolutionMethod::chebyshev,
                            EvolutionMethod::trotter, EvolutionMethod::qdrift}) {
    test::expect_evolution_as_on_cpu<double>(*backend_, method);
    if (method != EvolutionMethod::qdrift)
      test::expect_evolution_as_on_cpu<float>(*backend_, method);
  }
  for (const char* method : {"krylov", "chebyshev", "trotter"})
    test::expect_state_vector_teleport_as_exact<double>(*backend_, method, 10);
  test::expect_state_vector_teleport_as_exact<float>(*backend_, "krylov", 10);
}

TEST_F(Cuda, ItsFirstKernelRuns) {
  const cuda::DeviceState<double> state(*backend_, 3);
  EXPECT_EQ(squared_norm(state), 1);
}

TEST_F(Cuda, WhatDoesNotFitIsRefusedAndNothingIsLost) {
  EXPECT_THROW(TwoSidedEngineIn<DeviceMatrices<double>>(dense_syk(40, 2, 1.0, {1, 0}), {0, 1},
                                                        std::stop_token(), {backend_.get()}),
               std::invalid_argument);
  EXPECT_THROW(backend_->allocate(std::size_t{1} << 50), std::runtime_error);
  const cuda::Array<double> after(*backend_, std::vector<double>{1, 2, 3});
  EXPECT_EQ(after.values(), (std::vector<double>{1, 2, 3}));
  test::expect_two_sided_as_on_cpu(*backend_, learned(), {0, 1});  // kernels start again
}

}  // namespace
}  // namespace traversable
