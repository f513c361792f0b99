// What a plan says against what is allocated: a backend that counts.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>

#include "sim/cuda/backend.h"
#include "sim/two_sided/two_sided_engine.h"
#include "sym/models.h"

namespace traversable {
namespace {

/// The host's backend, with the bytes that are held and the most of them at once.
class CountingBackend final : public cuda::Backend {
 public:
  double bytes = 0, peak = 0;
  int allocations = 0;

  void* allocate(std::size_t size) override {
    void* const memory = inner_->allocate(size);
    sizes_[memory] = static_cast<double>(size);
    bytes += static_cast<double>(size);
    peak = std::max(peak, bytes);
    ++allocations;
    return memory;
  }
  void release(void* memory) override {
    bytes -= sizes_.at(memory);
    sizes_.erase(memory);
    inner_->release(memory);
  }
  void upload(void* to, const void* from, std::size_t size) override {
    inner_->upload(to, from, size);
  }
  void download(void* to, const void* from, std::size_t size) override {
    inner_->download(to, from, size);
  }
  void copy(void* to, const void* from, std::size_t size) override { inner_->copy(to, from, size); }
  void run(const cuda::Kernel& body, cuda::Index count) override { inner_->run(body, count); }
  void run_matrix(const cuda::MatrixKernel<float>& body, Size rows, Size columns) override {
    inner_->run_matrix(body, rows, columns);
  }
  void run_matrix(const cuda::MatrixKernel<double>& body, Size rows, Size columns) override {
    inner_->run_matrix(body, rows, columns);
  }
  void run_blocks(const cuda::BlockKernel& body, cuda::Index count) override {
    inner_->run_blocks(body, count);
  }
  void multiply(const MatrixProduct<float>& product) override { inner_->multiply(product); }
  void multiply(const MatrixProduct<double>& product) override { inner_->multiply(product); }
  std::vector<double> diagonalize(cuda::Complex<double>* a, cuda::Index n) override {
    return inner_->diagonalize(a, n);
  }
  double available_memory() override { return inner_->available_memory(); }
  void synchronize() override { inner_->synchronize(); }

 protected:
  std::unique_ptr<Backend> make_stream() override { return std::make_unique<CountingBackend>(); }

 private:
  std::unique_ptr<cuda::Backend> inner_ = cuda::make_host_backend();
  std::map<void*, double> sizes_;
};

template <class Real>
void expect_as_planned(int num_majoranas, std::size_t num_t1) {
  CountingBackend backend;
  const TwoSidedPlan plan = two_sided_plan(num_majoranas, 2, num_t1, precision_of<Real>);
  const TwoSidedEngineIn<DeviceMatrices<Real>> engine(dense_syk(num_majoranas, 4, 1.0, {1, 0}),
                                                      {0, 1}, std::stop_token(), {&backend});
  EXPECT_NEAR(backend.bytes, plan.engine, 0.01 * plan.engine);
  EXPECT_LE(backend.peak, plan.construction);
  backend.peak = backend.bytes;
  TeleportWorkspaceIn<DeviceMatrices<Real>> workspace;
  const std::vector<double> t1(num_t1, 0.5), mu{-12, 12};
  engine.teleport(1, 1, mu, t1, workspace);
  const double needed = backend.peak - plan.engine;
  EXPECT_GE(plan.workspace, 0.97 * needed);
  EXPECT_LE(plan.workspace, 1.05 * needed);
  // A second evaluation makes nothing large.
  const double held = backend.bytes;
  backend.peak = held;
  engine.teleport(2, 1.5, mu, t1, workspace);
  EXPECT_LT(backend.peak - held, 0.05 * needed);
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
