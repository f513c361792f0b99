#include "sim/memory.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>

namespace traversable {
namespace {

namespace fs = std::filesystem;

constexpr double unlimited = std::numeric_limits<double>::infinity();
/// Asking the system takes longer than filling so few bytes.
constexpr double not_worth_asking = 1 << 20;

std::optional<double> first_number(const fs::path& path) {
  std::ifstream file(path);
  double value = 0;
  if (file >> value) return value;
  return std::nullopt;
}

/// The number behind `key` in a file of lines "key number ...".
std::optional<double> number_of(const fs::path& path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(key) && std::isspace(static_cast<unsigned char>(line[key.size()])) != 0)
      return std::stod(line.substr(key.size()));
  return std::nullopt;
}

/// "/user.slice/job" of the line "0::/user.slice/job".
std::optional<std::string> group_of(const std::string& membership) {
  std::ifstream file(membership);
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("0::/")) return line.substr(4);
  return std::nullopt;
}

std::optional<double> limit_of(int resource) {
  ::rlimit limit{};
  if (::getrlimit(static_cast<__rlimit_resource_t>(resource), &limit) != 0 ||
      limit.rlim_cur == RLIM_INFINITY)
    return std::nullopt;
  return static_cast<double>(limit.rlim_cur);
}

double left_in(const fs::path& group) {
  const auto limit = first_number(group / "memory.max");  // "max" is no number
  const auto used = first_number(group / "memory.current");
  if (!limit || !used) return unlimited;
  const double cache = number_of(group / "memory.stat", "inactive_file").value_or(0.0);
  return std::max(0.0, *limit - *used + cache);
}

}  // namespace

double control_group_memory(const std::string& membership, const std::string& root) {
  const auto group = group_of(membership);
  double left = left_in(root);
  if (!group) return left;
  fs::path path = root;
  for (const fs::path& part : fs::path(*group)) {
    path /= part;
    left = std::min(left, left_in(path));
  }
  return left;
}

bool is_address_space_limited() { return limit_of(RLIMIT_AS) || limit_of(RLIMIT_DATA); }

double address_space_left() {
  double left = unlimited;
  for (const auto& [resource, used] : {std::pair(RLIMIT_AS, "VmSize:"), {RLIMIT_DATA, "VmData:"}})
    if (const auto limit = limit_of(resource))
      left = std::min(left, *limit - 1024 * number_of("/proc/self/status", used).value_or(0.0));
  return std::max(0.0, left);
}

double available_memory() {
  const double kib = number_of("/proc/meminfo", "MemAvailable:").value_or(unlimited);
  return std::min({1024 * kib, control_group_memory("/proc/self/cgroup", "/sys/fs/cgroup"),
                   address_space_left()});
}

void require_memory(double bytes, const std::string& what) {
  if (bytes <= not_worth_asking) return;
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
