#include "experiments/runs/key_option.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "experiments/runs/number_list.h"

namespace traversable {

std::string ValueForm::text() const {
  if (!word.empty()) return word;
  std::string all = fmt::format("{}", fmt::join(words, "|"));
  if (!others.empty()) all += (all.empty() ? "" : "|") + others;
  return all;
}

ValueForm form::one_of(std::vector<std::string> words, std::string others, FileRole file) {
  return {.words = std::move(words), .others = std::move(others), .file = file};
}

std::vector<std::string> keys_of(const std::vector<KeyOption>& options) {
  std::vector<std::string> keys;
  for (const KeyOption& option : options) keys.push_back(option.key);
  return keys;
}

std::vector<KeyOption> in_group(const std::string& group, std::vector<KeyOption> options) {
  for (KeyOption& option : options)
    if (option.group.empty()) option.group = group;
  return options;
}

std::vector<KeyOption> without(std::vector<KeyOption> options,
                               const std::vector<std::string>& keys) {
  std::erase_if(options,
                [&](const KeyOption& option) { return std::ranges::count(keys, option.key) > 0; });
  return options;
}

std::string default_text(const std::string& toml) {
  std::string text = toml;
  std::erase_if(text, [](char c) { return c == '[' || c == ']' || c == ' ' || c == '\''; });
  if (text.empty()) return "none";
  return toml.starts_with('[') ? compact_numbers(text) : text;
}

std::string described(const KeyOption& option) {
  const bool is_required = option.otherwise.starts_with("required");
  return fmt::format("{} [{}{}]", option.help, is_required ? "" : "default: ", option.otherwise);
}

}  // namespace traversable
