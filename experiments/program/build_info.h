// What this program is and was built with.
#pragma once

#include <string>

namespace traversable {

std::string version();
/// Short hash of the commit, "unknown" outside a checkout.
std::string git_commit();
/// "eigen 3.4.0, hdf5 1.10.8, ..." on one line.
std::string library_versions();
/// Instruction set and build type.
std::string build_flags();

}  // namespace traversable
