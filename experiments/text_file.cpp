#include "experiments/text_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace traversable {

namespace fs = std::filesystem;

std::string read_text_file(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error))
    throw std::invalid_argument(fmt::format("{}: is a folder, expected a file", path));
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::invalid_argument(fmt::format("{}: {}", path, std::strerror(errno)));
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad()) throw std::invalid_argument(fmt::format("{}: cannot be read", path));
  return text.str();
}

void check_output_path(const std::string& path, bool may_exist, const std::string& hint) {
  if (path.empty()) throw std::invalid_argument("output: the file name is empty");
  const fs::path folder = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : ".";
  std::error_code error;
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
}

void write_text_file(const std::string& path, const std::string& text, bool overwrite) {
  check_output_path(path, overwrite, "give --overwrite to replace it");
  const std::string partial = fmt::format("{}.{}.part", path, ::getpid());
  {
    std::ofstream file(partial, std::ios::binary);
    file << text << std::flush;
    if (!file) {
      const std::string reason = std::strerror(errno);
      fs::remove(partial);
      throw std::invalid_argument(fmt::format("{}: cannot be written: {}", path, reason));
    }
  }
  fs::rename(partial, path);
}

}  // namespace traversable
