// The device engine's kernels and their order, run on this machine and compared with the CPU engine.
#include <gtest/gtest.h>

#include "sim/cuda/device.h"
#include "sim/cuda/device_choice.h"
#include "sim/interrupted.h"
#include "sim/teleport/teleport_sweep.h"
#include "sim/two_sided/two_sided_engine.h"
#include "sym/models.h"
#include "tests/sim/cuda/counting_backend.h"
#include "tests/sim/cuda/device_checks.h"

namespace traversable {
namespace {

TEST(DeviceTwoSided, IsTheCpuEngine) {
  const auto backend = cuda::make_host_backend();
  for (const Hamiltonian& hamiltonian :
       {learned(), dense_syk(2, 2, 1.0, {1, 0}), dense_syk(5, 4, 1.0, {1, 0}),
        dense_syk(6, 6, 1.0, {1, 0}), dense_syk(8, 2, 1.0, {1, 0}),
        dense_syk(10, 4, 1.4, {1, 0})}) {
    test::expect_two_sided_as_on_cpu(*backend, hamiltonian, {0, 1});
    if (hamiltonian.num_majoranas() > 4)
      test::expect_two_sided_as_on_cpu(*backend, hamiltonian, {4, 2});
  }
}

// What an interrupted call left on the device is nothing to the next one.
TEST(DeviceTwoSided, GoesOnAfterInterrupted) {
  test::CountingBackend backend;
  using Space = DeviceMatrices<double>;
  const TwoSidedEngineIn<Space> engine(dense_syk(8, 4, 1.0, {1, 0}), {0, 1}, std::stop_token(),
                                       {&backend});
  TeleportWorkspaceIn<Space> workspace;
  const std::vector<double> mu{-12, 5}, t1{0.4, 1.9};
  backend.reset();
  const auto expected = engine.teleport(4, 2.1, mu, t1, workspace);
  const int launches = backend.calls().launches;
  int interrupted = 0;
  for (int launch = 1; launch <= launches; launch += 5) {
    std::stop_source stop;
    backend.stop_at_launch(launch, stop);
    try {
      engine.teleport(1, 1.3, mu, t1, workspace, stop.get_token());
    } catch (const Interrupted&) {
      ++interrupted;
    }
    EXPECT_EQ(engine.teleport(4, 2.1, mu, t1, workspace), expected) << launch;
  }
  EXPECT_GT(interrupted, 5);
}

TEST(DeviceTwoSided, SaysWhatFits) {
  const auto backend = cuda::make_host_backend();
  try {
    TwoSidedEngineIn<DeviceMatrices<double>>(dense_syk(40, 2, 1.0, {1, 0}), {0, 1},
                                             std::stop_token(), {backend.get()});
    FAIL();
  } catch (const std::invalid_argument& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("40 Majoranas a side need"), std::string::npos) << message;
    EXPECT_NE(message.find("the largest N that fits is"), std::string::npos) << message;
  }
  const double card = 79 * 1073741824.0;
  EXPECT_EQ(largest_two_sided(card, 100, Precision::double_precision), 28);
  EXPECT_EQ(largest_two_sided(card, 100, Precision::single_precision), 30);
  EXPECT_EQ(largest_two_sided(0, 1, Precision::double_precision), 0);
}

/// rho_PT of every point, by (instance, beta, t0).
std::vector<Eigen::Matrix4cd> sweep(const TeleportMethod& method, const TeleportGrid& grid) {
  std::vector<std::vector<Eigen::Matrix4cd>> points(3 * grid.beta.size() * grid.t0.size());
  const SweepHooks hooks{.is_done = {},
                         .on_point =
                             [&](const SweepPointResult& result) {
                               const auto [i, b, t] = result.point;
                               points[(i * grid.beta.size() + b) * grid.t0.size() + t] = result.rho;
                             },
                         .on_thermal = {}};
  teleport_sweep(
      [](std::size_t i) {
        return dense_syk(8, 4, 1.4, {1, i});
      },
      8, 3, grid, method, hooks);
  std::vector<Eigen::Matrix4cd> all;
  for (const auto& point : points) all.insert(all.end(), point.begin(), point.end());
  return all;
}

// Instances side by side on streams of one device; single precision on this machine too.
TEST(DeviceSweep, IsTheCpuSweepForAnyMethod) {
  const TeleportGrid grid{{1.0, 4.0}, {-12, 12, 3}, TimeAxes::map, {0, 1.5}, {1, 3}, {2, 1}};
  const auto expected = sweep({}, grid);
  for (const char* name : {"exact", "krylov"}) {
    TeleportMethod method = teleport_method_by_name(name);
    if (!method.exact) method.encoding = split_encoding(8);
    for (const auto kind : {Device::Kind::cpu, Device::Kind::emulated})
      for (const auto precision : {Precision::double_precision, Precision::single_precision}) {
        method.device = {kind};
        method.precision = precision;
        method.evolution.tolerance = default_tolerance(precision);
        const double eps = precision == Precision::single_precision ? 1e-4 : 1e-9;
        const auto found = sweep(method, grid);
        ASSERT_EQ(found.size(), expected.size());
        for (std::size_t i = 0; i < found.size(); ++i)
          EXPECT_LT((found[i] - expected[i]).cwiseAbs().maxCoeff(), eps) << name << " " << i;
        if (precision == Precision::double_precision) {
          const auto again = sweep(method, grid);
          for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i], again[i]);
        }
      }
  }
}

TEST(Device, AutomaticOnesGoBySize) {
  const Device automatic{Device::Kind::cuda, Device::every_device, true},
      asked{Device::Kind::cuda, Device::every_device};
  for (const Workload workload : {Workload::exact, Workload::learning, Workload::state_vector,
                                  Workload::density_matrices, Workload::trajectories}) {
    const int least = least_size(workload);
    EXPECT_GT(least, 1);
    EXPECT_FALSE(device_for(automatic, workload, least - 1).has_backend());
    const Device large = device_for(automatic, workload, least);
    EXPECT_EQ(name_of(large), "cuda");
    EXPECT_FALSE(large.is_automatic);
    EXPECT_EQ(name_of(device_for(asked, workload, 1)), "cuda");
    EXPECT_FALSE(device_for({}, workload, 30).has_backend());
  }
}

TEST(Device, ByName) {
  EXPECT_FALSE(device_by_name("cpu").has_backend());
  EXPECT_EQ(name_of(Device{Device::Kind::cuda, 2}), "cuda:2");
  EXPECT_EQ(name_of(Device{Device::Kind::cuda, Device::every_device}), "cuda");
  for (const char* name : {"", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1x", "CUDA", "emulated"})
    EXPECT_THROW(device_by_name(name), std::invalid_argument) << name;
  EXPECT_EQ(precision_by_name("single"), Precision::single_precision);
  EXPECT_THROW(precision_by_name("half"), std::invalid_argument);
  bool has_device = false;
  std::string reason;
  try {
    has_device = !cuda_devices().empty();
  } catch (const std::runtime_error& error) {
    reason = error.what();
  }
  EXPECT_LE(device_by_name("auto").has_backend(), has_device);
  EXPECT_EQ(device_by_name("auto").is_automatic, device_by_name("auto").has_backend());
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

}  // namespace
}  // namespace traversable
