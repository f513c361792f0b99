#include <fcntl.h>
#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

#include "experiments/files/seal.h"
#include "experiments/program/command.h"
#include "experiments/program/descriptor_driver.h"
#include "experiments/program/json_output.h"
#include "experiments/program/linked_libraries.h"
#include "experiments/program/provenance.h"
#include "experiments/runs/model_choice.h"
#include "experiments/runs/origin.h"
#include "sim/memory.h"

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

Json program_json() {
  Json json = Json::object();
  for (const auto& [name, lines] : program_facts(libraries_of_program()))
    if (name != "traversable" && name != "threads" && name != "memory" && name != "models")
      json[name] = lines.size() == 1 && name != "devices" ? Json(lines[0]) : Json(lines);
  json["version"] = version();
  json["git_commit"] = git_commit();
  json["threads"] = omp_get_max_threads();
  json["memory_available_bytes"] = available_memory();
  json["models"] = model_words();
  return json;
}

/// What a result file says of itself; "unknown" where a Dataset that Python saved lacks it.
struct FileFacts {
  std::string experiment, schema, version, git_commit, host, command_line, saved, start_time,
      end_time, configuration;
  bool is_complete = true;
  std::vector<std::string> stretches = {};
  std::size_t points_done = 0, points = 0;  // of a run
};

FileFacts facts_of(hid_t root, const DiskFile& file, const Seal& seal) {
  const bool is_saved = hdf5::has_attribute(root, saved_attribute);
  const auto text = [&](const char* name) {
    const bool is_there = !is_saved || hdf5::has_attribute(root, name);
    return is_there ? hdf5::text_attribute(root, name) : std::string("unknown");
  };
  FileFacts facts{.experiment = text("experiment"),
                  .schema = text("schema"),
                  .version = text("version"),
                  .git_commit = text("git_commit"),
                  .host = text("host"),
                  .command_line = is_saved ? "" : text("command_line"),
                  .saved = is_saved ? text(saved_attribute) : "",
                  .start_time = text("start_time"),
                  .end_time = text("end_time"),
                  .configuration = text("configuration")};
  if (is_saved) return facts;
  const std::vector<unsigned char> states = point_states(file, seal, false);
  facts.points = states.size();
  facts.points_done = static_cast<std::size_t>(std::count(states.begin(), states.end(), 1));
  facts.is_complete = statistics_state(file, seal) == StatisticsState::whole;
  facts.stretches = stretches_of(file, seal);
  return facts;
}

/// Evenly spaced numbers as a range, which reads back to the same ones.
std::string compact_configuration(const std::string& toml) {
  std::string text;
  for (std::size_t begin = 0; begin < toml.size();) {
    const std::size_t end = std::min(toml.find('\n', begin), toml.size());
    const std::string line = toml.substr(begin, end - begin);
    const std::size_t list = line.find(" = [");
    const std::string range =
        list != line.npos && line.ends_with(']') ? default_text(line.substr(list + 3)) : "";
    text += range.find(':') == range.npos ? line : line.substr(0, list) + " = '" + range + "'";
    text += "\n";
    begin = end + 1;
  }
  return text;
}

std::string text_of(const FileFacts& f) {
  std::string text = fmt::format("{} ({}), by traversable {} ({}) on {}\n", f.experiment, f.schema,
                                 f.version, f.git_commit, f.host);
  if (!f.saved.empty()) text += fmt::format("saved      {}\n", f.saved);
  if (f.saved.empty()) text += fmt::format("command    {}\n", f.command_line);
  text += fmt::format("started    {}\nended      {}\n", f.start_time,
                      f.is_complete ? f.end_time : "not yet: --resume completes it");
  for (const std::string& row : f.stretches) text += fmt::format("stretch    {}\n", row);
  if (f.saved.empty()) text += fmt::format("points     {} of {}\n", f.points_done, f.points);
  return text + "\n" + compact_configuration(f.configuration);
}

Json configuration_json(const std::string& toml) try {
  return toml == "unknown" ? Json() : json_of_toml(toml);
} catch (const std::invalid_argument&) {  // another program's
  return toml;
}

Json json_of(const std::string& path, const FileFacts& f) {
  Json json{{"file", path},
            {"experiment", f.experiment},
            {"schema", f.schema},
            {"version", f.version},
            {"git_commit", f.git_commit},
            {"host", f.host},
            {"start_time", f.start_time},
            {"end_time", f.is_complete ? Json(f.end_time) : Json()},
            {"is_complete", f.is_complete}};
  if (!f.saved.empty()) {
    json["saved"] = f.saved;
  } else {
    json["command_line"] = f.command_line;
    json["stretches"] = f.stretches;
    json["points_done"] = f.points_done;
    json["points"] = f.points;
  }
  json["configuration"] = configuration_json(f.configuration);
  return json;
}

/// The library sees the file only where its structure is whole.
FileFacts facts_of(const std::string& path) {
  const DiskFile file(path, O_RDONLY);
  const Seal seal = read_seal(file);
  check_structure(file, seal);
  try {
    return facts_of(hdf5::DescriptorFile::open(file.descriptor()), file, seal);
  } catch (const std::runtime_error& error) {
    throw std::invalid_argument(
        fmt::format("{}: not a result file of traversable ({})", path, error.what()));
  }
}

void verify_file(const std::string& path, bool as_json) {
  const DiskFile file(path, O_RDONLY);
  try {
    const Verified verified = verify(file);
    if (as_json)
      print_json({{"file", path},
                  {"is_as_written", true},
                  {"points_done", verified.points_done},
                  {"points", verified.points}});
    else
      fmt::print("{}: everything is as it was written, {} of {} points\n", path,
                 verified.points_done, verified.points);
  } catch (const DamagedFile& error) {
    throw std::runtime_error(error.what());
  }
}

void run(Settings settings, const std::stop_token&) {
  const bool whole_file = settings.take_flag("verify"), as_json = settings.take_flag("json");
  const std::string path = settings.take_text("file").value_or("");
  if (path.empty() && whole_file) throw std::invalid_argument("--verify: needs a result file");
  if (whole_file) return verify_file(path, as_json);
  if (as_json)
    print_json(path.empty() ? program_json() : json_of(path, facts_of(path)));
  else
    fmt::print("{}", path.empty() ? program_info() : text_of(facts_of(path)));
}

}  // namespace

Command add_info_command(CLI::App& parser) {
  return add_command(
      parser,
      {.name = "info",
       .help = "describe this program, or a result file",
       .options = {{"verify", "", "check every byte of the file against its checksums", form::flag,
                    "false", "Output"},
                   json_option("what is printed")},
       .example = "traversable info --verify teleport.h5",
       .documentation = "docs/result_files.md",
       .words = {{"file", "", "result file", form::file_read, "this program"}},
       .has_config = false},
      run);
}

}  // namespace traversable
