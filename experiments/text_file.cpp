#include "experiments/text_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "experiments/unfinished_file.h"

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
  const std::string hint = "give --overwrite to replace it";
  check_output_path(path, overwrite, hint);
  UnfinishedFile unfinished(path);
  unfinished.file().write_at(0, text.data(), text.size());
  unfinished.file().sync();
  if (!unfinished.give_name(overwrite))
    throw std::invalid_argument(fmt::format("{}: already exists; {}", path, hint));
}

}  // namespace traversable
