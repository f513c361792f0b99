#include <fmt/format.h>
#include <omp.h>

#include <memory>
#include <stdexcept>

#include "experiments/command.h"
#include "experiments/number_list.h"
#include "experiments/teleport_run.h"
#include "sim/interrupted.h"

namespace traversable {
namespace {

std::vector<KeyOption> teleport_options() {
  std::vector<KeyOption> options = model_options();
  const std::vector<KeyOption> own{
      {"beta", "", "inverse temperatures: 4, or 1,2,4, or start:stop:count"},
      {"mu", "", "coupling strengths, such as -12,12"},
      {"t", "", "times of injection and read-out, t0 = t1"},
      {"t0", "", "times of injection (at -t0)"},
      {"t1", "", "times of read-out"},
      {"probe", "", "the two Majoranas of the probe mode, from 0 (0,1)"},
      {"units", "", "bits or nats (bits)"},
      {"method", "", "exact, krylov, chebyshev or trotter (exact)"},
      {"encoding", "", "of state vectors: split, paired or sycamore (split)"},
      {"tolerance", "", "of a state in norm, an evolution (1e-10)"},
      {"trotter_order", "", "1, 2 or 4 (2)"},
      {"trotter_step", "", "longest Trotter step; instead of --tolerance"},
      {"output", "-o", "result file (HDF5)"},
      {"threads", "", "OpenMP threads (OMP_NUM_THREADS, or all cores)"},
      {"overwrite", "", "replace an existing file", true},
      {"resume", "", "complete the file where it exists, start it where not", true},
      {"dry_run", "", "print the resolved run and what it takes, compute nothing", true},
      {"quiet", "", "no progress", true}};
  options.insert(options.end(), own.begin(), own.end());
  return options;
}

RunOptions take_run_options(Settings& settings) {
  RunOptions options{.output = settings.take_text("output").value_or(""),
                     .overwrite = settings.take_flag("overwrite"),
                     .resume = settings.take_flag("resume"),
                     .dry_run = settings.take_flag("dry_run"),
                     .quiet = settings.take_flag("quiet")};
  if (options.overwrite && options.resume)
    throw std::invalid_argument("--overwrite and --resume cannot be given together");
  return options;
}

void run(Settings settings, const std::string& command_line, const std::stop_token& stop) {
  const auto threads = settings.take(
      "threads", [](const std::string& text) { return parse_integer(text, 1, 4096); });
  if (threads) omp_set_num_threads(static_cast<int>(*threads));
  const RunOptions options = take_run_options(settings);
  const TeleportConfig config = take_teleport_config(settings);
  if (options.dry_run) {
    fmt::print("{}", describe_run(config));
    return;
  }
  if (options.output.empty())
    throw std::invalid_argument("--output: missing, expected a file name");
  try {
    run_teleport(config, options, command_line, stop);
  } catch (const Interrupted&) {
    throw Interrupted("interrupted; everything finished is saved, --resume goes on");
  }
}

}  // namespace

Command add_teleport_command(CLI::App& parser, const std::string& command_line) {
  auto keys = std::make_shared<KeyOptions>();
  CLI::App* app = parser.add_subcommand(
      "teleport", "the teleportation protocol over temperatures, couplings, times and instances");
  keys->add_to(*app, teleport_options());
  return {app, [keys, command_line](const std::stop_token& stop) {
            run(keys->settings(), command_line, stop);
          }};
}

}  // namespace traversable
