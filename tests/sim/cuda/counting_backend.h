// A backend on this machine that counts the bytes which are held.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

#include "sim/cuda/backend.h"

namespace traversable::test {

class CountingBackend : public cuda::Backend {
 public:
  double held() const { return held_; }
  /// Most of them at once.
  double peak() const { return peak_; }
  /// From now on.
  void forget_peak() { peak_ = held_; }

  void* allocate(std::size_t bytes) override {
    void* const memory = backend_->allocate(bytes);
    sizes_[memory] = static_cast<double>(bytes);
    held_ += static_cast<double>(bytes);
    peak_ = std::max(peak_, held_);
    return memory;
  }
  void release(void* memory) override {
    held_ -= sizes_[memory];
    sizes_.erase(memory);
    backend_->release(memory);
  }
  void upload(void* to, const void* from, std::size_t bytes) override {
    backend_->upload(to, from, bytes);
  }
  void download(void* to, const void* from, std::size_t bytes) override {
    backend_->download(to, from, bytes);
  }
  void copy(void* to, const void* from, std::size_t bytes) override {
    backend_->copy(to, from, bytes);
  }
  void run(const cuda::Kernel& body, cuda::Index count) override { backend_->run(body, count); }
  void run_matrix(const cuda::MatrixKernel<float>& body, cuda::Index rows,
                  cuda::Index columns) override {
    backend_->run_matrix(body, rows, columns);
  }
  void run_matrix(const cuda::MatrixKernel<double>& body, cuda::Index rows,
                  cuda::Index columns) override {
    backend_->run_matrix(body, rows, columns);
  }
  void run_blocks(const cuda::BlockKernel& body, cuda::Index count) override {
    backend_->run_blocks(body, count);
  }
  void multiply(const MatrixProduct<float>& product) override { backend_->multiply(product); }
  void multiply(const MatrixProduct<double>& product) override { backend_->multiply(product); }
  std::vector<double> diagonalize(cuda::Complex<double>* a, cuda::Index n) override {
    return backend_->diagonalize(a, n);
  }
  double available_memory() override { return backend_->available_memory(); }
  void synchronize() override {}

 protected:
  std::unique_ptr<cuda::Backend> make_stream() override { return cuda::make_host_backend(); }

 private:
  std::unique_ptr<cuda::Backend> backend_ = cuda::make_host_backend();
  std::map<void*, double> sizes_;
  double held_ = 0, peak_ = 0;
};

}  // namespace traversable::test
