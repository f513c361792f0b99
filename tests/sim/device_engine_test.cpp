// The device engine's kernels and their order, run on this machine and compared with the CPU engine.
#include "sim/cuda/device_engine.h"

#include <gtest/gtest.h>

#include "sim/cuda/device.h"
#include "sim/two_sided/size_coupling.h"
#include "sim/two_sided/two_sided_engine.h"
#include "sym/models.h"
#include "tests/sim/device_engine_check.h"

namespace traversable {
namespace {

TEST(RotateQubit, AllQubitsAreTheSizeCoupling) {
  for (const int n : {2, 3, 4, 5, 8, 9}) {
    const ParityBasis basis(n);
    const Eigen::Index half = basis.sector_dimension();
    Eigen::MatrixXcd expected = Eigen::MatrixXcd::Random(2 * half, 2 * half);
    Eigen::MatrixXcd found = expected;
    const double mu = -7.3, theta = mu / (4.0 * n);
    apply_size_coupling(expected, n, 4, mu);
    for (int qubit = basis.num_qubits - 1; qubit >= 0; --qubit) {
      const bool spectator = n % 2 == 1 && qubit == basis.num_qubits - 1;
      const double angle = spectator ? theta / 2 : theta;
      const cuda::RotateQubit body{reinterpret_cast<cuda::Complex*>(found.data()),
                                   half,
                                   qubit,
                                   std::cos(angle),
                                   std::sin(angle),
                                   spectator};
      for (cuda::Index i = 0; i < 2 * half * half; ++i) body(i);
    }
    EXPECT_LT((found - expected).cwiseAbs().maxCoeff(), 1e-13) << n;
  }
}

TEST(DeviceEngine, OnTheHostIsTheCpuEngine) {
  for (const Hamiltonian& hamiltonian :
       {learned(), dense_syk(2, 2, 1.0, {1, 0}), dense_syk(5, 4, 1.0, {1, 0}),
        dense_syk(6, 6, 1.0, {1, 0}), dense_syk(8, 2, 1.0, {1, 0}),
        dense_syk(10, 4, 1.4, {1, 0})}) {
    test::expect_same_as_cpu(cuda::make_host_backend(), hamiltonian, {0, 1});
    if (hamiltonian.num_majoranas() > 4)
      test::expect_same_as_cpu(cuda::make_host_backend(), hamiltonian, {4, 2});
  }
}

// More than one chunk of the partial sums.
TEST(DeviceEngine, LargerThanAChunk) {
  const Hamiltonian hamiltonian = dense_syk(16, 4, 1.0, {1, 0});
  const TwoSidedEngine cpu(hamiltonian);
  cuda::DeviceEngine device(cuda::make_host_backend(), hamiltonian);
  TeleportWorkspace workspace;
  const auto expected = cpu.teleport(4, 2, {{-12}}, {{1, 2}}, workspace);
  const auto found = device.teleport(4, 2, {{-12}}, {{1, 2}});
  for (std::size_t i = 0; i < found.size(); ++i)
    EXPECT_LT((found[i] - expected[i]).cwiseAbs().maxCoeff(), 1e-11);
}

TEST(DeviceEngine, SaysWhatFits) {
  try {
    cuda::DeviceEngine(cuda::make_host_backend(), dense_syk(40, 2, 1.0, {1, 0}));
    FAIL();
  } catch (const std::invalid_argument& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("40 Majoranas a side need"), std::string::npos) << message;
    EXPECT_NE(message.find("the largest N that fits is"), std::string::npos) << message;
  }
  EXPECT_EQ(cuda::largest_size(80e9, 100), 28);
  EXPECT_EQ(cuda::largest_size(0, 1), 0);
}

TEST(Device, ByName) {
  EXPECT_FALSE(device_by_name("cpu").is_cuda);
  EXPECT_EQ(name_of(Device{true, 2}), "cuda:2");
  for (const char* name : {"", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1x", "CUDA"})
    EXPECT_THROW(device_by_name(name), std::invalid_argument) << name;
  bool has_device = false;
  std::string reason;
  try {
    has_device = !cuda_devices().empty();
  } catch (const std::runtime_error& error) {
    reason = error.what();
  }
  EXPECT_EQ(device_by_name("auto").is_cuda, has_device);
  if (has_device) {
    EXPECT_THROW(device_by_name("cuda:1000"), std::invalid_argument);
  } else {
    try {
      device_by_name("cuda");
      FAIL();
    } catch (const std::invalid_argument& error) {
      EXPECT_NE(std::string(error.what()).find(reason), std::string::npos);
    }
  }
}

TEST(DeviceEngine, RefusesWhatIsNotThere) {
  cuda::DeviceEngine device(cuda::make_host_backend(), learned());
  EXPECT_THROW(device.teleport(-1, 0, {{1}}, {{1}}), std::invalid_argument);
  EXPECT_THROW(device.teleport(1, NAN, {{1}}, {{1}}), std::invalid_argument);
  EXPECT_THROW(device.teleport(1, 0, {{NAN}}, {{1}}), std::invalid_argument);
  EXPECT_TRUE(device.teleport(1, 0, {}, {{1}}).empty());
  EXPECT_THROW(cuda::DeviceEngine(cuda::make_host_backend(), learned(), {0, 0}),
               std::invalid_argument);
}

}  // namespace
}  // namespace traversable
