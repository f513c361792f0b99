#include "experiments/program/signals.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <pthread.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <mutex>
#include <stdexcept>
#include <system_error>

#include "experiments/files/unfinished_file.h"
#include "sim/memory.h"

namespace traversable {
namespace {

/// A step that takes longer than this after the first signal is not waited for.
constexpr auto patience = std::chrono::milliseconds(800);

// A handler knows nothing but globals. It may run on any thread, those of libraries included, so
// blocking the signals here and waiting for them would not do.
std::atomic<int> signals_seen = 0;
static_assert(std::atomic<int>::is_always_lock_free);

std::mutex message_mutex;
std::string message = "interrupted";

extern "C" void count_signal(int) {
  if (signals_seen.fetch_add(1) > 1) ::_exit(exit_interrupted);
}

void set_handler(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

[[noreturn]] void end_now() {
  remove_unfinished_files();
  say_error(interruption_message());
  ::_exit(exit_interrupted);
}

void watch(const std::stop_token& over, std::stop_source& source) {
  using Clock = std::chrono::steady_clock;
  Clock::time_point end = Clock::time_point::max();
  while (!over.stop_requested()) {
    if (signals_seen > 0 && source.request_stop()) end = Clock::now() + patience;
    if (signals_seen > 1 || Clock::now() > end) end_now();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

/// Bytes of a new thread's stack.
double stack_of_a_thread() {
  pthread_attr_t attributes;
  std::size_t size = 0;
  pthread_attr_init(&attributes);
  pthread_attr_getstacksize(&attributes, &size);
  pthread_attr_destroy(&attributes);
  return static_cast<double>(size);
}

}  // namespace

StopOnSignal::StopOnSignal() {
  signals_seen = 0;
  set_handler(count_signal);
  try {
    watcher_ = std::jthread([this](const std::stop_token& over) { watch(over, source_); });
  } catch (const std::system_error&) {
    set_handler(SIG_DFL);
    if (!is_address_space_limited()) throw;
    throw std::runtime_error(fmt::format(
        "the limit on address space (ulimit -v) leaves {}, {} are needed for the thread that hears "
        "signals",
        format_bytes(address_space_left()), format_bytes(stack_of_a_thread())));
  }
}

StopOnSignal::~StopOnSignal() {
  watcher_.request_stop();
  watcher_.join();
  set_handler(SIG_DFL);
}

void set_interruption_message(const std::string& text) {
  const std::lock_guard lock(message_mutex);
  message = text;
}

std::string interruption_message() {
  const std::lock_guard lock(message_mutex);
  return message;
}

void say_error(const std::string& text) noexcept {
  const std::string line = "traversable: " + text + "\n";
  for (std::size_t begin = 0; begin < line.size();) {
    const ssize_t written = ::write(STDERR_FILENO, line.data() + begin, line.size() - begin);
    if (written <= 0 && errno != EINTR) return;
    if (written > 0) begin += static_cast<std::size_t>(written);
  }
}

void guard_standard_streams() {
  constexpr std::array against{O_WRONLY, O_RDONLY, O_RDONLY};
  for (int fd = 0; fd < 3; ++fd)
    if (::fcntl(fd, F_GETFD) < 0 && errno == EBADF)
      if (::open("/dev/null", against[static_cast<std::size_t>(fd)]) != fd) ::_exit(exit_failure);
  std::signal(SIGXFSZ, SIG_IGN);
}

void survive_closed_pipes() { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace traversable
