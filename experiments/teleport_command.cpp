#include <fmt/format.h>
#include <omp.h>

#include <memory>
#include <stdexcept>

#include "experiments/command.h"
#include "experiments/number_list.h"
#include "experiments/teleport_run.h"

namespace traversable {
namespace {

struct TeleportArguments {
  KeyOptions keys;
  RunOptions options;
};

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
      {"output", "-o", "result file (HDF5)"},
      {"threads", "", "OpenMP threads (OMP_NUM_THREADS, or all cores)"}};
  options.insert(options.end(), own.begin(), own.end());
  return options;
}

void run(const TeleportArguments& arguments, const std::string& command_line,
         const std::stop_token& stop) {
  Settings settings = arguments.keys.settings();
  RunOptions options = arguments.options;
  const auto threads = settings.take(
      "threads", [](const std::string& text) { return parse_integer(text, 1, 4096); });
  if (threads) omp_set_num_threads(static_cast<int>(*threads));
  options.output = settings.take_text("output").value_or("");
  const TeleportConfig config = take_teleport_config(settings);
  if (options.overwrite && options.resume)
    throw std::invalid_argument("--overwrite and --resume cannot be given together");
  if (options.dry_run) {
    fmt::print("{}", describe_run(config));
    return;
  }
  if (options.output.empty())
    throw std::invalid_argument("--output: missing, expected a file name");
  run_teleport(config, options, command_line, stop);
}

}  // namespace

Command add_teleport_command(CLI::App& parser, const std::string& command_line) {
  auto arguments = std::make_shared<TeleportArguments>();
  CLI::App* app = parser.add_subcommand(
      "teleport", "the teleportation protocol over temperatures, couplings, times and instances");
  arguments->keys.add_to(*app, teleport_options());
  app->add_flag("--overwrite", arguments->options.overwrite, "replace an existing file");
  app->add_flag("--resume", arguments->options.resume,
                "complete the file where it exists, start it where not");
  app->add_flag("--dry-run", arguments->options.dry_run,
                "print the resolved run and what it takes, compute nothing");
  app->add_flag("--quiet", arguments->options.quiet, "no progress");
  return {app, [arguments, command_line](const std::stop_token& stop) {
            run(*arguments, command_line, stop);
          }};
}

}  // namespace traversable
