// The libraries that the program alone is linked with.
#pragma once

#include <string>

namespace traversable {

/// "HDF5 1.10.8, CLI11 2.3.2".
std::string libraries_of_program();

}  // namespace traversable
