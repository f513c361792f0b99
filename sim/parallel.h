// Loops over threads.
#pragma once

#include <omp.h>

#include <Eigen/Core>
#include <cstddef>
#include <exception>
#include <mutex>

namespace traversable {

/// Below this many elements waking the threads costs more than they save.
inline bool worth_threads(Eigen::Index elements) { return elements >= Eigen::Index{1} << 14; }

/// body(i) for 0 .. count-1, on all threads where `threaded`. In place of `omp parallel for if
/// (...)`, whose team of one thread costs more than many small loops do.
template <class Count, class Body>
void for_each_index(Count count, bool threaded, const Body& body) {
  if (threaded && !omp_in_parallel()) {
#pragma omp parallel for schedule(static)
    for (Count i = 0; i < count; ++i) body(i);
  } else {
    for (Count i = 0; i < count; ++i) body(i);
  }
}

/// The same for bodies of different length: threads take the next one when they are done.
template <class Count, class Body>
void for_each_uneven_index(Count count, bool threaded, const Body& body) {
  if (threaded && !omp_in_parallel()) {
#pragma omp parallel for schedule(dynamic)
    for (Count i = 0; i < count; ++i) body(i);
  } else {
    for (Count i = 0; i < count; ++i) body(i);
  }
}

/// Calls body(i) for 0 .. count-1 on `num_threads` threads; the first exception ends the loop and
/// goes to the caller.
template <class Body>
void parallel_for(std::size_t count, int num_threads, const Body& body) {
  if (num_threads == 1 || omp_in_parallel()) {
    for (std::size_t i = 0; i < count; ++i) body(i);
    return;
  }
  std::exception_ptr failure;
  std::mutex failure_mutex;
  bool failed = false;
#pragma omp parallel for schedule(dynamic) num_threads(num_threads)
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
