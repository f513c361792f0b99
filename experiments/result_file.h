// A result file that survives a kill at any moment.
//
// The whole file is laid out, filled with NaN and renamed into place before the first point is
// computed; from then on a point is written into the fixed places of its numbers, and its
// `completed` flag last. The library's own structures never change while a run computes, so the file
// opens after a kill at any moment and readers may look at it meanwhile.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "experiments/model_choice.h"

namespace traversable {

/// A file descriptor that closes itself.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor();
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  operator int() const { return fd_; }

 private:
  int fd_;
};

/// Where the elements of a dataset are in a file.
struct DatasetPlace {
  std::size_t offset = 0;   // of the first element
  std::size_t element = 0;  // bytes
};

class ResultFile {
 public:
  /// `lay_out` makes a whole file at the path it is given, which then replaces one at `path`. Throws
  /// std::invalid_argument where it cannot be written.
  static void create(const std::string& path,
                     const std::function<void(const std::string& path)>& lay_out);

  /// Opens a file made by create for writing points. Throws std::invalid_argument where it is not
  /// such a file, was made by another experiment, configuration or other couplings (with the
  /// differences), or another process is writing to it.
  ResultFile(std::string path, const std::string& experiment, const std::string& configuration,
             const HamiltonianList& hamiltonians);

  const std::string& path() const { return path_; }

  /// Throws std::invalid_argument where the file has no dataset of that name.
  DatasetPlace place(const std::string& name, std::size_t element) const;

  /// `count` elements from number `index` on. Throw std::runtime_error.
  void write_at(const DatasetPlace& place, std::size_t index, const void* data, std::size_t count);
  void read_at(const DatasetPlace& place, std::size_t index, void* data, std::size_t count) const;

  /// Flags of the points in the dataset `completed`.
  bool is_done(std::size_t point) const { return completed_[point] == 1; }
  void set_done(std::size_t point);
  std::size_t num_done() const;

  /// True after finish, which sets the end time.
  bool is_finished() const { return finished_; }
  void finish();

 private:
  std::string path_;
  FileDescriptor fd_;
  DatasetPlace completed_place_;
  std::vector<unsigned char> completed_;
  bool finished_ = false;
};

}  // namespace traversable
