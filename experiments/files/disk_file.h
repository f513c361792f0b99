// A regular file by its descriptor: whole reads and writes at a place, and every failure said.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace traversable {

/// A file descriptor that closes itself.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept;
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor();
  operator int() const { return fd_; }

 private:
  int fd_;
};

/// Throws "<path>: <reason>": std::invalid_argument where the name is at fault (no such file, no
/// permission, a folder, ...), std::runtime_error where the system is (no space, no descriptors, ...).
[[noreturn]] void throw_open_error(const std::string& path, int error);

/// What is read or written is whole, or the call throws std::runtime_error
/// "<path>: cannot be written: <reason>"; calls that a signal cut short go on.
class DiskFile {
 public:
  /// `flags` of open(2). Does not wait for anyone, as opening a pipe would. Messages call it `name`.
  /// Throws as throw_open_error, and std::invalid_argument for what is no regular file.
  DiskFile(const std::string& path, int flags, std::string name);
  DiskFile(const std::string& path, int flags) : DiskFile(path, flags, path) {}

  const std::string& name() const { return name_; }
  int descriptor() const { return fd_; }

  std::uint64_t size() const;
  void read_at(std::uint64_t offset, void* data, std::size_t bytes) const;
  void write_at(std::uint64_t offset, const void* data, std::size_t bytes) const;
  void resize(std::uint64_t bytes) const;
  /// To the disk: everything written so far, or std::runtime_error.
  void sync() const;

  enum class Lock { taken, held_by_another, not_here };
  /// Against other processes, until the file is closed; not_here where the file system has no locks.
  Lock lock() const;

  /// True where `path` leads to this very file.
  bool is_at(const std::string& path) const;
  /// False where it was deleted: nobody will see what is written.
  bool has_a_name() const;

 private:
  std::string name_;
  FileDescriptor fd_;
};

}  // namespace traversable
