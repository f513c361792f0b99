#include "experiments/signals.h"

#include <pthread.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <csignal>
#include <ctime>

namespace traversable {
namespace {

constexpr int exit_interrupted = 3;

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

void watch(const std::stop_token& over, std::stop_source& source) {
  const sigset_t signals = stop_signals();
  const timespec patience{0, 50'000'000};
  while (!over.stop_requested()) {
    if (sigtimedwait(&signals, nullptr, &patience) < 0) continue;
    if (source.stop_requested()) ::_exit(exit_interrupted);
    spdlog::warn("stopping after the current step; once more to stop at once");
    source.request_stop();
  }
}

}  // namespace

StopOnSignal::StopOnSignal() {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  watcher_ = std::jthread([this](const std::stop_token& over) { watch(over, source_); });
}

StopOnSignal::~StopOnSignal() {
  watcher_.request_stop();
  watcher_.join();
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

}  // namespace traversable
