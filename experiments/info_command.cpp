#include <fmt/format.h>
#include <fmt/ranges.h>
#include <omp.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

#include "experiments/build_info.h"
#include "experiments/command.h"
#include "experiments/hdf5.h"
#include "experiments/model_choice.h"
#include "experiments/text_file.h"
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
std::string device_lines() {
  std::string lines = "devices    cpu\n";
  try {
    const std::vector<CudaDevice> devices = cuda_devices();
    for (std::size_t i = 0; i < devices.size(); ++i)
      lines +=
          fmt::format("           cuda:{}, {}, compute capability {}.{}, {}\n", i, devices[i].name,
                      devices[i].major, devices[i].minor, format_bytes(devices[i].memory));
  } catch (const std::runtime_error& error) {
    lines += fmt::format("           no cuda: {}\n", error.what());
  }
  try {
    lines += fmt::format("           cuStateVec {} for: {}\n", custatevec_version(),
                         chosen_operations());
  } catch (const std::runtime_error& error) {
    lines += fmt::format("           no cuStateVec: {}\n", error.what());
  }
  return lines;
}

std::string program_info() {
  return fmt::format(
      "traversable {} ({})\nbuild      {}\nlibraries  {}\nSIMD       {}\nthreads    {}\n"
      "memory     {} available\n{}models     {}\n",
      version(), git_commit(), build_flags(), library_versions(), fmt::join(simd_targets(), ", "),
      omp_get_max_threads(), format_bytes(available_memory()), device_lines(), model_names());
}

std::string file_info(const std::string& path) {
  const hdf5::Handle file = hdf5::open_file(path, false);
  const auto text = [&](const char* name) { return hdf5::text_attribute(file, name); };
  const hdf5::Handle completed = hdf5::open_dataset(file, "completed");
  std::size_t points = 1;
  for (const std::size_t n : hdf5::shape_of(completed)) points *= n;
  std::vector<unsigned char> flags(points);
  hdf5::read_all(completed, hdf5::byte_type(), flags.data());
  const std::string end = text("end_time");
  return fmt::format(
      "{} ({}), by traversable {} ({}) on {}\ncommand    {}\nstarted    {}\nended      {}\npoints  "
      "   {} of {}\n\n{}",
      text("experiment"), text("schema"), text("version"), text("git_commit"), text("host"),
      text("command_line"), text("start_time"),
      end.empty() ? "not yet: --resume completes it" : end,
      std::count(flags.begin(), flags.end(), 1), points, text("configuration"));
}

void run(const std::string& path) {
  if (path.empty()) {
    fmt::print("{}", program_info());
    return;
  }
  read_text_file(path);  // says why a file cannot be read, which the HDF5 library does not
  std::string info;
  try {
    info = file_info(path);
  } catch (const std::runtime_error& error) {
    throw std::invalid_argument(
        fmt::format("{}: not a result file of traversable ({})", path, error.what()));
  }
  fmt::print("{}", info);
}

}  // namespace

Command add_info_command(CLI::App& parser) {
  auto path = std::make_shared<std::string>();
  CLI::App* app = parser.add_subcommand("info", "describe this program, or a result file");
  app->add_option("file", *path, "result file");
  return {app, [path](const std::stop_token&) { run(*path); }};
}

}  // namespace traversable
