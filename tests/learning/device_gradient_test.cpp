// The gradient in the kernels of a device, run on this machine over all indices.
#include <gtest/gtest.h>

#include "learning/objective.h"
#include "tests/learning/device_gradient_check.h"
#include "tests/sim/cuda/counting_backend.h"

namespace traversable {
namespace {

const Device emulated{Device::Kind::emulated};

TEST(DeviceGradient, IsTheCpuGradient) {
  cuda::StreamPool device(emulated);
  test::expect_gradients_as_on_cpu(device);
}

TEST(DeviceGradient, RefusesAndStops) {
  cuda::StreamPool device(emulated);
  const CouplingSpace space(learned());
  const Eigen::VectorXd couplings = space.couplings_of(learned());
  const ProtocolPoints points{.beta = 4, .mu = {-12, 12}, .times = {{2.8, {2.8}}}};
  const ProtocolLoss none = [](std::size_t, auto, auto) { return 0.0; };
  EXPECT_THROW(teleport_gradient(space, couplings.head(2), points, none, {}, {}, &device),
               std::invalid_argument);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(teleport_gradient(space, couplings, points, none, {}, stop.get_token(), &device),
               std::runtime_error);
  std::vector<Term> terms{{1.0, 0b1111}};
  const CouplingSpace large(Hamiltonian(34, terms));
  try {
    teleport_gradient(large, Eigen::VectorXd::Ones(1), points, none, {}, {}, &device);
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_NE(std::string(error.what()).find("the largest N that fits is"), std::string::npos);
  }
}

// What a plan says is what is allocated; it has besides what an eigensolver takes.
TEST(DeviceGradient, HoldsWhatIsPlanned) {
  for (const int n : {7, 10, 12}) {
    SCOPED_TRACE(n);
    const Hamiltonian model = dense_syk(n, 4, 1.4, {1, 0});
    const CouplingSpace terms(model);
    const ProtocolPoints points{.beta = 4, .mu = {-12, 5, 12}, .times = {{2.8, {0.5, 2.8, 3.0}}}};
    test::CountingBackend backend;
    using Space = DeviceMatrices<double>;
    const ProtocolChain chain(Space{&backend}, terms, terms.couplings_of(model), points, {});
    ChainGradient<Space> gradient = chain.zero_gradient();
    {
      ChainWorkspace<Space> workspace;
      const auto rho = chain.forward(points.times[0], workspace, {});
      TimeGradient of_times;
      chain.backward(points.times[0], rho, {.beta = true, .mu = true}, workspace, gradient,
                     of_times, {});
    }
    chain.couplings(gradient);
    EXPECT_NEAR(backend.peak() / gradient_memory(n, points), 1, 0.01);
  }
}

// Chains on several threads lease streams of their own.
TEST(DeviceGradient, OfAnObjective) {
  const CouplingSpace space(dense_syk(6, 4, 1.4, {1, 0}));
  const Eigen::VectorXd target = space.couplings_of(dense_syk(6, 4, 1.4, {1, 0}));
  const ProtocolPoints points{
      .beta = 4, .mu = {-12, 12}, .times = {{1.0, {1.0}}, {2.0, {2.0}}, {3.0, {3.0}}}};
  LearningObjective objective;
  objective.curves.push_back({.points = points,
                              .information = information_curves(space, target, points),
                              .asymmetry_weight = 0.5});
  LearningObjective on_device = objective;
  on_device.device = std::make_shared<cuda::StreamPool>(emulated);
  const Eigen::VectorXd start = 0.7 * target;
  const LossValue expected = learning_loss(objective, space, start);
#pragma omp parallel for num_threads(3)
  for (int k = 0; k < 6; ++k) {
    const LossValue found = learning_loss(on_device, space, start);
    EXPECT_NEAR(found.parts.total(), expected.parts.total(), 1e-12);
    EXPECT_LT((found.gradient - expected.gradient).norm(), 1e-10);
  }
}

}  // namespace
}  // namespace traversable
