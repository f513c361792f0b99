#include "experiments/files/unfinished_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <limits.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <set>
#include <stdexcept>

namespace traversable {
namespace {

std::mutex registry_mutex;
std::set<std::string> registry;  // names that the end of the process must not leave behind

void remember(const std::string& partial) {
  const std::lock_guard lock(registry_mutex);
  registry.insert(partial);
}

void forget(const std::string& partial) {
  const std::lock_guard lock(registry_mutex);
  registry.erase(partial);
}

/// What a killed process has left in it goes. Throws std::runtime_error, and the file goes too then.
void empty(const DiskFile& file, const std::string& partial) {
  try {
    file.resize(0);
  } catch (const std::runtime_error&) {
    ::unlink(partial.c_str());
    forget(partial);
    throw;
  }
}

/// `path` with an ending; a name that would be too long for a file system is cut before it.
std::string with_ending(const std::string& path, const std::string& ending) {
  constexpr std::size_t longest_name = NAME_MAX;        // bytes
  const std::size_t name = path.find_last_of('/') + 1;  // npos + 1 = 0
  const std::size_t length = path.size() - name;
  // A name that is too long itself stays: opening it says so.
  if (length > longest_name) return path + ending;
  return path.substr(0, name + std::min(length, longest_name - ending.size())) + ending;
}

/// Under a name of this process that no other holds; what a killed process of the same number left
/// is taken over. Tells the name in `partial`.
DiskFile begin(const std::string& path, std::string& partial) {
  for (int attempt = 0;; ++attempt) {
    partial = with_ending(path, attempt == 0 ? fmt::format(".{}.part", ::getpid())
                                             : fmt::format(".{}.{}.part", ::getpid(), attempt));
    DiskFile file(partial, O_RDWR | O_CREAT, path);
    if (file.lock() == DiskFile::Lock::held_by_another || !file.is_at(partial)) continue;
    remember(partial);
    empty(file, partial);
    return file;
  }
}

[[noreturn]] void fail(const std::string& path, int error) {
  throw std::runtime_error(fmt::format("{}: cannot be written: {}", path, std::strerror(error)));
}

/// False where there is a file of that name.
bool rename_to_new(const std::string& from, const std::string& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno == EEXIST) return false;
  if (errno != EINVAL && errno != ENOSYS) fail(to, errno);
  // A file system without this call, such as NFS.
  if (::link(from.c_str(), to.c_str()) != 0) {
    if (errno == EEXIST) return false;
    fail(to, errno);
  }
  ::unlink(from.c_str());
  return true;
}

}  // namespace

UnfinishedFile::UnfinishedFile(const std::string& path)
    : path_(path), file_(begin(path, partial_)) {}

UnfinishedFile::~UnfinishedFile() {
  if (partial_.empty()) return;
  ::unlink(partial_.c_str());
  forget(partial_);
}

bool UnfinishedFile::give_name(bool replace) {
  if (replace) {
    if (::rename(partial_.c_str(), path_.c_str()) != 0) fail(path_, errno);
  } else if (!rename_to_new(partial_, path_)) {
    return false;
  }
  forget(partial_);
  partial_.clear();
  return true;
}

void remove_unfinished_files() {
  const std::lock_guard lock(registry_mutex);
  for (const std::string& partial : registry) ::unlink(partial.c_str());
  registry.clear();
}

}  // namespace traversable
