#include "python/bindings/interruptible.h"

#include <pybind11/pybind11.h>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace py = pybind11;

namespace traversable::python {

void run_interruptibly(const std::function<void(const std::stop_token&)>& work,
                       const std::function<void()>& on_tick) {
  std::stop_source source;
  std::exception_ptr failure;
  std::mutex mutex;
  std::condition_variable finished;
  bool done = false;
  std::thread worker([&] {
    try {
      work(source.get_token());
    } catch (...) {
      failure = std::current_exception();
    }
    const std::lock_guard lock(mutex);
    done = true;
    finished.notify_all();
  });
  std::exception_ptr interruption;
  const auto tick = [&] {
    if (interruption) return;
    try {
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
      if (on_tick) on_tick();
    } catch (...) {
      interruption = std::current_exception();
      source.request_stop();
    }
  };
  for (bool over = false; !over;) {
    {
      const py::gil_scoped_release release;
      std::unique_lock lock(mutex);
      over = finished.wait_for(lock, std::chrono::milliseconds(50), [&] { return done; });
    }
    tick();
  }
  {
    const py::gil_scoped_release release;
    worker.join();
  }
  if (interruption) std::rethrow_exception(interruption);
  if (failure) std::rethrow_exception(failure);
}

}  // namespace traversable::python
