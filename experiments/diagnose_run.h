// `traversable diagnose`: from a configuration to a result file and a report.
#pragma once

#include <stop_token>
#include <string>

#include "experiments/diagnose_config.h"
#include "experiments/run_options.h"

namespace traversable {

/// The resolved run with its size, for --dry-run.
std::string describe_run(const DiagnoseConfig& config);

/// Computes what is missing, writes it sample by sample and, where `report` names a file, has the
/// Python package make the report from the result file. Throws std::invalid_argument for an output
/// that cannot be written, a run that does not fit in memory or a report without the Python package
/// (nothing is written then); Interrupted when asked to stop (everything finished is in the file
/// then).
void run_diagnose(const DiagnoseConfig& config, const RunOptions& options,
                  const std::string& report, const std::string& command_line,
                  const std::stop_token& stop);

}  // namespace traversable
