#include <Eigen/Core>
#include <complex>
#include <cstring>
#include <new>

#include "sim/cuda/backend.h"
#include "sim/linear_algebra/block_product.h"
#include "sim/linear_algebra/hermitian_eigen.h"
#include "sim/memory.h"
#include "sim/parallel.h"

namespace traversable::cuda {
namespace {

using Matrix = Eigen::MatrixXcd;
using Strided = Eigen::Map<const Matrix, 0, Eigen::OuterStride<>>;

class HostBackend final : public Backend {
 public:
  void* allocate(std::size_t bytes) override { return ::operator new(bytes); }
  void release(void* memory) override { ::operator delete(memory); }
  void upload(void* to, const void* from, std::size_t bytes) override { copy(to, from, bytes); }
  void download(void* to, const void* from, std::size_t bytes) override { copy(to, from, bytes); }
  void copy(void* to, const void* from, std::size_t bytes) override {
    std::memcpy(to, from, bytes);
  }

  void run(const Kernel& body, Index count) override {
    std::visit([&](const auto& one) { loop(one, count); }, body);
  }

  void multiply(Operation op_a, Operation op_b, Index m, Index n, Index k, const Complex* a,
                Index lda, const Complex* b, Index ldb, Complex* c, Index ldc) override {
    const bool adjoint_a = op_a == Operation::adjoint, adjoint_b = op_b == Operation::adjoint;
    const Strided left(cast(a), adjoint_a ? k : m, adjoint_a ? m : k, Eigen::OuterStride<>(lda));
    const Strided right(cast(b), adjoint_b ? n : k, adjoint_b ? k : n, Eigen::OuterStride<>(ldb));
    Eigen::Map<Matrix, 0, Eigen::OuterStride<>> result(reinterpret_cast<std::complex<double>*>(c),
                                                       m, n, Eigen::OuterStride<>(ldc));
    const ProductForm form = adjoint_a   ? ProductForm::adjoint_left
                             : adjoint_b ? ProductForm::adjoint_right
                                         : ProductForm::plain;
    const BlockProduct product{form, left, right, result};
    traversable::multiply({&product, 1});
  }

  std::vector<double> diagonalize(Complex* a, Index n) override {
    Eigen::Map<Matrix> matrix(reinterpret_cast<std::complex<double>*>(a), n, n);
    Matrix vectors = matrix;
    const Eigen::VectorXd levels = diagonalize_hermitian(vectors);
    matrix = vectors;
    return {levels.begin(), levels.end()};
  }

  double available_memory() override { return traversable::available_memory(); }

 private:
  static const std::complex<double>* cast(const Complex* z) {
    return reinterpret_cast<const std::complex<double>*>(z);
  }
  template <class Body>
  static void loop(const Body& body, Index count) {
    for_each_index(count, worth_threads(count), [&](Index i) { body(i); });
  }
};

}  // namespace

std::unique_ptr<Backend> make_host_backend() { return std::make_unique<HostBackend>(); }

}  // namespace traversable::cuda
