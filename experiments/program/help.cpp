#include "experiments/program/help.h"

#include <fmt/format.h>

#include <algorithm>

namespace traversable {
namespace {

constexpr std::size_t column = 30, width = 100;

/// A name in its column, and words beside it or, where the name is too long, below. What stands in brackets at the end is
/// kept together.
std::string entry(const std::string& name, const std::string& words) {
  std::string text = "  " + name;
  if (text.size() + 2 > column) text += "\n";
  std::size_t filled = text.back() == '\n' ? 0 : text.size();
  const std::size_t note = words.ends_with(']') ? words.rfind(" [") + 1 : words.size();
  for (std::size_t begin = 0; begin < words.size();) {
    const std::size_t end =
        begin == note ? words.size() : std::min(words.find(' ', begin), words.size());
    const bool is_first = begin == 0;
    if (!is_first && filled + 1 + end - begin > width) {
      text += "\n";
      filled = 0;
    }
    const std::size_t gap = filled < column ? column - filled : is_first ? 2 : 1;
    text.append(gap, ' ').append(words, begin, end - begin);
    filled += gap + end - begin;
    begin = end + 1;
  }
  return text + "\n";
}

}  // namespace

std::vector<std::pair<std::string, std::vector<KeyOption>>> by_group(
    const std::vector<KeyOption>& options) {
  std::vector<std::pair<std::string, std::vector<KeyOption>>> groups;
  for (const KeyOption& option : options) {
    const std::string name = option.group.empty() ? "Options" : option.group;
    auto group = std::ranges::find(groups, name, [](const auto& g) { return g.first; });
    if (group == groups.end()) group = groups.insert(groups.end(), {name, {}});
    group->second.push_back(option);
  }
  return groups;
}

std::string call_of(const KeyOption& option) {
  const std::string value = option.value.text();
  return (option.alias.empty() ? "" : option.alias + ",") + Settings::flag_of(option.key) +
         (value.empty() ? "" : " " + value);
}

std::string usage_of(const CommandPage& page) {
  std::string usage = "traversable " + page.name + " [OPTIONS]";
  for (const KeyOption& word : page.words) usage += fmt::format(" [{}]", word.key);
  return usage;
}

std::string help_of(const CommandPage& page) {
  std::string text = fmt::format("{}\n\nUsage: {}\n", page.help, usage_of(page));
  if (!page.words.empty()) text += "\nWords:\n";
  for (const KeyOption& word : page.words)
    text += entry(fmt::format("{} {}", word.key, word.value.text()), described(word));
  for (const auto& [name, options] : by_group(page.options)) {
    text += "\n" + name + ":\n";
    for (const KeyOption& option : options) text += entry(call_of(option), described(option));
  }
  return text +
         fmt::format("\nExample:\n  {}\n\nDocumentation: {}\n", page.example, page.documentation);
}

std::string help_of(std::span<const Command> commands) {
  std::string text =
      "Traversable-wormhole experiments on SYK-like models.\n\n"
      "Usage: traversable COMMAND [OPTIONS]\n\nCommands:\n";
  for (const Command& command : commands) text += entry(command.page.name, command.page.help);
  text += "\nOptions:\n" + entry("-h,--help", "print this and end; after a command, its options") +
          entry("--version", "print the version and end");
  return text + fmt::format("\nExample:\n  {}\n\nDocumentation: docs/command_line.md\n",
                            commands[1].page.example);
}

}  // namespace traversable
