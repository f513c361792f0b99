#include "python/bindings/interruptible.h"

#include <omp.h>
#include <pybind11/pybind11.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <thread>

namespace py = pybind11;

namespace traversable::python {
namespace {

using namespace std::chrono_literals;

/// What the thread of the work and the one that waits share, until the last of them is done.
struct Job {
  std::function<void(const std::stop_token&)> work;
  std::stop_source source;
  std::exception_ptr failure;
  std::mutex mutex;
  std::condition_variable finished;
  bool done = false;

  void run() {
    std::exception_ptr thrown;
    try {
      work(source.get_token());
    } catch (...) {
      thrown = std::current_exception();
    }
    const std::lock_guard lock(mutex);
    failure = thrown;
    done = true;
    finished.notify_all();
  }
  /// True where the work is done within this time.
  bool wait(std::chrono::milliseconds time) {
    const py::gil_scoped_release release;
    std::unique_lock lock(mutex);
    return finished.wait_for(lock, time, [&] { return done; });
  }
};

std::atomic<int> running = 0;

/// What libraries tear down at exit may be in use by work that was left behind: skip that.
void exit_without_destructors(int status, void*) {
  if (running == 0) return;
  std::fflush(nullptr);
  ::_exit(status);
}

void leave_behind(std::thread worker) {
  static const bool registered = ::on_exit(&exit_without_destructors, nullptr) == 0;
  (void)registered;
  worker.detach();
}

}  // namespace

void hand_over() {
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  const py::gil_scoped_release release;
}

void wait_for_work(std::function<void(const std::stop_token&)> work, const OnTick& on_tick) {
  const auto job = std::make_shared<Job>();
  job->work = std::move(work);
  ++running;
  // A thread begins with the number of threads of the environment: here it is that of the caller.
  std::thread worker([job, threads = omp_get_max_threads()] {
    omp_set_num_threads(threads);
    job->run();
    --running;
  });
  std::exception_ptr interruption;
  while (!interruption && !job->wait(25ms)) {
    try {
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
      if (on_tick) on_tick();
    } catch (...) {
      interruption = std::current_exception();
      job->source.request_stop();
    }
  }
  if (interruption && !job->wait(100ms)) {
    leave_behind(std::move(worker));
    std::rethrow_exception(interruption);
  }
  {
    const py::gil_scoped_release release;
    worker.join();
  }
  if (interruption) std::rethrow_exception(interruption);
  if (job->failure) std::rethrow_exception(job->failure);
  if (on_tick) on_tick();
}

}  // namespace traversable::python
