// Ctrl-C and the batch system's SIGTERM as a request to stop.
#pragma once

#include <stop_token>
#include <thread>

namespace traversable {

/// While an object lives, the first SIGINT or SIGTERM asks its token to stop, so that the run ends
/// between two steps with everything finished saved; the second ends the process at once, which
/// result files survive as well. Make it before any other thread starts.
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

}  // namespace traversable
