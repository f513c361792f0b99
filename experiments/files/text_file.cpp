#include "experiments/files/text_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <vector>

#include "experiments/files/unfinished_file.h"

namespace traversable {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t longest_text = std::size_t{128} << 20;  // bytes

/// The file that is there, so that no run begins to write to it while it is replaced; nothing where
/// there is none. Throws std::invalid_argument where a run is writing to it.
std::optional<DiskFile> held(const std::string& path) {
  if (::access(path.c_str(), R_OK | W_OK) != 0) return std::nullopt;
  DiskFile file(path, O_RDWR);
  if (file.lock() == DiskFile::Lock::held_by_another)
    throw std::invalid_argument(fmt::format("{}: another run is writing to it", path));
  return file;
}

/// Where a path leads through links, also to what is not there.
fs::path target_of(const fs::path& path, std::error_code& error) {
  fs::path target = path;
  constexpr int most_links = 40;  // as the system's own limit
  for (int link = 0; link < most_links && fs::is_symlink(fs::symlink_status(target, error)); ++link)
    target = target.parent_path() / fs::read_symlink(target, error);
  return fs::weakly_canonical(fs::absolute(target, error), error);
}

}  // namespace

bool is_same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  if (fs::equivalent(a, b, error) && !error) return true;
  const fs::path first = target_of(a, error), second = target_of(b, error);
  return !error && first == second;
}

std::string read_text_file(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error))
    throw std::invalid_argument(fmt::format("{}: is a folder, expected a file", path));
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::invalid_argument(fmt::format("{}: {}", path, std::strerror(errno)));
  std::string text;
  std::vector<char> buffer(std::size_t{1} << 16);
  while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) ||
         file.gcount() > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(file.gcount()));
    if (text.size() > longest_text)
      throw std::invalid_argument(
          fmt::format("{}: more than {} MiB of text", path, longest_text >> 20));
  }
  if (file.bad()) throw std::invalid_argument(fmt::format("{}: cannot be read", path));
  return text;
}

void check_output_path(const std::string& path, bool may_exist, const std::string& hint) {
  if (path.empty()) throw std::invalid_argument("output: the file name is empty");
  const fs::path folder = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : ".";
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (error && status.type() == fs::file_type::none)
    throw std::invalid_argument(fmt::format("{}: {}", path, error.message()));
  if (!fs::is_directory(folder, error))
    throw std::invalid_argument(
        fmt::format("{}: the folder {} does not exist", path, folder.string()));
  if (fs::is_directory(path, error))
    throw std::invalid_argument(fmt::format("{}: is a folder, expected a file name", path));
  if (fs::exists(path, error) && !fs::is_regular_file(path, error))
    throw std::invalid_argument(fmt::format("{}: is not a regular file", path));
  if (::access(folder.c_str(), W_OK) != 0)
    throw std::invalid_argument(
        fmt::format("{}: cannot write to {}: {}", path, folder.string(), std::strerror(errno)));
  if (!may_exist && fs::exists(path, error))
    throw std::invalid_argument(fmt::format("{}: already exists; {}", path, hint));
  if (may_exist) held(path);
  UnfinishedFile attempt(path);  // a folder may refuse what access(2) grants
}

void write_text_file(const std::string& path, const std::string& text, bool overwrite) {
  const std::string hint = "give --overwrite to replace it";
  check_output_path(path, overwrite, hint);
  const std::optional<DiskFile> replaced = overwrite ? held(path) : std::nullopt;
  UnfinishedFile unfinished(path);
  unfinished.file().write_at(0, text.data(), text.size());
  unfinished.file().sync();
  if (!unfinished.give_name(overwrite))
    throw std::invalid_argument(fmt::format("{}: already exists; {}", path, hint));
}

}  // namespace traversable
