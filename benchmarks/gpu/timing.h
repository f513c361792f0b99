// How everything in gpu_benchmark is timed.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <vector>

#include "sim/cuda/backend.h"

namespace traversable::benchmark {

/// The median of some runs after two that are not counted.
inline double median_of(int runs, const std::function<double()>& run) {
  std::vector<double> times;
  for (int k = -2; k < runs; ++k) {
    const double time = run();
    if (k >= 0) times.push_back(time);
  }
  std::ranges::nth_element(times, times.begin() + runs / 2);
  return times[static_cast<std::size_t>(runs / 2)];
}

/// Of the device alone, by its own events.
inline double device_seconds(cuda::Backend& backend, const std::function<void()>& work,
                             int runs = 11) {
  return median_of(runs, [&] { return backend.seconds_of(work); });
}

/// Of whoever waits for the answer.
inline double wall_seconds(const std::function<void()>& work, int runs = 3) {
  return median_of(runs, [&] {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  });
}

}  // namespace traversable::benchmark
