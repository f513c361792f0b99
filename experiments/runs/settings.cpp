#include "experiments/runs/settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "circuits/toml_document.h"
#include "sym/quoted.h"
#include "sym/suggestion.h"

namespace traversable {
namespace {

std::string origin_of(const std::string& file, const toml::node& node, std::string_view key,
                      const std::string& section = "") {
  return fmt::format("{}, line {}, {}{}", excerpt(file), node.source().begin.line, section,
                     excerpt(key));
}

/// With a point where it is whole, so that 3.0 is no integer.
std::string float_text(double value) {
  std::string text = fmt::format("{}", value);
  if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";
  return text;
}

std::string scalar_text(const toml::node& node, const std::string& origin) {
  if (const auto* value = node.as_string()) {
    // The system would cut a path there; a flag cannot hold one.
    if (value->get().find('\0') != std::string::npos)
      throw std::invalid_argument(
          fmt::format("{}: {}: expected text without NUL", origin, in_quotes(value->get())));
    return value->get();
  }
  if (const auto* value = node.as_integer()) return fmt::format("{}", value->get());
  if (const auto* value = node.as_floating_point()) return float_text(value->get());
  if (const auto* value = node.as_boolean()) return value->get() ? "true" : "false";
  throw std::invalid_argument(
      fmt::format("{}: expected a number, a string, true or false, or a list", origin));
}

std::string value_text(const toml::node& node, const std::string& origin) {
  const auto* list = node.as_array();
  if (list == nullptr) return scalar_text(node, origin);
  if (list->empty()) throw std::invalid_argument(fmt::format("{}: the list is empty", origin));
  std::vector<std::string> items;
  for (const auto& item : *list) items.push_back(scalar_text(item, origin));
  return fmt::format("{}", fmt::join(items, ","));
}

}  // namespace

std::invalid_argument Setting::refusal(const std::string& why) const {
  const bool names_value =
      !why.empty() && std::string_view("-0123456789'").find(why[0]) != std::string_view::npos;
  return std::invalid_argument(origin + (is_argument && names_value ? " = " : ": ") + why);
}

Refusal::Refusal(std::string key, std::string why)
    : std::invalid_argument(Settings::flag_of(key) + ": " + why),
      key_(std::move(key)),
      why_(std::move(why)) {}

Refusal missing(const std::string& key, const std::string& expected) {
  return {key, "missing, expected " + expected};
}

std::string Settings::without_name(const std::string& key, const std::string& text) {
  for (const char* between : {" = ", ": "})
    if (text.starts_with(key + between)) return text.substr(key.size() + std::strlen(between));
  return text.starts_with(key + " '") ? text.substr(key.size() + 1) : text;
}

void Settings::rethrow_named(const std::invalid_argument& error) const {
  const auto* const refusal = dynamic_cast<const Refusal*>(&error);
  const std::string text = error.what();
  for (const auto& [key, setting] : taken_) {
    if (refusal != nullptr && refusal->key() == key) throw setting.refusal(refusal->why());
    const std::string rest = without_name(key, text);
    if (refusal == nullptr && rest.size() < text.size()) throw setting.refusal(rest);
  }
  throw;
}

void Settings::refuse_rest(const std::string& why) const {
  if (!values_.empty()) throw values_.begin()->second.refusal(why);
}

std::string Settings::flag_of(const std::string& key) {
  std::string flag = "--" + key;
  std::replace(flag.begin(), flag.end(), '_', '-');
  return flag;
}

void Settings::refuse(std::initializer_list<const char*> keys, const std::string& why) {
  for (const char* key : keys)
    take(key, [&](const std::string&) -> int { throw std::invalid_argument(why); });
}

bool parse_flag(const std::string& text) {
  if (text != "true" && text != "false")
    throw std::invalid_argument(in_quotes(text) + ": expected true or false");
  return text == "true";
}

bool Settings::take_flag(const std::string& key) { return take(key, parse_flag).value_or(false); }

namespace {

std::invalid_argument unknown_key(const std::string& origin, std::string_view key,
                                  std::span<const std::string> known) {
  const std::vector<std::string> words(known.begin(), known.end());
  const std::string meant = did_you_mean(key, words);
  return std::invalid_argument(
      fmt::format("{}: unknown key{}", origin,
                  meant.empty() ? fmt::format(", expected {}", fmt::join(known, ", ")) : meant));
}

bool is_in(std::string_view key, std::span<const std::string> keys) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// Keys of a table, of which those in `taken` go to `settings`. `section` is "[noise] " or "".
void add_table(const toml::table& table, const std::string& file, const std::string& section,
               std::span<const std::string> known, std::span<const std::string> taken,
               Settings& settings) {
  for (const auto& [name, node] : table) {
    const std::string key(name.str());
    const std::string origin = origin_of(file, node, key, section);
    if (!is_in(key, known)) throw unknown_key(origin, key, known);
    const std::string text = value_text(node, origin);
    if (is_in(key, taken) && !settings.contains(key)) settings.set(key, {text, origin});
  }
}

/// The sections, taken out of the table.
std::map<std::string, toml::table> take_sections(toml::table& table, const std::string& file,
                                                 std::span<const std::string> own,
                                                 const CommandKeys& keys) {
  std::map<std::string, toml::table> sections;
  std::vector<std::string> commands;
  for (const auto& [command, its_keys] : keys) commands.push_back(command);
  for (auto&& [name, node] : table)
    if (toml::table* section = node.as_table()) {
      const std::string command(name.str());
      if (!keys.contains(command) && is_in(command, own)) continue;  // refused as a value
      if (!keys.contains(command))
        throw std::invalid_argument(
            fmt::format("{}: unknown section, expected one of {}{}", origin_of(file, node, command),
                        fmt::join(commands, ", "), did_you_mean(command, commands)));
      sections[command] = std::move(*section);  // a copy has no line numbers
    }
  for (const auto& [command, section] : sections) table.erase(command);
  return sections;
}

}  // namespace

void add_toml(std::string_view toml, const std::string& file, std::span<const std::string> known,
              Settings& settings) {
  add_table(parse_toml(toml, file), file, "", known, known, settings);
}

void add_toml(std::string_view toml, const std::string& file, const std::string& command,
              const CommandKeys& keys, Settings& settings) {
  toml::table table = parse_toml(toml, file);
  const std::vector<std::string>& own = keys.at(command);
  const std::map<std::string, toml::table> sections = take_sections(table, file, own, keys);
  Settings others;
  for (const auto& [name, section] : sections) {
    const std::vector<std::string>& known = keys.at(name);
    add_table(section, file, "[" + name + "] ", known, known, name == command ? settings : others);
  }
  std::vector<std::string> known = own;
  if (!sections.empty())
    for (const auto& [name, its_keys] : keys)
      known.insert(known.end(), its_keys.begin(), its_keys.end());
  add_table(table, file, "", known, own, settings);
}

}  // namespace traversable
