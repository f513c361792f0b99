#include "experiments/diagnose_run.h"

#include <fmt/format.h>
#include <omp.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "experiments/diagnose_file.h"
#include "experiments/machine_speed.h"
#include "experiments/progress.h"
#include "experiments/python_package.h"
#include "experiments/text_file.h"
#include "sim/memory.h"
#include "sim/parallel.h"

namespace traversable {
namespace {

double memory_of(const DiagnoseConfig& config) {
  return diagnosis_memory(config.model.num_majoranas, config.plan);
}

/// Small matrices go to threads Hamiltonian by Hamiltonian, large ones are shared.
double speed_of(const DiagnoseConfig& config) {
  const Eigen::Index block = ParityBasis(config.model.num_majoranas).sector_dimension();
  const double speed = measured_speed(std::min<Eigen::Index>(block, 512));
  return worth_threads(block * block) ? speed : speed * omp_get_max_threads();
}

void compute(const DiagnoseConfig& config, const RunOptions& options, DiagnoseFile& file,
             const std::stop_token& stop) {
  const std::size_t total = config.num_samples();
  if (!options.quiet)
    spdlog::info("{}: {} of {} Hamiltonians to examine on {} threads", options.output,
                 total - file.num_done(), total, omp_get_max_threads());
  Progress progress(file.num_done(), total, options.quiet, "Hamiltonians");
  diagnose_all([&](std::size_t i) { return config.sample(i); }, total, config.plan,
               [&](std::size_t i) { return file.is_done(i); },
               [&](std::size_t i, const Diagnosis& diagnosis) {
                 file.write(i, diagnosis);
                 progress.advance();
               },
               stop);
  progress.finish();
  file.finish();
  if (!options.quiet) spdlog::info("wrote {}", options.output);
}

}  // namespace

std::string describe_run(const DiagnoseConfig& config) {
  const double operations = static_cast<double>(config.num_samples()) *
                            diagnosis_cost(config.model.num_majoranas, config.plan);
  return to_toml(config) +
         fmt::format(
             "# Hamiltonians  {}\n# memory        {} each, {} available\n# file          {}\n"
             "# operations    {:.2g}, about {:.2g} s on {} threads\n",
             config.num_samples(), format_bytes(memory_of(config)),
             format_bytes(available_memory()), format_bytes(diagnose_file_size(config)), operations,
             operations / speed_of(config), omp_get_max_threads());
}

void run_diagnose(const DiagnoseConfig& config, const RunOptions& options,
                  const std::string& report, const std::string& command_line,
                  const std::stop_token& stop) {
  require_memory(memory_of(config),
                 fmt::format("a diagnosis with {} Majoranas a side", config.model.num_majoranas));
  const bool may_exist = options.overwrite || options.resume;
  if (!report.empty()) {
    check_output_path(report, may_exist, "--overwrite replaces it");
    require_python_package();
  }
  check_samples(config, stop);
  prepare_output(options, diagnose_file_size(config),
                 [&] { DiagnoseFile::create(options.output, config, command_line); });
  {
    DiagnoseFile file(options.output, config);
    if (!file.is_finished())
      compute(config, options, file, stop);
    else if (!options.quiet)
      spdlog::info("{} is complete: {} Hamiltonians", options.output, config.num_samples());
  }
  if (report.empty()) return;
  run_python_module("traversable.report", {options.output, "-o", report});
  if (!options.quiet) spdlog::info("wrote {}", report);
}

}  // namespace traversable
