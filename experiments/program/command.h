// What the subcommands share: options by key, flags over configuration file.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "experiments/runs/key_option.h"
#include "experiments/runs/settings.h"

namespace traversable {

/// A subcommand as it is called: --help, completion and the manual are made of it.
struct CommandPage {
  std::string name, help;
  std::vector<KeyOption> options = {};
  std::string example = "";           // a command line
  std::string documentation = "";     // a page
  std::vector<KeyOption> words = {};  // that stand without a flag
  bool has_config = true;
};

/// Options that become Settings.
class KeyOptions {
 public:
  /// Declares a flag for every option on `app`.
  KeyOptions(CLI::App& app, const CommandPage& page);

  /// Flags given on the command line, then the keys of --config that were not: of its section for this command, then of its
  /// top. Throws std::invalid_argument, also where a file that is to be written is read too, or written twice.
  Settings settings(const CommandKeys& keys_of_commands) const;

 private:
  std::string command_;
  std::vector<KeyOption> options_, words_;
  void check_files(const Settings& settings) const;

  std::map<std::string, std::string> values_;
  std::map<std::string, CLI::Option*> given_;
  std::string config_;
};

/// A subcommand: declared on the parser, run after parsing.
struct Command {
  CommandPage page;
  CLI::App* app = nullptr;
  std::shared_ptr<const KeyOptions> keys;
  std::function<void(Settings settings, const std::stop_token& stop)> run;
};

/// With what all subcommands have: --config unless the page has none, the log, --help.
Command add_command(CLI::App& parser, CommandPage page,
                    std::function<void(Settings settings, const std::stop_token& stop)> run);

/// Of the configuration file, by command.
CommandKeys keys_of_commands(std::span<const Command> commands);

/// CLI11's parse, without what it lets through: "--key=", of which it would take the next argument for the value, and values
/// of --help and --version. Throws std::invalid_argument, which says of an unknown word what was probably meant, or
/// CLI::ParseError.
void parse(CLI::App& parser, std::span<const Command> commands, std::span<char* const> arguments);

Command add_model_command(CLI::App& parser);
Command add_circuit_command(CLI::App& parser);
Command add_info_command(CLI::App& parser);

}  // namespace traversable
