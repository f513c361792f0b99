// Whole text files, read and written at once.
#pragma once

#include <string>

namespace traversable {

/// Throws std::invalid_argument naming the file and the system's reason, or for more than 128 MiB.
std::string read_text_file(const std::string& path);

/// Writes beside the path and renames, so that a file is whole or not there. Throws
/// std::invalid_argument for an existing file unless `overwrite`, std::runtime_error where the disk
/// fails.
void write_text_file(const std::string& path, const std::string& text, bool overwrite);

/// Throws std::invalid_argument where a file of that name cannot be made (tried, and nothing left behind): no such
/// folder, no permission, a name that the system refuses, or it exists and `may_exist` is false (then `hint` says
/// what to do).
void check_output_path(const std::string& path, bool may_exist, const std::string& hint);

/// There or not, by whatever name, through links of either kind.
bool is_same_file(const std::string& a, const std::string& b);

}  // namespace traversable
