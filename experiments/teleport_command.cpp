#include <memory>

#include "experiments/teleport_run.h"

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
      {"device", "", "cpu, cuda (all), cuda:K or auto (cpu)"},
      {"precision", "", "of a CUDA device: double or single (double)"},
      {"encoding", "", "of state vectors: split, paired or sycamore (split)"},
      {"tolerance", "", "of a state in norm, an evolution (1e-10; 1e-5 in single precision)"},
      {"trotter_order", "", "1, 2 or 4 (2)"},
      {"trotter_step", "", "longest Trotter step; instead of --tolerance"}};
  options.insert(options.end(), own.begin(), own.end());
  for (const KeyOption& option : run_options()) options.push_back(option);
  return options;
}

void run(Settings settings, const std::string& command_line, const std::stop_token& stop) {
  const RunOptions options = take_run_options(settings);
  const TeleportConfig config = take_teleport_config(settings);
  describe_or_run(
      options, [&] { return describe_run(config); },
      [&] { run_teleport(config, options, command_line, stop); });
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
