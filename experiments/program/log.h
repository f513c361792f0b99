// The log: lines with date, time and level on standard error or in a file.
#pragma once

#include <vector>

#include "experiments/runs/key_option.h"
#include "experiments/runs/settings.h"

namespace traversable {

/// log_level and log_file.
std::vector<KeyOption> log_options();

/// To standard error, from level info on. Before anything is logged.
void start_log();

/// Takes the options above out of `settings`; the level is that of the environment variable TRAVERSABLE_LOG_LEVEL where it
/// is not given. Throws std::invalid_argument for an unknown level and a file that cannot be written or holds a result.
void configure_log(Settings& settings);

/// Whether lines go to a file.
bool logs_to_file();

/// An error in the log file, if there is one: standard error has it already.
void log_error(const std::string& message) noexcept;

}  // namespace traversable
