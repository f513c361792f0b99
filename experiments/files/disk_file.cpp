#include "experiments/files/disk_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace traversable {
namespace {

bool is_fault_of_the_name(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
    case EISDIR:
    case EACCES:
    case EPERM:
    case EROFS:
    case ELOOP:
    case ENAMETOOLONG:
    case EEXIST:
    case EINVAL:
    case ENXIO:
    case ETXTBSY:
      return true;
    default:
      return false;
  }
}

[[noreturn]] void fail(const std::string& path, const char* what, int error) {
  throw std::runtime_error(path + ": " + what + ": " + std::strerror(error));
}

struct stat status_of(int fd, const std::string& path) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) fail(path, "cannot be looked at", errno);
  return status;
}

}  // namespace

void throw_open_error(const std::string& path, int error) {
  const std::string message = path + ": " + std::strerror(error);
  if (is_fault_of_the_name(error)) throw std::invalid_argument(message);
  throw std::runtime_error(message);
}

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)) {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) ::close(fd_);
}

DiskFile::DiskFile(const std::string& path, int flags, std::string name) : name_(std::move(name)) {
  int fd = -1;
  do fd = ::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0666);
  while (fd < 0 && errno == EINTR);
  if (fd < 0) throw_open_error(name_, errno);
  fd_ = FileDescriptor(fd);
  if (!S_ISREG(status_of(fd_, name_).st_mode))
    throw std::invalid_argument(name_ + ": is not a regular file");
}

std::uint64_t DiskFile::size() const {
  return static_cast<std::uint64_t>(status_of(fd_, name_).st_size);
}

void DiskFile::read_at(std::uint64_t offset, void* data, std::size_t bytes) const {
  auto* to = static_cast<char*>(data);
  while (bytes > 0) {
    const ssize_t got = ::pread(fd_, to, bytes, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(name_, "cannot be read", errno);
    if (got == 0) throw std::runtime_error(name_ + ": cannot be read: it ends too early");
    to += got;
    offset += static_cast<std::uint64_t>(got);
    bytes -= static_cast<std::size_t>(got);
  }
}

void DiskFile::write_at(std::uint64_t offset, const void* data, std::size_t bytes) const {
  const auto* from = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t written = ::pwrite(fd_, from, bytes, static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(name_, "cannot be written", errno);
    from += written;
    offset += static_cast<std::uint64_t>(written);
    bytes -= static_cast<std::size_t>(written);
  }
}

void DiskFile::resize(std::uint64_t bytes) const {
  while (::ftruncate(fd_, static_cast<off_t>(bytes)) != 0)
    if (errno != EINTR) fail(name_, "cannot be written", errno);
}

void DiskFile::sync() const {
  while (::fsync(fd_) != 0)
    if (errno != EINTR) fail(name_, "cannot be written", errno);
}

DiskFile::Lock DiskFile::lock() const {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  while (::fcntl(fd_, F_OFD_SETLK, &lock) != 0) {
    if (errno == EINTR) continue;
    return errno == EAGAIN || errno == EACCES ? Lock::held_by_another : Lock::not_here;
  }
  return Lock::taken;
}

bool DiskFile::is_at(const std::string& path) const {
  struct stat there {};
  if (::stat(path.c_str(), &there) != 0) return false;
  const struct stat here = status_of(fd_, name_);
  return here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

bool DiskFile::has_a_name() const { return status_of(fd_, name_).st_nlink > 0; }

}  // namespace traversable
