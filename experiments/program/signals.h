// What the surroundings do to the program: Ctrl-C, a batch system's SIGTERM, streams that are closed.
#pragma once

#include <stop_token>
#include <string>
#include <thread>

namespace traversable {

/// While an object lives, the first SIGINT or SIGTERM asks its token to stop, so that the run ends
/// between two steps. Where no step ends within a second, or at the second signal, the process is
/// ended from outside: result files survive that at any moment, and unfinished ones are removed.
/// Make it before any other thread starts.
class StopOnSignal {
 public:
  StopOnSignal();
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;

  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::jthread watcher_;
};

/// What is said when a signal has ended the program: "interrupted" if not set.
void set_interruption_message(const std::string& message);
std::string interruption_message();

/// A line "traversable: <message>" on standard error, whatever state that is in: never throws.
void say_error(const std::string& message) noexcept;

/// Descriptors 0 to 2 open on /dev/null where the caller closed them, so that no file of ours gets
/// their numbers; against their direction, so that using them still fails. A file beyond a quota is
/// an error of the call, not a signal.
void guard_standard_streams();

/// A reader that goes away does not end the run: from here on only a failed write tells.
void survive_closed_pipes();

inline constexpr int exit_failure = 1, exit_usage = 2, exit_interrupted = 3;

}  // namespace traversable
