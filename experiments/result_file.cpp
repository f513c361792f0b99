#include "experiments/result_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "experiments/hdf5.h"
#include "experiments/result_layout.h"

namespace traversable {
namespace {

void sync_file(const std::string& path) {
  const FileDescriptor fd(::open(path.c_str(), O_RDWR));
  if (fd < 0 || ::fsync(fd) != 0)
    throw std::invalid_argument(
        fmt::format("{}: cannot be written: {}", path, std::strerror(errno)));
}

int open_for_writing(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) throw std::invalid_argument(fmt::format("{}: {}", path, std::strerror(errno)));
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  if (::fcntl(fd, F_OFD_SETLK, &lock) != 0 && (errno == EAGAIN || errno == EACCES)) {
    ::close(fd);
    throw std::invalid_argument(fmt::format("{}: another run is writing to it", path));
  }
  return fd;
}

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) ::close(fd_);
}

void ResultFile::create(const std::string& path,
                        const std::function<void(const std::string& path)>& lay_out) {
  const std::string partial = fmt::format("{}.{}.part", path, ::getpid());
  try {
    lay_out(partial);
    sync_file(partial);
    std::filesystem::rename(partial, path);
  } catch (const std::runtime_error& error) {
    std::error_code ignored;
    std::filesystem::remove(partial, ignored);
    throw std::invalid_argument(fmt::format("{}: cannot be written: {}", path, error.what()));
  }
}

ResultFile::ResultFile(std::string path, const std::string& experiment,
                       const std::string& configuration, const HamiltonianList& hamiltonians)
    : path_(std::move(path)), fd_(open_for_writing(path_)) {
  try {
    const hdf5::Handle file = hdf5::open_file(path_, false);
    check_same_run(path_, file, experiment, configuration, hamiltonians);
    finished_ = has_end_time(file);
    const hdf5::Handle completed = hdf5::open_dataset(file, "completed");
    completed_place_ = {hdf5::offset_of(completed), 1};
    std::size_t points = 1;
    const auto shape = hdf5::shape_of(completed);
    for (const std::size_t size : shape) points *= size;
    completed_.resize(points);
  } catch (const std::runtime_error& error) {
    throw std::invalid_argument(fmt::format("{}: not a result file of traversable {} ({})", path_,
                                            experiment, error.what()));
  }
  read_at(completed_place_, 0, completed_.data(), completed_.size());
}

DatasetPlace ResultFile::place(const std::string& name, std::size_t element) const {
  try {
    return {hdf5::offset_of(hdf5::open_dataset(hdf5::open_file(path_, false), name)), element};
  } catch (const std::runtime_error& error) {
    throw std::invalid_argument(fmt::format("{}: {}", path_, error.what()));
  }
}

void ResultFile::write_at(const DatasetPlace& place, std::size_t index, const void* data,
                          std::size_t count) {
  const auto* bytes = static_cast<const char*>(data);
  std::size_t left = count * place.element;
  auto position = static_cast<off_t>(place.offset + index * place.element);
  while (left > 0) {
    const ssize_t written = ::pwrite(fd_, bytes, left, position);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0)
      throw std::runtime_error(
          fmt::format("{}: cannot be written: {}", path_, std::strerror(errno)));
    bytes += written;
    position += written;
    left -= static_cast<std::size_t>(written);
  }
}

void ResultFile::read_at(const DatasetPlace& place, std::size_t index, void* data,
                         std::size_t count) const {
  auto* bytes = static_cast<char*>(data);
  std::size_t left = count * place.element;
  auto position = static_cast<off_t>(place.offset + index * place.element);
  while (left > 0) {
    const ssize_t got = ::pread(fd_, bytes, left, position);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw std::runtime_error(fmt::format("{}: cannot be read", path_));
    bytes += got;
    position += got;
    left -= static_cast<std::size_t>(got);
  }
}

void ResultFile::set_done(std::size_t point) {
  completed_[point] = 1;
  write_at(completed_place_, point, &completed_[point], 1);
}

std::size_t ResultFile::num_done() const {
  return static_cast<std::size_t>(std::count(completed_.begin(), completed_.end(), 1));
}

void ResultFile::finish() {
  set_end_time(hdf5::open_file(path_, true));
  ::fsync(fd_);
  finished_ = true;
}

}  // namespace traversable
