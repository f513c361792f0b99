// A backend on this machine that counts what a device would be asked for.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <stop_token>
#include <utility>
#include <vector>

#include "sim/cuda/backend.h"
#include "sim/cuda/upload_ring.h"

namespace traversable::test {

/// How often, since reset().
struct DeviceCalls {
  /// Times that this machine waits: downloads, synchronize(), and entering a part of the ring of uploads again.
  int waits = 0;
  int uploads = 0, launches = 0, products = 0, allocations = 0;
};

class CountingBackend : public cuda::Backend {
 public:
  /// Without `computes` no kernel runs: for calls that do not depend on results.
  explicit CountingBackend(bool computes = true) : computes_(computes) {}

  double held() const { return held_; }
  /// Most of them at once.
  double peak() const { return peak_; }
  /// From now on.
  void forget_peak() { peak_ = held_; }

  /// Asks to stop before the launch of this number, counted from now on; for what is interrupted in the middle.
  void stop_at_launch(int number, std::stop_source source) {
    stop_at_ = calls_.launches + number;
    stop_ = std::move(source);
  }

  const DeviceCalls& calls() const { return calls_; }
  void reset() { calls_ = {}; }

  void* allocate(std::size_t bytes) override {
    ++calls_.allocations;
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
    ++calls_.uploads;
    for (std::size_t left = bytes; left > 0;) {
      const cuda::UploadRing::Piece piece = ring_.next(left);
      calls_.waits += piece.enters ? 1 : 0;
      left -= piece.bytes;
    }
    backend_->upload(to, from, bytes);
  }
  void download(void* to, const void* from, std::size_t bytes) override {
    ++calls_.waits;
    backend_->download(to, from, bytes);
  }
  void copy(void* to, const void* from, std::size_t bytes) override {
    backend_->copy(to, from, bytes);
  }
  void run(const cuda::Kernel& body, cuda::Index count) override {
    count_launch();
    if (computes_) backend_->run(body, count);
  }
  void run_matrix(const cuda::MatrixKernel<float>& body, cuda::Index rows,
                  cuda::Index columns) override {
    count_launch();
    if (computes_) backend_->run_matrix(body, rows, columns);
  }
  void run_matrix(const cuda::MatrixKernel<double>& body, cuda::Index rows,
                  cuda::Index columns) override {
    count_launch();
    if (computes_) backend_->run_matrix(body, rows, columns);
  }
  void run_blocks(const cuda::BlockKernel& body, cuda::Index count) override {
    count_launch();
    if (computes_) backend_->run_blocks(body, count);
  }
  void multiply(const MatrixProduct<float>& product) override {
    ++calls_.products;
    if (computes_) backend_->multiply(product);
  }
  void multiply(const MatrixProduct<double>& product) override {
    ++calls_.products;
    if (computes_) backend_->multiply(product);
  }
  std::vector<double> diagonalize(cuda::Complex<double>* a, cuda::Index n) override {
    return computes_ ? backend_->diagonalize(a, n)
                     : std::vector<double>(static_cast<std::size_t>(n));
  }
  double available_memory() override { return backend_->available_memory(); }
  void synchronize() override { ++calls_.waits; }
  double seconds_of(const std::function<void()>& work) override {
    return backend_->seconds_of(work);
  }

 protected:
  std::unique_ptr<cuda::Backend> make_stream() override { return cuda::make_host_backend(); }

 private:
  void count_launch() {
    if (++calls_.launches == stop_at_) stop_.request_stop();
  }

  bool computes_;
  int stop_at_ = -1;
  std::stop_source stop_;
  std::unique_ptr<cuda::Backend> backend_ = cuda::make_host_backend();
  std::map<void*, double> sizes_;
  double held_ = 0, peak_ = 0;
  cuda::UploadRing ring_;
  DeviceCalls calls_;
};

}  // namespace traversable::test
