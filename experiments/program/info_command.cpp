#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

#include "experiments/files/seal.h"
#include "experiments/program/command.h"
#include "experiments/program/descriptor_driver.h"
#include "experiments/program/linked_libraries.h"
#include "experiments/program/provenance.h"
#include "experiments/runs/origin.h"

namespace traversable {
namespace {

std::string program_info() {
  std::string text;
  for (const auto& [name, lines] : program_facts(libraries_of_program()))
    for (std::size_t i = 0; i < lines.size(); ++i)
      text += name == "traversable" ? fmt::format("{} {}\n", name, lines[i])
                                    : fmt::format("{:<10} {}\n", i == 0 ? name : "", lines[i]);
  return text;
}

/// Of a Dataset that Python saved, which may lack any of it.
std::string text_of_saved(hid_t root) {
  const auto text = [&](const char* name) {
    return hdf5::has_attribute(root, name) ? hdf5::text_attribute(root, name) : "unknown";
  };
  return fmt::format(
      "{} ({}), by traversable {} ({}) on {}\nsaved      {}\nstarted    {}\nended      {}\n\n{}",
      text("experiment"), text("schema"), text("version"), text("git_commit"), text("host"),
      text(saved_attribute), text("start_time"), text("end_time"), text("configuration"));
}

std::string text_of(hid_t root, const DiskFile& file, const Seal& seal) {
  if (hdf5::has_attribute(root, saved_attribute)) return text_of_saved(root);
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
