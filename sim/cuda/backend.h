// What the engines ask of a device: memory, kernels, products, eigenvectors.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "sim/cuda/kernels.h"

namespace traversable::cuda {

class StateVectorLibrary;
enum class LibraryOperation;

/// Operations that cuStateVec takes over (state_vector_library.h), and what makes the library for a stream.
struct LibraryChoice {
  std::set<LibraryOperation> operations;
  std::function<std::shared_ptr<StateVectorLibrary>(void* stream)> make;
};

/// One stream of work on a device: calls are carried out in order. Memory belongs to the device, and may be used by every
/// backend on it. Everything throws std::runtime_error with the device's own words where it fails.
class Backend {
 public:
  virtual ~Backend() = default;

  virtual void* allocate(std::size_t bytes) = 0;
  /// Once everything called before has run.
  virtual void release(void* memory) = 0;
  /// Does not wait: `from` may change as soon as it returns.
  virtual void upload(void* to, const void* from, std::size_t bytes) = 0;
  /// Waits for everything called before.
  virtual void download(void* to, const void* from, std::size_t bytes) = 0;
  virtual void copy(void* to, const void* from, std::size_t bytes) = 0;

  /// body(i) for i of 0 .. count-1, in any order.
  virtual void run(const Kernel& body, Index count) = 0;
  /// body(row, column) for all of them, in any order.
  virtual void run_matrix(const MatrixKernel<float>& body, Index rows, Index columns) = 0;
  virtual void run_matrix(const MatrixKernel<double>& body, Index rows, Index columns) = 0;
  /// Blocks 0 .. count-1, in any order.
  virtual void run_blocks(const BlockKernel& body, Index count) = 0;

  virtual void multiply(const MatrixProduct<float>& product) = 0;
  virtual void multiply(const MatrixProduct<double>& product) = 0;

  /// Eigenvectors of a Hermitian n x n matrix (lower triangle) in its place; eigenvalues ascending.
  virtual std::vector<double> diagonalize(Complex<double>* a, Index n) = 0;

  /// Bytes that can still be allocated.
  virtual double available_memory() = 0;

  /// Waits until everything is done.
  virtual void synchronize() = 0;
  /// Seconds from when the device begins with what work() calls until it is done with it; waits.
  virtual double seconds_of(const std::function<void()>& work) = 0;
  /// Another stream on the same device, with the same choice of a library.
  std::unique_ptr<Backend> another_stream() {
    std::unique_ptr<Backend> stream = make_stream();
    stream->choice_ = choice_;
    return stream;
  }

  void choose_library(LibraryChoice choice) { choice_ = std::move(choice); }
  /// The library where it was chosen for the operation, else nullptr.
  StateVectorLibrary* library(LibraryOperation operation) {
    if (choice_.operations.count(operation) == 0) return nullptr;
    if (library_ == nullptr) library_ = choice_.make(stream());
    return library_.get();
  }

 protected:
  virtual std::unique_ptr<Backend> make_stream() = 0;
  virtual void* stream() { return nullptr; }
  /// Before the stream goes.
  void drop_library() { library_.reset(); }

 private:
  LibraryChoice choice_;
  std::shared_ptr<StateVectorLibrary> library_;
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

/// The kernels' bodies in plain loops on this machine, products and eigenvectors by its own libraries: how the engines
/// are tested where there is no GPU.
std::unique_ptr<Backend> make_host_backend();

}  // namespace traversable::cuda
