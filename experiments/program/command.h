// What the subcommands share: options by key, flags over configuration file.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "experiments/runs/option.h"
#include "experiments/runs/settings.h"

namespace traversable {

/// Options that become Settings.
class KeyOptions {
 public:
  /// Declares a flag for every option on `app`, and --config unless the command has none.
  void add_to(CLI::App& app, std::vector<KeyOption> options, bool has_config = true);

  /// Flags given on the command line, then the keys of --config that were not. Throws
  /// std::invalid_argument, also where a file that is to be written is read too, or written twice.
  Settings settings() const;

 private:
  std::vector<KeyOption> options_;
  void check_files(const Settings& settings) const;

  std::map<std::string, std::string> values_;
  std::map<std::string, CLI::Option*> given_;
  std::string config_;
};

/// CLI11's parse, without what it lets through: "--key=", of which it would take the next argument
/// for the value, and values of --help and --version. Throws std::invalid_argument or
/// CLI::ParseError.
void parse(CLI::App& parser, std::span<char* const> arguments);

/// A subcommand: declared on the parser, run after parsing.
struct Command {
  CLI::App* app = nullptr;
  std::function<void(const std::stop_token& stop)> run;
};

Command add_model_command(CLI::App& parser);
Command add_circuit_command(CLI::App& parser);
Command add_info_command(CLI::App& parser);

}  // namespace traversable
