// Where a result file comes from, as root attributes; whether a run may go on with it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "experiments/files/seal.h"
#include "experiments/program/hdf5.h"

namespace traversable {

/// What tv.save writes: when, and by which version. No run goes on with such a file.
constexpr const char* saved_attribute = "saved";

struct Provenance {
  std::string experiment;  // the subcommand
  std::string command_line;
  std::string configuration;               // TOML
  std::optional<std::uint64_t> seed = {};  // where anything is drawn
  /// What was read from files, by the attribute that keeps it: a run goes on with the same contents,
  /// whatever their names.
  std::vector<std::pair<std::string, std::string>> inputs = {};
};

/// The attributes, and room for those that change while a run goes on: end_time and stretches.
class ProvenanceWriter {
 public:
  ProvenanceWriter();
  void write(hid_t root, const Provenance& provenance) const;
  /// Finds the room in the closed file, blanks it and enters it into `seal`.
  void find_slots(const DiskFile& file, Seal& seal) const;

 private:
  std::string mark_;  // a text that nothing else in the file holds
};

/// Throws std::invalid_argument where the file is of another experiment, configuration or input
/// (with the differences).
void check_same_run(const std::string& path, hid_t root, const Provenance& provenance);

/// The lines by which two TOML texts differ, "beta: 4 here, 5 in the file"; empty where equal.
std::vector<std::string> differences(const std::string& here, const std::string& in_file);

/// Enters this process, a row: when, version, host, how many points were there. Returns the row of
/// the last stretch before, where that was of another version of the program; else "".
std::string begin_stretch(const DiskFile& file, const Seal& seal, std::size_t points_done);

void set_end_time(const DiskFile& file, const Seal& seal);
void clear_end_time(const DiskFile& file, const Seal& seal);

/// Rows of `stretches` that are not empty.
std::vector<std::string> stretches_of(const DiskFile& file, const Seal& seal);

}  // namespace traversable
