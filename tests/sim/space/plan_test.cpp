// What a plan says against what is allocated: a backend that counts.
#include <gtest/gtest.h>

#include <vector>

#include "sim/two_sided/two_sided_engine.h"
#include "sym/models.h"
#include "tests/sim/cuda/counting_backend.h"

namespace traversable {
namespace {

template <class Real>
void expect_as_planned(int num_majoranas, std::size_t num_t1) {
  test::CountingBackend backend;
  const TwoSidedPlan plan =
      two_sided_plan(num_majoranas, 2, num_t1, precision_of<Real>, Place::device);
  const TwoSidedEngineIn<DeviceMatrices<Real>> engine(dense_syk(num_majoranas, 4, 1.0, {1, 0}),
                                                      {0, 1}, std::stop_token(), {&backend});
  EXPECT_NEAR(backend.held(), plan.engine, 0.01 * plan.engine);
  EXPECT_LE(backend.peak(), plan.construction);
  backend.forget_peak();
  TeleportWorkspaceIn<DeviceMatrices<Real>> workspace;
  const std::vector<double> t1(num_t1, 0.5), mu{-12, 12};
  engine.teleport(1, 1, mu, t1, workspace);
  const double needed = backend.peak() - plan.engine;
  EXPECT_GE(plan.workspace, 0.97 * needed);
  EXPECT_LE(plan.workspace, 1.05 * needed);
  // A second evaluation makes nothing large.
  const double held = backend.held();
  backend.forget_peak();
  engine.teleport(2, 1.5, mu, t1, workspace);
  EXPECT_LT(backend.peak() - held, 0.05 * needed);
}

TEST(TwoSidedPlan, IsWhatIsAllocated) {
  for (const int n : {10, 12, 13}) {
    SCOPED_TRACE(n);
    expect_as_planned<double>(n, 1);
    expect_as_planned<double>(n, 150);
    expect_as_planned<float>(n, 40);
  }
}

TEST(TwoSidedPlan, GrowsAsItHasTo) {
  const TwoSidedPlan small = two_sided_plan(20, 2, 1), large = two_sided_plan(22, 2, 1);
  EXPECT_NEAR(large.peak() / small.peak(), 4, 0.1);
  EXPECT_NEAR(large.evaluation / small.evaluation, 8, 0.1);
  const TwoSidedPlan single = two_sided_plan(22, 2, 1, Precision::single_precision);
  EXPECT_NEAR(single.workspace / large.workspace, 0.5, 0.01);
  // N = 28 in single precision fits into 24 GiB, in double it does not.
  constexpr double machine = 24 * 1073741824.0;
  EXPECT_LT(two_sided_plan(28, 2, 100, Precision::single_precision).peak(), 0.9 * machine);
  EXPECT_GT(two_sided_plan(28, 2, 100).peak(), machine);
  EXPECT_EQ(largest_two_sided(machine, 100, Precision::double_precision), 26);
  EXPECT_EQ(largest_two_sided(machine, 100, Precision::single_precision), 28);
}

}  // namespace
}  // namespace traversable
