// What the two-sided engine asks of a device: memory, kernels, products, eigenvectors.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "sim/cuda/kernels.h"

namespace traversable::cuda {

/// A kernel with its arguments.
using Kernel = std::variant<ScaleColumns, ApplyMonomial, Combine, InsertMessage, RotateQubit,
                            NegateOddRows, Weigh, ColumnDots, DiagonalSums>;

enum class Operation { plain, adjoint };

/// Calls are carried out in order. Everything throws std::runtime_error with the device's own words where it fails.
class Backend {
 public:
  virtual ~Backend() = default;

  virtual void* allocate(std::size_t bytes) = 0;
  virtual void release(void* memory) = 0;
  virtual void upload(void* to, const void* from, std::size_t bytes) = 0;
  virtual void download(void* to, const void* from, std::size_t bytes) = 0;
  virtual void copy(void* to, const void* from, std::size_t bytes) = 0;

  /// body(i) for i of 0 .. count-1, in any order.
  virtual void run(const Kernel& body, Index count) = 0;

  /// c (m x n) = op(a) op(b), the inner dimension k.
  virtual void multiply(Operation op_a, Operation op_b, Index m, Index n, Index k, const Complex* a,
                        Index lda, const Complex* b, Index ldb, Complex* c, Index ldc) = 0;

  /// Eigenvectors of a Hermitian n x n matrix (lower triangle) in its place; eigenvalues ascending.
  virtual std::vector<double> diagonalize(Complex* a, Index n) = 0;

  /// Bytes that can still be allocated.
  virtual double available_memory() = 0;
};

/// An array on a device.
template <class T>
class Array {
 public:
  Array() = default;
  Array(Backend& backend, Index size)
      : backend_(&backend),
        size_(size),
        data_(static_cast<T*>(backend.allocate(static_cast<std::size_t>(size) * sizeof(T)))) {}
  Array(Backend& backend, const std::vector<T>& values)
      : Array(backend, static_cast<Index>(values.size())) {
    backend.upload(data_, values.data(), values.size() * sizeof(T));
  }
  Array(Array&& other) noexcept { swap(other); }
  Array& operator=(Array&& other) noexcept {
    Array moved(std::move(other));
    swap(moved);
    return *this;
  }
  ~Array() {
    if (data_ != nullptr) backend_->release(data_);
  }

  T* data() const { return data_; }
  Index size() const { return size_; }
  std::vector<T> values() const {
    std::vector<T> result(static_cast<std::size_t>(size_));
    backend_->download(result.data(), data_, result.size() * sizeof(T));
    return result;
  }

 private:
  void swap(Array& other) {
    std::swap(backend_, other.backend_);
    std::swap(size_, other.size_);
    std::swap(data_, other.data_);
  }

  Backend* backend_ = nullptr;
  Index size_ = 0;
  T* data_ = nullptr;
};

/// The kernels' bodies in plain loops on this machine, products and eigenvectors by its own libraries: how the engine is tested
/// where there is no GPU.
std::unique_ptr<Backend> make_host_backend();

}  // namespace traversable::cuda
