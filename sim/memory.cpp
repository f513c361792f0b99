#include "sim/memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <limits>
#include <optional>
#include <stdexcept>

namespace traversable {
namespace {

std::optional<double> first_number(const std::string& path) {
  std::ifstream file(path);
  double value = 0;
  if (file >> value) return value;
  return std::nullopt;
}

double meminfo_available() {
  std::ifstream file("/proc/meminfo");
  std::string key, unit;
  double kib = 0;
  while (file >> key >> kib >> unit)
    if (key == "MemAvailable:") return kib * 1024;
  return std::numeric_limits<double>::infinity();
}

double cgroup_available() {
  const auto none = std::numeric_limits<double>::infinity();
  const auto limit = first_number("/sys/fs/cgroup/memory.max");  // "max" is no number
  const auto used = first_number("/sys/fs/cgroup/memory.current");
  if (!limit || !used) return none;
  return std::max(0.0, *limit - *used);
}

}  // namespace

double available_memory() { return std::min(meminfo_available(), cgroup_available()); }

void require_memory(double bytes, const std::string& what) {
  const double available = available_memory();
  if (bytes > available)
    throw std::invalid_argument(fmt::format("{} needs {} of memory, {} are available", what,
                                            format_bytes(bytes), format_bytes(available)));
}

std::string format_bytes(double bytes) {
  static constexpr std::array<const char*, 7> units{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  double value = bytes;
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < units.size()) {
    value /= 1024;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", value, unit == 0 ? 0 : 1, units[unit]);
}

}  // namespace traversable
