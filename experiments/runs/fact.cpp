#include "experiments/runs/fact.h"

#include <fmt/format.h>
#include <omp.h>

#include <array>
#include <cmath>

namespace traversable {
namespace {

struct TimeUnit {
  double seconds;
  double from;  // seconds from which on it is used
  const char* one;
  const char* several;
};

/// A person counts to ninety of one before changing to the next.
constexpr std::array<TimeUnit, 5> time_units{{{1, 0, "s", "s"},
                                              {60, 90, "min", "min"},
                                              {3600, 90 * 60, "h", "h"},
                                              {86400, 48 * 3600, "day", "days"},
                                              {365.25 * 86400, 730 * 86400.0, "year", "years"}}};

}  // namespace

Fact::Value whole(std::size_t number) { return static_cast<long long>(number); }

std::string lines_of(const Facts& facts) {
  std::string lines;
  for (const Fact& fact : facts) lines += fmt::format("# {:<13} {}\n", fact.name, fact.text);
  return lines;
}

std::string duration_text(double seconds) {
  if (!(seconds >= 1)) return "less than 1 s";
  const TimeUnit* unit = &time_units.front();
  for (const TimeUnit& one : time_units)
    if (seconds >= one.from) unit = &one;
  const double number = seconds / unit->seconds;
  const double digit = std::pow(10, std::max(0.0, std::floor(std::log10(number)) - 1));
  const double rounded = std::round(number / digit) * digit;
  return fmt::format("about {} {}", rounded, rounded == 1 ? unit->one : unit->several);
}

Fact time_fact(double seconds) {
  const int threads = omp_get_max_threads();
  return {
      "time",
      fmt::format("{} on {} thread{}", duration_text(seconds), threads, threads == 1 ? "" : "s"),
      {{"seconds", seconds}, {"threads", threads}}};
}

}  // namespace traversable
