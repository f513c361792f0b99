#include "experiments/diagnose_run.h"

#include <fmt/format.h>
#include <omp.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "experiments/diagnose_file.h"
#include "experiments/machine_speed.h"
#include "experiments/python_package.h"
#include "experiments/result_run.h"
#include "experiments/text_file.h"
#include "sim/memory.h"
#include "sim/parallel.h"

namespace traversable {
namespace {

/// Small matrices go to threads Hamiltonian by Hamiltonian, large ones are shared.
bool is_side_by_side(const DiagnoseConfig& config) {
  const Eigen::Index block = ParityBasis(config.model.num_majoranas).sector_dimension();
  return !worth_threads(block * block);
}

double memory_of(const DiagnoseConfig& config) {
  const auto threads = static_cast<std::size_t>(omp_get_max_threads());
  const std::size_t together =
      is_side_by_side(config) ? std::min(threads, config.num_samples()) : 1;
  return static_cast<double>(together) * diagnosis_memory(config.model.num_majoranas, config.plan);
}

double speed_of(const DiagnoseConfig& config) {
  const Eigen::Index block = ParityBasis(config.model.num_majoranas).sector_dimension();
  const double speed = measured_speed(std::min<Eigen::Index>(block, 512));
  return is_side_by_side(config) ? speed * omp_get_max_threads() : speed;
}

bool compute(const DiagnoseConfig& config, ResultFile& result, Progress& progress,
             const std::stop_token& stop) {
  DiagnoseFile file(result, config);
  diagnose_all([&](std::size_t i) { return config.sample(i); }, config.num_samples(), config.plan,
               [&](std::size_t i) { return file.is_done(i); },
               [&](std::size_t i, const Diagnosis& diagnosis) {
                 file.write(i, diagnosis);
                 progress.advance();
               },
               stop);
  file.write_statistics();
  return true;
}

ResultRun result_run(const DiagnoseConfig& config, const std::string& command_line,
                     const std::stop_token& stop) {
  return {.plan = result_plan(config, command_line),
          .memory = memory_of(config),
          .needs = fmt::format("a diagnosis with {} Majoranas a side", config.model.num_majoranas),
          .unit = "Hamiltonians",
          .compute = [&config, stop](ResultFile& file, Progress& progress) {
            return compute(config, file, progress, stop);
          }};
}

/// What the Python package refuses to replace is refused before anything is computed.
void check_is_page(const std::string& path) {
  std::string start;
  if (std::ifstream(path) >> start && !start.starts_with('<'))
    throw std::invalid_argument(path + ": exists and is no HTML, it is not replaced");
}

}  // namespace

std::string describe_run(const DiagnoseConfig& config) {
  const double operations = static_cast<double>(config.num_samples()) *
                            diagnosis_cost(config.model.num_majoranas, config.plan);
  return to_toml(config) + fmt::format("# Hamiltonians  {}\n", config.num_samples()) +
         describe_resources(result_run(config, "", {})) +
         fmt::format("# operations    {:.2g}, about {:.2g} s on {} threads\n", operations,
                     operations / speed_of(config), omp_get_max_threads());
}

void run_diagnose(const DiagnoseConfig& config, const RunOptions& options,
                  const std::string& report, const std::string& command_line,
                  const std::stop_token& stop) {
  const bool may_exist = options.overwrite || options.resume;
  if (!report.empty()) {
    check_output_path(report, may_exist, "--overwrite replaces it");
    check_is_page(report);
    require_python_package();
  }
  run_into_file(options, result_run(config, command_line, stop), stop);
  if (report.empty()) return;
  run_python_module("traversable.report", {options.output, "-o", report});
  if (!options.quiet) spdlog::info("wrote {}", report);
}

}  // namespace traversable
