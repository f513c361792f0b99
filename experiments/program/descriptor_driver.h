// An HDF5 file driver on a descriptor that is open already.
//
// The library finds files by path and drops the errors of its last writes; a file that it cannot
// flush brings it down when the process ends. This driver reads and writes the descriptor that it is
// given. The first failed write is kept for the caller and the library is told that all is well, so
// that it closes in order; the caller asks error() afterwards.
#pragma once

#include <hdf5.h>

#include <memory>

#include "experiments/program/hdf5.h"

namespace traversable::hdf5 {

class DescriptorFile {
 public:
  /// Begins a file in what the descriptor is open for, which is empty.
  static DescriptorFile create(int descriptor);
  static DescriptorFile open(int descriptor);

  operator hid_t() const { return file_; }

  /// Writes everything and closes. Returns the system's number of the first failure, 0 where there
  /// was none. Throws std::runtime_error where the library itself refuses.
  int close();

 private:
  DescriptorFile(int descriptor, bool create);

  std::unique_ptr<int> error_;  // before file_, which writes it when it is closed
  Handle file_;
};

}  // namespace traversable::hdf5
