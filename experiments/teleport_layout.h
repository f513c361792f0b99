// What is in the result file of a teleportation run: axes, datasets, couplings and provenance. The
// list of datasets is in teleport_file.h.
#pragma once

#include <Eigen/Core>
#include <span>
#include <string>

#include "experiments/hdf5.h"
#include "experiments/teleport_config.h"

namespace traversable {

/// A number read off rho_PT, with its name in the file; the unit of entropies where `units` is
/// empty.
struct FileObservable {
  const char* name;
  const char* long_name;
  const char* units;
  double (*value)(const Eigen::Matrix4cd& rho, EntropyUnit unit);
};

/// The observables of a file; mutual_information is the first.
std::span<const FileObservable> file_observables();

/// Lays out a whole new file at `path`: axes, results filled with NaN, couplings, attributes.
/// Throws std::runtime_error where the library cannot.
void lay_out_teleport_file(const std::string& path, const TeleportConfig& config,
                           const std::string& command_line);

/// Throws std::invalid_argument where the file is of another experiment, configuration (with the
/// differences) or couplings.
void check_same_run(const std::string& path, hid_t root, const TeleportConfig& config);

/// True where the end time is set.
bool has_end_time(hid_t root);

/// Sets the end time to now, without moving anything in the file.
void set_end_time(hid_t root);

}  // namespace traversable
