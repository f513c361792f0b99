#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <omp.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

#include "experiments/files/seal.h"
#include "experiments/program/build_info.h"
#include "experiments/program/command.h"
#include "experiments/program/descriptor_driver.h"
#include "experiments/program/provenance.h"
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

std::string text_of(hid_t root, const DiskFile& file, const Seal& seal) {
  const auto text = [&](const char* name) { return hdf5::text_attribute(root, name); };
  const std::vector<unsigned char> states = point_states(file, seal, false);
  const bool ended = statistics_state(file, seal) == StatisticsState::whole;
  std::string stretches;
  for (const std::string& row : stretches_of(file, seal))
    stretches += fmt::format("stretch    {}\n", row);
  return fmt::format(
      "{} ({}), by traversable {} ({}) on {}\ncommand    {}\nstarted    {}\nended      {}\n{}"
      "points     {} of {}\n\n{}",
      text("experiment"), text("schema"), text("version"), text("git_commit"), text("host"),
      text("command_line"), text("start_time"),
      ended ? text("end_time") : "not yet: --resume completes it", stretches,
      std::count(states.begin(), states.end(), 1), states.size(), text("configuration"));
}

/// The library sees the file only where its structure is whole.
std::string file_info(const std::string& path) {
  const DiskFile file(path, O_RDONLY);
  const Seal seal = read_seal(file);
  check_structure(file, seal);
  try {
    return text_of(hdf5::DescriptorFile::open(file.descriptor()), file, seal);
  } catch (const std::runtime_error& error) {
    throw std::invalid_argument(
        fmt::format("{}: not a result file of traversable ({})", path, error.what()));
  }
}

void verify_file(const std::string& path) {
  const DiskFile file(path, O_RDONLY);
  try {
    const Verified verified = verify(file);
    fmt::print("{}: everything is as it was written, {} of {} points\n", path, verified.points_done,
               verified.points);
  } catch (const DamagedFile& error) {
    throw std::runtime_error(error.what());
  }
}

void run(const std::string& path, bool whole_file) {
  if (path.empty() && whole_file) throw std::invalid_argument("--verify: needs a result file");
  if (path.empty())
    fmt::print("{}", program_info());
  else if (whole_file)
    verify_file(path);
  else
    fmt::print("{}", file_info(path));
}

}  // namespace

Command add_info_command(CLI::App& parser) {
  auto path = std::make_shared<std::string>();
  auto keys = std::make_shared<KeyOptions>();
  CLI::App* app = parser.add_subcommand("info", "describe this program, or a result file");
  app->add_option("file", *path, "result file");
  keys->add_to(*app, {{"verify", "", "check every byte of the file against its checksums", true}},
               false);
  return {app, [path, keys](const std::stop_token&) {
            run(*path, keys->settings().take_flag("verify"));
          }};
}

}  // namespace traversable
