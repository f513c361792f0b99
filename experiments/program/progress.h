// Progress of a run: a line that renews itself on a terminal, plain lines in a log.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace traversable {

/// "37/101 points, 12.3/s, 0:05 left", `unit` being "points": at most ten times a second on a terminal, every ten seconds in
/// the log where there is no terminal or the log is a file. At level debug a line a point.
class Progress {
 public:
  /// `done` of `total` points are there at the start; they do not count for the rate.
  Progress(std::size_t done, std::size_t total, bool quiet, std::string unit = "points");
  /// `note` is appended to the line.
  void advance(const std::string& note = "");
  /// Ends the line on a terminal, once; so does the end of its scope.
  void finish();
  ~Progress() { finish(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  using Clock = std::chrono::steady_clock;
  std::string line(Clock::time_point now, const std::string& note) const;

  std::size_t at_start_;
  std::size_t done_;
  std::size_t total_;
  std::string unit_;
  bool quiet_;
  bool on_terminal_;
  Clock::time_point start_;
  Clock::time_point last_print_;
  Clock::time_point last_log_;
};

}  // namespace traversable
