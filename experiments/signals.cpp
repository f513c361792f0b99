#include "experiments/signals.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>

namespace traversable {
namespace {

constexpr int exit_interrupted = 3;

// A handler knows nothing but globals. It may run on any thread, those of libraries included, so
// blocking the signals here and waiting for them would not do.
std::atomic<int> signals_seen = 0;
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void count_signal(int) {
  if (signals_seen.fetch_add(1) > 0) ::_exit(exit_interrupted);
}

void set_handler(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

void watch(const std::stop_token& over, std::stop_source& source) {
  while (!over.stop_requested()) {
    if (signals_seen > 0 && source.request_stop())
      spdlog::warn("stopping after the current step; once more to stop at once");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace

StopOnSignal::StopOnSignal() {
  signals_seen = 0;
  set_handler(count_signal);
  watcher_ = std::jthread([this](const std::stop_token& over) { watch(over, source_); });
}

StopOnSignal::~StopOnSignal() {
  watcher_.request_stop();
  watcher_.join();
  set_handler(SIG_DFL);
}

}  // namespace traversable
