// A file that gets its name when it is whole.
#pragma once

#include <string>

#include "experiments/files/disk_file.h"

namespace traversable {

/// An empty file beside `path`, `path`.<process>.part, locked; removed with the object unless it was
/// given its name. Throws as DiskFile does.
class UnfinishedFile {
 public:
  explicit UnfinishedFile(const std::string& path);
  ~UnfinishedFile();
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;

  const DiskFile& file() const { return file_; }

  /// The file under its name, `replace`ing another one or not: then false where there is one.
  /// Throws std::runtime_error.
  bool give_name(bool replace);

  /// To whoever goes on with it, once it has its name.
  DiskFile release() { return std::move(file_); }

 private:
  std::string path_;
  std::string partial_;  // its name until it gets the other, then empty
  DiskFile file_;
};

/// Removes what objects of this process have not given a name yet: before it is ended by force.
void remove_unfinished_files();

}  // namespace traversable
