// Loops over threads. An exception must not leave an OpenMP region: what may throw runs in one of these.
#pragma once

#include <omp.h>

#include <Eigen/Core>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <stop_token>

#include "sim/interrupted.h"

namespace traversable {

/// Below this many elements waking the threads costs more than they save.
inline bool worth_threads(Eigen::Index elements) { return elements >= Eigen::Index{1} << 14; }

/// Carries the first exception of many threads to the one that waits for them.
class FirstException {
 public:
  /// body(), unless something has been thrown before.
  template <class Body>
  void guard(const Body& body) {
    if (thrown_.load(std::memory_order_relaxed)) return;
    try {
      body();
    } catch (...) {
      keep(std::current_exception());
    }
  }

  void keep(std::exception_ptr exception) {
    const std::lock_guard lock(mutex_);
    if (!first_) first_ = std::move(exception);
    thrown_.store(true, std::memory_order_relaxed);
  }

  void rethrow() const {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  std::atomic<bool> thrown_ = false;
  std::mutex mutex_;
  std::exception_ptr first_;
};

/// body(i) for 0 .. count-1, on all threads where `threaded`. In place of `omp parallel for if
/// (...)`, whose team of one thread costs more than many small loops do. The first exception ends
/// the loop and goes to the caller, here and below.
template <class Count, class Body>
void for_each_index(Count count, bool threaded, const Body& body) {
  if (threaded && !omp_in_parallel()) {
    FirstException failure;
#pragma omp parallel for schedule(static)
    for (Count i = 0; i < count; ++i) failure.guard([&] { body(i); });
    failure.rethrow();
  } else {
    for (Count i = 0; i < count; ++i) body(i);
  }
}

/// The same for bodies of different length: threads take the next one when they are done.
template <class Count, class Body>
void for_each_uneven_index(Count count, bool threaded, const Body& body) {
  if (threaded && !omp_in_parallel()) {
    FirstException failure;
#pragma omp parallel for schedule(dynamic)
    for (Count i = 0; i < count; ++i) failure.guard([&] { body(i); });
    failure.rethrow();
  } else {
    for (Count i = 0; i < count; ++i) body(i);
  }
}

/// The same with a buffer for every thread that has work: make() is called there once, before
/// body(i, buffer).
template <class Count, class Make, class Body>
void for_each_index_with(Count count, bool threaded, const Make& make, const Body& body) {
  if (threaded && !omp_in_parallel()) {
    FirstException failure;
#pragma omp parallel
    failure.guard([&] {
      const auto threads = static_cast<Count>(omp_get_num_threads());
      const auto thread = static_cast<Count>(omp_get_thread_num());
      const Count first = count / threads * thread + count % threads * thread / threads;
      const Count end = count / threads * (thread + 1) + count % threads * (thread + 1) / threads;
      if (first == end) return;
      auto buffer = make();
      for (Count i = first; i < end; ++i) body(i, buffer);
    });
    failure.rethrow();
  } else if (count > 0) {
    auto buffer = make();
    for (Count i = 0; i < count; ++i) body(i, buffer);
  }
}

/// Calls body(i) for 0 .. count-1 on `num_threads` threads.
template <class Body>
void parallel_for(std::size_t count, int num_threads, const Body& body) {
  if (num_threads == 1 || count <= 1 || omp_in_parallel()) {
    for (std::size_t i = 0; i < count; ++i) body(i);
    return;
  }
  FirstException failure;
#pragma omp parallel for schedule(dynamic) num_threads(num_threads)
  for (std::size_t i = 0; i < count; ++i) failure.guard([&] { body(i); });
  failure.rethrow();
}

/// For bodies that take long: body(i, token), whose token asks to stop where `stop` does or where
/// another body has thrown, so that the exception does not wait for the others' work. Throws
/// Interrupted where `stop` asks.
template <class Body>
void parallel_for(std::size_t count, int num_threads, const std::stop_token& stop,
                  const Body& body) {
  FirstException failure;
  std::stop_source end;
  const std::stop_callback forward(stop, [&end] { end.request_stop(); });
  const std::stop_token token = end.get_token();
  const auto run = [&](std::size_t i) {
    try {
      throw_if_stopped(token);
      body(i, token);
    } catch (...) {
      failure.keep(std::current_exception());
      end.request_stop();
    }
  };
  parallel_for(count, num_threads, [&](std::size_t i) { failure.guard([&] { run(i); }); });
  failure.rethrow();
}

}  // namespace traversable
