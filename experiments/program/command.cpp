#include "experiments/program/command.h"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "experiments/files/text_file.h"
#include "sym/quoted.h"

namespace traversable {

namespace {

void check_flag(const std::string& value, const std::string& flag) {
  Settings settings;
  settings.set(flag, {value, flag});
  settings.take_flag(flag);
}

}  // namespace

namespace {

void refuse_repeated_options(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options())
    if (option->results().size() > 1)
      throw std::invalid_argument(
          fmt::format("{}: is given {} times", option->get_name(), option->results().size()));
  for (const CLI::App* command : app.get_subcommands()) refuse_repeated_options(*command);
}

}  // namespace

void parse(CLI::App& parser, std::span<char* const> arguments) {
  for (const std::string_view argument : arguments) {
    const auto equals = argument.find('=');
    if (!argument.starts_with("--") || equals == argument.npos) continue;
    const std::string_view name = argument.substr(0, equals);
    if (name == "--help" || name == "--version")
      throw std::invalid_argument(fmt::format("{}: takes no value", name));
    if (equals == argument.size() - 1)
      throw std::invalid_argument(fmt::format("{}: the value is empty", excerpt(name)));
  }
  try {
    parser.parse(static_cast<int>(arguments.size()), arguments.data());
  } catch (const CLI::ArgumentMismatch&) {
    refuse_repeated_options(parser);
    throw;
  }
}

void KeyOptions::add_to(CLI::App& app, std::vector<KeyOption> options, bool has_config) {
  options_ = std::move(options);
  for (const KeyOption& option : options_) {
    std::string names = Settings::flag_of(option.key);
    if (!option.alias.empty()) names += "," + option.alias;
    given_[option.key] = option.is_flag ? app.add_flag(names, option.help)
                                        : app.add_option(names, values_[option.key], option.help);
  }
  if (has_config)
    app.add_option("--config", config_, "TOML file with the same keys; flags go before it");
}

Settings KeyOptions::settings() const {
  Settings settings;
  for (const KeyOption& option : options_) {
    const std::vector<std::string> given = given_.at(option.key)->results();
    const std::string flag = Settings::flag_of(option.key);
    if (given.size() > 1)
      throw std::invalid_argument(fmt::format("{}: is given {} times", flag, given.size()));
    if (given.empty()) continue;
    if (option.is_flag) check_flag(given[0], flag);  // before anything else is looked at
    settings.set(option.key, {given[0], flag});
  }
  if (!config_.empty()) add_toml(read_text_file(config_), config_, keys_of(options_), settings);
  check_files(settings);
  return settings;
}

void KeyOptions::check_files(const Settings& settings) const {
  std::vector<std::pair<std::string, std::string>> others;  // flag, file
  if (!config_.empty()) others.emplace_back("--config", config_);
  for (const KeyOption& option : options_)
    if (option.file == FileRole::read && settings.contains(option.key))
      others.emplace_back(Settings::flag_of(option.key), settings.text(option.key));
  for (const KeyOption& option : options_) {
    if (option.file != FileRole::written || !settings.contains(option.key)) continue;
    const std::string flag = Settings::flag_of(option.key), file = settings.text(option.key);
    for (const auto& [other, path] : others)
      if (is_same_file(file, path))
        throw std::invalid_argument(
            fmt::format("{}: {}: is the file of {} too", flag, excerpt(file), other));
    others.emplace_back(flag, file);
  }
}

}  // namespace traversable
