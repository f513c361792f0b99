#include "experiments/program/run_into_file.h"

#include <fmt/format.h>
#include <omp.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "experiments/files/text_file.h"
#include "experiments/program/run_file.h"
#include "experiments/program/signals.h"
#include "experiments/runs/origin.h"
#include "sim/interrupted.h"
#include "sim/linear_algebra/single_threaded_blas.h"
#include "sim/memory.h"

namespace traversable {
namespace {

/// Bytes that the process holds by now: the program and its libraries.
double resident_memory() {
  std::ifstream file("/proc/self/statm");
  double total = 0, resident = 0;
  file >> total >> resident;
  return file ? resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) : 0;
}

Existing existing(const RunOptions& options) {
  return options.resume      ? Existing::resumed
         : options.overwrite ? Existing::replaced
                             : Existing::refused;
}

void check_room(const RunOptions& options, double bytes) {
  std::error_code error;
  if (options.resume && std::filesystem::exists(options.output, error)) return;
  const auto folder = std::filesystem::absolute(options.output).parent_path();
  const double room = static_cast<double>(std::filesystem::space(folder, error).available);
  if (!error && bytes > room)
    throw std::invalid_argument(fmt::format("{}: needs {} on disk, {} are free", options.output,
                                            format_bytes(bytes), format_bytes(room)));
}

void compute(const Plan& plan, const RunOptions& options, ResultFile& file,
             const std::stop_token& stop) {
  const std::size_t total = file.num_points(), done = file.num_done();
  if (!options.quiet)
    spdlog::info("{}: {} of {} {} to compute on {} threads", options.output, total - done, total,
                 plan.unit, omp_get_max_threads());
  const char* const job = std::getenv("SLURM_JOB_ID");
  spdlog::debug("traversable {} ({}) on {}, process {}, job {}", version(), git_commit(),
                host_name(), ::getpid(), job ? job : "none");
  Progress progress(done, total, options.quiet, plan.unit);
  const bool whole = plan.compute(*file_sink(plan, file, progress), stop);
  progress.finish();
  if (!whole)
    throw std::runtime_error(
        fmt::format("{}: {} of {} {} could not be computed; the others are saved", options.output,
                    total - file.num_done(), total, plan.unit));
  file.finish();
  if (!options.quiet) spdlog::info("wrote {}", options.output);
}

}  // namespace

Facts describe_resources(const Plan& plan) {
  const ResultPlan file = result_plan(plan, "");
  const double memory = resident_memory() + plan.memory + file.memory(),
               available = available_memory(), size = file.file_size();
  return {{"memory",
           fmt::format("{}, {} available", format_bytes(memory), format_bytes(available)),
           {{"memory_bytes", memory}, {"memory_available_bytes", available}}},
          {"file", format_bytes(size), {{"file_bytes", size}}}};
}

ResultFile run_into_file(const Plan& plan, const RunOptions& options,
                         const std::string& command_line, const std::stop_token& stop) {
  const ResultPlan of_file = result_plan(plan, command_line);
  require_blas_memory();
  require_memory(plan.memory + of_file.memory(), plan.needs);
  check_output_path(options.output, options.overwrite || options.resume,
                    "give --resume to complete it or --overwrite to replace it");
  check_room(options, of_file.file_size());
  ResultFile file(options.output, existing(options), of_file, stop);
  set_interruption_message("interrupted; everything finished is saved, --resume goes on");
  if (file.is_finished()) {
    if (!options.quiet)
      spdlog::info("{} is complete: {} {}", options.output, file.num_points(), plan.unit);
    return file;
  }
  try {
    compute(plan, options, file, stop);
  } catch (const Interrupted&) {
    file.check_its_name();
    throw;
  } catch (const std::invalid_argument& error) {
    // Input that was not refused in time: as if it had been, where nothing is lost by that.
    if (file.discard_unless_begun()) throw;
    throw std::runtime_error(fmt::format("{}; everything finished is saved", error.what()));
  }
  return file;
}

}  // namespace traversable
