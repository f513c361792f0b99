// The program: subcommands, exit codes and one-line errors.
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "experiments/program/command.h"
#include "experiments/program/completion.h"
#include "experiments/program/hdf5.h"
#include "experiments/program/help.h"
#include "experiments/program/learned_models.h"
#include "experiments/program/log.h"
#include "experiments/program/manual.h"
#include "experiments/program/noise_page.h"
#include "experiments/program/report_page.h"
#include "experiments/program/run_command.h"
#include "experiments/program/signals.h"
#include "experiments/runs/origin.h"
#include "sim/interrupted.h"
#include "sym/quoted.h"

namespace {

std::string join_command_line(int argc, char** argv) {
  std::string line = "traversable";
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const bool plain = argument.find_first_of(" \t'\"\\$*?&|<>()") == std::string::npos;
    line += plain && !argument.empty() ? " " + argument : " '" + argument + "'";
  }
  return line;
}

using traversable::exit_failure, traversable::exit_interrupted, traversable::exit_usage;

int fail(int code, const std::string& message) {
  const std::string line = traversable::one_line(message);
  traversable::say_error(line);
  if (code != exit_usage) traversable::log_error(line);
  return code;
}

std::string unwritable_output() {
  return fmt::format("standard output cannot be written: {}", std::strerror(errno));
}

/// What subcommands do beside their runs.
traversable::Companion companion_of(const std::string& run) {
  if (run == "noise") return traversable::noise_page();
  if (run == "learn") return traversable::learned_models();
  if (run == "diagnose") return traversable::report_page();
  return {};
}

/// The last two describe them all.
void add_commands(CLI::App& parser, const std::string& command_line,
                  std::vector<traversable::Command>& commands) {
  commands.push_back(traversable::add_model_command(parser));
  for (const traversable::RunKind& kind : traversable::all_runs())
    commands.push_back(
        traversable::add_run_command(parser, kind, command_line, companion_of(kind.name)));
  commands.push_back(traversable::add_circuit_command(parser));
  commands.push_back(traversable::add_info_command(parser));
  commands.push_back(traversable::add_completion_command(parser, commands));
  commands.push_back(traversable::add_manual_command(parser, commands));
}

int run(int argc, char** argv) {
  CLI::App parser("", "traversable");
  parser.require_subcommand(0, 1);  // none is refused below, after words that are not understood
  parser.set_version_flag("--version", traversable::version());
  std::vector<traversable::Command> commands;
  add_commands(parser, join_command_line(argc, argv), commands);
  parser.formatter_fn([&commands](const CLI::App*, const std::string&, CLI::AppFormatMode) {
    return traversable::help_of(commands);
  });
  try {
    traversable::parse(parser, commands, {argv, static_cast<std::size_t>(argc)});
    if (parser.get_subcommands().empty()) {
      std::string names;
      for (const auto& command : commands) names += " " + command.page.name;
      return fail(exit_usage, "expected a subcommand, one of" + names + " (--help says more)");
    }
  } catch (const CLI::Success& request) {  // --help, --version
    parser.exit(request);
    return std::cout.flush() ? EXIT_SUCCESS : fail(exit_failure, unwritable_output());
  } catch (const CLI::ParseError& error) {
    return fail(exit_usage, error.what());
  } catch (const std::invalid_argument& error) {
    return fail(exit_usage, error.what());
  }
  const traversable::StopOnSignal signals;
  try {
    for (const auto& command : commands) {
      if (!command.app->parsed()) continue;
      traversable::Settings settings =
          command.keys->settings(traversable::keys_of_commands(commands));
      traversable::configure_log(settings);
      command.run(std::move(settings), signals.token());
    }
    if (std::fflush(stdout) != 0) throw std::runtime_error(unwritable_output());
  } catch (const std::invalid_argument& error) {
    return fail(exit_usage, error.what());
  } catch (const traversable::Interrupted&) {
    return fail(exit_interrupted, traversable::interruption_message());
  } catch (const std::bad_alloc&) {
    return fail(exit_failure, "out of memory");
  } catch (const std::exception& error) {
    return fail(exit_failure, error.what());
  }
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) try {
  traversable::guard_standard_streams();
  traversable::hdf5::silence();
  traversable::start_log();
  return run(argc, argv);
} catch (const std::invalid_argument& error) {  // of TRAVERSABLE_RUNS
  return fail(exit_usage, error.what());
} catch (const std::exception& error) {
  return fail(exit_failure, error.what());
}
