#include "experiments/runs/origin.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <omp.h>
#include <unistd.h>

#include <Eigen/Core>
#include <array>
#include <chrono>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

#include "experiments/build_config.h"
#include "experiments/runs/model_choice.h"
#include "sim/cuda/device.h"
#include "sim/cuda/state_vector_library.h"
#include "sim/memory.h"
#include "sim/state_vector/simd.h"

namespace traversable {
namespace {

/// What cuStateVec does in place of our own kernels.
std::string chosen_operations() {
  std::vector<std::string_view> names;
  for (const auto operation : cuda::chosen_library_operations())
    names.push_back(name_of(operation));
  return names.empty() ? "nothing, TRAVERSABLE_CUSTATEVEC is not set"
                       : fmt::format("{}", fmt::join(names, ", "));
}

/// A line a device, or why there is none.
std::vector<std::string> device_lines() {
  std::vector<std::string> lines{"cpu"};
  try {
    const std::vector<CudaDevice> devices = cuda_devices();
    for (std::size_t i = 0; i < devices.size(); ++i)
      lines.push_back(fmt::format("cuda:{}, {}, compute capability {}.{}, {}", i, devices[i].name,
                                  devices[i].major, devices[i].minor,
                                  format_bytes(devices[i].memory)));
  } catch (const std::runtime_error& error) {
    lines.push_back(fmt::format("no cuda: {}", error.what()));
  }
  try {
    lines.push_back(
        fmt::format("cuStateVec {} for: {}", custatevec_version(), chosen_operations()));
  } catch (const std::runtime_error& error) {
    lines.push_back(fmt::format("no cuStateVec: {}", error.what()));
  }
  return lines;
}

}  // namespace

std::string result_schema() { return "traversable/2"; }
std::string version() { return TRAVERSABLE_VERSION; }
std::string git_commit() { return TRAVERSABLE_GIT_COMMIT; }

std::string library_versions() {
  return fmt::format("Eigen {}.{}.{}, {}, OpenMP {}, nlohmann-json {}.{}.{}", EIGEN_WORLD_VERSION,
                     EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION, TRAVERSABLE_BLAS, _OPENMP,
                     NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                     NLOHMANN_JSON_VERSION_PATCH);
}

std::string build_flags() {
  return fmt::format("{}, {}, -march={}", TRAVERSABLE_COMPILER, TRAVERSABLE_BUILD_TYPE,
                     TRAVERSABLE_MARCH);
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

std::string now_text() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

ProgramFacts program_facts(const std::string& libraries) {
  return {{"traversable", {fmt::format("{} ({})", version(), git_commit())}},
          {"build", {build_flags()}},
          {"libraries", {fmt::format("{}, {}", library_versions(), libraries)}},
          {"SIMD", {fmt::format("{}", fmt::join(simd_targets(), ", "))}},
          {"threads", {fmt::format("{}", omp_get_max_threads())}},
          {"memory", {fmt::format("{} available", format_bytes(available_memory()))}},
          {"devices", device_lines()},
          {"models", {model_names()}}};
}

}  // namespace traversable
