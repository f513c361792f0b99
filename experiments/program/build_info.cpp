#include "experiments/program/build_info.h"

#include <fmt/format.h>
#include <hdf5.h>
#include <omp.h>

#include <CLI/CLI.hpp>
#include <Eigen/Core>
#include <nlohmann/json.hpp>

#include "experiments/build_config.h"

namespace traversable {

std::string version() { return TRAVERSABLE_VERSION; }
std::string git_commit() { return TRAVERSABLE_GIT_COMMIT; }

std::string library_versions() {
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
  return fmt::format(
      "Eigen {}.{}.{}, HDF5 {}.{}.{}, {}, OpenMP {}, nlohmann-json {}.{}.{}, CLI11 {}",
      EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION, major, minor, release,
      TRAVERSABLE_BLAS, _OPENMP, NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
      NLOHMANN_JSON_VERSION_PATCH, CLI11_VERSION);
}

std::string build_flags() {
  return fmt::format("{}, {}, -march={}", TRAVERSABLE_COMPILER, TRAVERSABLE_BUILD_TYPE,
                     TRAVERSABLE_MARCH);
}

}  // namespace traversable
