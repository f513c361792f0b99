#include "experiments/program/linked_libraries.h"

#include <fmt/format.h>
#include <hdf5.h>

#include <CLI/CLI.hpp>

namespace traversable {

std::string libraries_of_program() {
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
  return fmt::format("HDF5 {}.{}.{}, CLI11 {}", major, minor, release, CLI11_VERSION);
}

}  // namespace traversable
