#include "experiments/program/progress.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <string>

#include "experiments/program/log.h"

namespace traversable {
namespace {

std::string duration(double seconds) {
  const long long whole = std::llround(seconds);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

}  // namespace

Progress::Progress(std::size_t done, std::size_t total, bool quiet, std::string unit)
    : at_start_(done),
      done_(done),
      total_(total),
      unit_(std::move(unit)),
      quiet_(quiet),
      on_terminal_(::isatty(STDERR_FILENO) == 1),
      start_(Clock::now()),
      last_print_(start_),
      last_log_(start_) {}

void Progress::advance(const std::string& note) {
  ++done_;
  const auto now = Clock::now();
  spdlog::debug("{}/{} {} done", done_, total_, unit_);
  if (quiet_) return;
  if (on_terminal_ && (now - last_print_ >= std::chrono::milliseconds(100) || done_ == total_)) {
    last_print_ = now;
    std::fputs(("\r\033[K" + line(now, note)).c_str(), stderr);
    std::fflush(stderr);
  }
  if ((!on_terminal_ || logs_to_file()) && now - last_log_ >= std::chrono::seconds(10)) {
    last_log_ = now;
    spdlog::info(line(now, note));
  }
}

std::string Progress::line(Clock::time_point now, const std::string& note) const {
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const double rate = static_cast<double>(done_ - at_start_) / elapsed;
  return fmt::format("{}/{} {}, {:.3g}/s, {} left{}{}", done_, total_, unit_, rate,
                     duration(static_cast<double>(total_ - done_) / rate), note.empty() ? "" : "; ",
                     note);
}

void Progress::finish() {
  if (on_terminal_ && !quiet_ && last_print_ != start_) std::fputs("\n", stderr);
  last_print_ = start_;
}

}  // namespace traversable
