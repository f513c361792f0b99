#include <Eigen/Core>
#include <chrono>
#include <complex>
#include <cstddef>
#include <cstring>
#include <new>

#include "sim/cuda/backend.h"
#include "sim/linear_algebra/hermitian_eigen.h"
#include "sim/memory.h"
#include "sim/parallel.h"
#include "sim/space/host_matrices.h"

namespace traversable::cuda {
namespace {

class HostBackend final : public Backend {
 public:
  void* allocate(std::size_t bytes) override { return ::operator new(bytes); }
  void release(void* memory) override { ::operator delete(memory); }
  void upload(void* to, const void* from, std::size_t bytes) override { copy(to, from, bytes); }
  void download(void* to, const void* from, std::size_t bytes) override { copy(to, from, bytes); }
  void copy(void* to, const void* from, std::size_t bytes) override {
    if (bytes > 0) std::memcpy(to, from, bytes);  // an empty list may be null
  }

  void run(const Kernel& body, Index count) override {
    std::visit(
        [&](const auto& family) {
          std::visit(
              [&](const auto& one) {
                for_each_index(count, worth_threads(count), [&](Index i) { one(i); });
              },
              family);
        },
        body);
  }
  void run_matrix(const MatrixKernel<float>& body, Index rows, Index columns) override {
    run_entries(body, rows, columns);
  }
  void run_matrix(const MatrixKernel<double>& body, Index rows, Index columns) override {
    run_entries(body, rows, columns);
  }
  void run_blocks(const BlockKernel& body, Index count) override {
    std::visit(
        [&](const auto& one) {
          for_each_index(count, count > 1, [&](Index block) { run_block(one, block); });
        },
        body);
  }

  void multiply(const MatrixProduct<float>& product) override { multiply_with_eigen(product); }
  void multiply(const MatrixProduct<double>& product) override { multiply_with_eigen(product); }

  std::vector<double> diagonalize(Complex<double>* a, Index n) override {
    const auto matrix = as_eigen(MatrixView<double>{a, n, n, n});
    Eigen::MatrixXcd vectors = matrix;
    const Eigen::VectorXd levels = diagonalize_hermitian(vectors);
    as_eigen(MatrixView<double>{a, n, n, n}) = vectors;
    return {levels.begin(), levels.end()};
  }

  double available_memory() override { return traversable::available_memory(); }

  void synchronize() override {}
  double seconds_of(const std::function<void()>& work) override {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }

 protected:
  std::unique_ptr<Backend> make_stream() override { return make_host_backend(); }

 private:
  template <class Body>
  static void run_block(const Body& body, Index block) {
    // Not std::byte: what is read in it was written there with its own type, aligned for any.
    std::vector<std::max_align_t> shared(body.shared_bytes() / sizeof(std::max_align_t) + 1);
    const auto own = body.prepare(block);
    const int phases = body.phases(own);
    for (int phase = 0; phase < phases; ++phase)
      for (int thread = 0; thread < block_threads; ++thread)
        body(own, thread, phase, shared.data());
  }

  template <class Kernels>
  static void run_entries(const Kernels& body, Index rows, Index columns) {
    std::visit([&](const auto& one) { HostMatrices<double>{}.run(one, rows, columns); }, body);
  }

  template <class Real>
  static void multiply_with_eigen(const MatrixProduct<Real>& p) {
    const auto a = as_eigen(p.a), b = as_eigen(p.b);
    const bool adjoint_a = p.form_a == Form::adjoint, adjoint_b = p.form_b == Form::adjoint;
    Eigen::MatrixX<std::complex<Real>> result;
    if (adjoint_a && adjoint_b)
      result.noalias() = a.adjoint() * b.adjoint();
    else if (adjoint_a)
      result.noalias() = a.adjoint() * b;
    else if (adjoint_b)
      result.noalias() = a * b.adjoint();
    else
      result.noalias() = a * b;
    if (p.add)
      as_eigen(p.c) += result;
    else
      as_eigen(p.c) = result;
  }
};

}  // namespace

std::unique_ptr<Backend> make_host_backend() { return std::make_unique<HostBackend>(); }

}  // namespace traversable::cuda
