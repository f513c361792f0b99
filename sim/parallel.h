// Loops over threads.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <exception>
#include <mutex>

namespace traversable {

/// Below this many elements waking the threads costs more than they save.
inline bool worth_threads(Eigen::Index elements) { return elements >= Eigen::Index{1} << 14; }

/// Calls body(i) for 0 .. count-1 on `num_threads` threads; the first exception ends the loop and
/// goes to the caller.
template <class Body>
void parallel_for(std::size_t count, int num_threads, const Body& body) {
  std::exception_ptr failure;
  std::mutex failure_mutex;
  bool failed = false;
#pragma omp parallel for schedule(dynamic) num_threads(num_threads) if (num_threads > 1)
  for (std::size_t i = 0; i < count; ++i) {
    {
      const std::lock_guard lock(failure_mutex);
      if (failed) continue;
    }
    try {
      body(i);
    } catch (...) {
      const std::lock_guard lock(failure_mutex);
      if (!failed) failure = std::current_exception();
      failed = true;
    }
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace traversable
