#include "experiments/program/command.h"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "experiments/files/text_file.h"
#include "experiments/program/help.h"
#include "experiments/program/log.h"
#include "sym/quoted.h"
#include "sym/suggestion.h"

namespace traversable {
namespace {

constexpr const char* config_key = "config";
constexpr const char* help_key = "help";

void check_flag(const std::string& value, const std::string& flag) {
  Settings settings;
  settings.set(flag, {value, flag});
  settings.take_flag(flag);
}

void refuse_repeated_options(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options())
    if (option->results().size() > 1)
      throw std::invalid_argument(
          fmt::format("{}: is given {} times", option->get_name(), option->results().size()));
  for (const CLI::App* command : app.get_subcommands()) refuse_repeated_options(*command);
}

std::vector<std::string> names_of(std::span<const Command> commands) {
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.page.name);
  return names;
}

/// What is wrong with a word that no command or option has.
std::string unknown_word(const std::string& word, const CLI::App& parser,
                         std::span<const Command> commands) {
  const auto chosen =
      std::ranges::find_if(commands, [](const Command& c) { return c.app->parsed(); });
  const bool has_command = chosen != commands.end();
  if (word.starts_with('-')) {
    const std::string name = word.substr(0, word.find('='));
    std::vector<std::string> flags;
    for (const CLI::Option* option : (has_command ? *chosen->app : parser).get_options())
      if (option->nonpositional()) flags.push_back(option->get_name());
    const std::string meant = did_you_mean(name, flags);
    return fmt::format("{}: unknown option{}", excerpt(name),
                       meant.empty() ? ", --help lists them" : meant);
  }
  if (has_command)
    return fmt::format("{}: unexpected word, {} takes options that begin with --", excerpt(word),
                       chosen->page.name);
  const std::vector<std::string> names = names_of(commands);
  const std::string meant = did_you_mean(word, names);
  return fmt::format("{}: unknown command{}", excerpt(word),
                     meant.empty() ? fmt::format(", expected {}", fmt::join(names, ", ")) : meant);
}

}  // namespace

void parse(CLI::App& parser, std::span<const Command> commands, std::span<char* const> arguments) {
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
  } catch (const CLI::CallForHelp&) {
    const std::vector<std::string> words = parser.remaining(true);
    if (parser.get_subcommands().empty() && !words.empty())
      throw std::invalid_argument(unknown_word(words.front(), parser, commands));
    throw;
  } catch (const CLI::ArgumentMismatch&) {
    refuse_repeated_options(parser);
    throw;
  } catch (const CLI::ExtrasError&) {
    throw std::invalid_argument(unknown_word(parser.remaining(true).front(), parser, commands));
  }
}

KeyOptions::KeyOptions(CLI::App& app, const CommandPage& page)
    : command_(page.name), options_(page.options), words_(page.words) {
  for (const KeyOption& option : options_) {
    if (option.key == help_key) continue;  // CLI11 has it
    std::string names = Settings::flag_of(option.key);
    if (!option.alias.empty()) names += "," + option.alias;
    std::string& value = option.key == config_key ? config_ : values_[option.key];
    given_[option.key] = option.value.is_flag
                             ? app.add_flag(names)
                             : app.add_option(names, value)->type_name(option.value.text());
  }
  for (const KeyOption& word : words_)
    given_[word.key] = app.add_option(word.key, values_[word.key]);
  std::erase_if(options_, [](const KeyOption& option) {
    return option.key == help_key || option.key == config_key;
  });
}

Settings KeyOptions::settings(const CommandKeys& keys_of_commands) const {
  Settings settings;
  for (const KeyOption& option : options_) {
    const std::vector<std::string> given = given_.at(option.key)->results();
    const std::string flag = Settings::flag_of(option.key);
    if (given.size() > 1)
      throw std::invalid_argument(fmt::format("{}: is given {} times", flag, given.size()));
    if (given.empty()) continue;
    if (option.value.is_flag) check_flag(given[0], flag);  // before anything else is looked at
    settings.set(option.key, {given[0], flag});
  }
  for (const KeyOption& word : words_)
    if (given_.at(word.key)->count() > 0) settings.set(word.key, {values_.at(word.key), word.key});
  if (!config_.empty())
    add_toml(read_text_file(config_), config_, command_, keys_of_commands, settings);
  check_files(settings);
  return settings;
}

void KeyOptions::check_files(const Settings& settings) const {
  std::vector<std::pair<std::string, std::string>> others;  // flag, file
  if (!config_.empty()) others.emplace_back("--config", config_);
  for (const KeyOption& option : options_)
    if (option.value.file == FileRole::read && settings.contains(option.key))
      others.emplace_back(Settings::flag_of(option.key), settings.text(option.key));
  for (const KeyOption& option : options_) {
    if (option.value.file != FileRole::written || !settings.contains(option.key)) continue;
    const std::string flag = Settings::flag_of(option.key), file = settings.text(option.key);
    for (const auto& [other, path] : others)
      if (is_same_file(file, path))
        throw std::invalid_argument(
            fmt::format("{}: {}: is the file of {} too", flag, excerpt(file), other));
    others.emplace_back(flag, file);
  }
}

Command add_command(CLI::App& parser, CommandPage page,
                    std::function<void(Settings settings, const std::stop_token& stop)> run) {
  if (page.has_config)
    page.options.push_back({config_key, "", "TOML file with the same keys; flags go before it",
                            form::file_read, "none", "General"});
  for (KeyOption& option : log_options()) page.options.push_back(std::move(option));
  page.options.push_back({help_key, "-h", "print this and end", form::flag, "false", "General"});
  CLI::App* const app = parser.add_subcommand(page.name, page.help);
  app->formatter_fn(
      [page](const CLI::App*, const std::string&, CLI::AppFormatMode) { return help_of(page); });
  const auto keys = std::make_shared<const KeyOptions>(*app, page);
  return {std::move(page), app, keys, std::move(run)};
}

CommandKeys keys_of_commands(std::span<const Command> commands) {
  CommandKeys keys;
  for (const Command& command : commands) {
    if (!command.page.has_config) continue;
    std::vector<KeyOption> options = without(command.page.options, {config_key, help_key});
    keys[command.page.name] = keys_of(options);
  }
  return keys;
}

}  // namespace traversable
