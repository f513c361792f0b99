// cuStateVec in place of our own kernels; of builds that have it.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/gpu/cuda_fixture.h"
#include "tests/sim/cuda/device_checks.h"

namespace traversable {
namespace {

using test::Cuda;

TEST_F(Cuda, CuStateVec) {
  setenv("TRAVERSABLE_CUSTATEVEC", "rotation,expectation,matrix", 1);
  const auto backend = cuda::make_backend({Device::Kind::cuda, 0});
  unsetenv("TRAVERSABLE_CUSTATEVEC");
  for (const int n : {3, 12, 16}) {
    test::expect_rotations_as_on_cpu<double>(*backend, n);
    test::expect_rotations_as_on_cpu<float>(*backend, n);
  }
  const std::vector<PauliTerm> terms{
      {0.3, {}}, {-0.7, pauli_from_text("XYZ")}, {0.2, pauli_from_text("-ZZ")}};
  const StateVector<double> psi = random_state<double>(8, 2, 2);
  const cuda::DeviceOperator<double> op(*backend, 8, terms);
  EXPECT_LT(std::abs(op.expectation(cuda::DeviceState<double>(*backend, psi)) -
                     PauliOperator<double>(8, terms).expectation(psi)),
            1e-12);
  const Eigen::MatrixXcd one = Eigen::MatrixXcd::Random(2, 2), two = Eigen::MatrixXcd::Random(4, 4);
  const auto with_library = test::two_large_states(*backend, one, two);
  const auto without = test::two_large_states(*backend_, one, two);
  for (std::size_t k = 0; k < 2; ++k) EXPECT_LT((with_library[k] - without[k]).norm(), 1e-11);
}

}  // namespace
}  // namespace traversable
