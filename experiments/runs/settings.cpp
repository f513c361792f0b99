#include "experiments/runs/settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "circuits/toml_document.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

std::string origin_of(const std::string& file, const toml::node& node, std::string_view key) {
  return fmt::format("{}, line {}, {}", excerpt(file), node.source().begin.line, excerpt(key));
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

void add_toml(std::string_view toml, const std::string& file, std::span<const std::string> known,
              Settings& settings) {
  const toml::table table = parse_toml(toml, file);
  for (const auto& [name, node] : table) {
    const std::string key(name.str());
    const std::string origin = origin_of(file, node, key);
    if (std::find(known.begin(), known.end(), key) == known.end())
      throw std::invalid_argument(
          fmt::format("{}: unknown key, expected {}", origin, fmt::join(known, ", ")));
    const std::string text = value_text(node, origin);
    if (!settings.contains(key)) settings.set(key, {text, origin});
  }
}

}  // namespace traversable
