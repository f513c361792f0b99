#include "experiments/program/completion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sym/quoted.h"
#include "sym/suggestion.h"

namespace traversable {
namespace {

const std::vector<std::string>& shells() {
  static const std::vector<std::string> names{"bash", "zsh", "fish"};
  return names;
}

/// In single quotes for a shell.
std::string quoted_for_shell(const std::string& text, std::string_view quote) {
  std::string quoted;
  for (const char c : text) quoted += c == '\'' ? std::string(quote) : std::string(1, c);
  return "'" + quoted + "'";
}

std::vector<std::string> names_of(const KeyOption& option) {
  std::vector<std::string> names{Settings::flag_of(option.key)};
  if (!option.alias.empty()) names.push_back(option.alias);
  return names;
}

bool takes_file(const KeyOption& option) { return option.value.file != FileRole::none; }

// ---- bash

std::string bash_case(const Command& command) {
  std::vector<std::string> flags, words;
  std::string values;
  for (const KeyOption& option : command.page.options) {
    for (const std::string& name : names_of(option)) flags.push_back(name);
    if (option.value.is_flag) continue;
    values += fmt::format("        {}) words='{}' files={} options= ;;\n",
                          fmt::join(names_of(option), "|"), fmt::join(option.value.words, " "),
                          takes_file(option) ? "yes" : "");
  }
  bool files = false;
  for (const KeyOption& word : command.page.words) {
    words.insert(words.end(), word.value.words.begin(), word.value.words.end());
    files = files || takes_file(word);
  }
  return fmt::format(
      "    {})\n      options='{}' words='{}' files={}\n      case $before in\n{}      esac ;;\n",
      command.page.name, fmt::join(flags, " "), fmt::join(words, " "), files ? "yes" : "", values);
}

/// "--method=ex" comes as three words, since = parts words in bash.
std::string bash_script(std::span<const Command> commands) {
  std::string cases, names;
  for (const Command& command : commands) {
    cases += bash_case(command);
    names += " " + command.page.name;
  }
  return fmt::format(R"(# bash completion of traversable:  source <(traversable completion bash)
_traversable() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}}
  local options='' words='' files=''
  COMPREPLY=()
  if [[ $word == '=' ]]; then word=''
  elif [[ $before == '=' ]]; then before=${{COMP_WORDS[COMP_CWORD-2]}}; fi
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '{} --help --version' -- "$word"))
    return
  fi
  case ${{COMP_WORDS[1]}} in
{}  esac
  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$word")); return; fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  if [[ $files ]]; then
    local IFS=$'\n'
    compopt -o filenames 2>/dev/null
    COMPREPLY+=($(compgen -f -- "$word"))
  fi
}}
complete -F _traversable traversable
)",
                     names.substr(1), cases);
}

// ---- zsh

/// What _arguments calls for a value.
std::string zsh_action(const KeyOption& option) {
  const std::string words = fmt::format("{}", fmt::join(option.value.words, " "));
  if (takes_file(option) && !words.empty()) return "{compadd " + words + "; _files}";
  if (takes_file(option)) return "_files";
  return words.empty() ? " " : "(" + words + ")";
}

std::string zsh_escaped(std::string text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string zsh_script(std::span<const Command> commands) {
  constexpr std::string_view quote = "'\\''";
  std::string names, cases;
  for (const Command& command : commands) {
    names += fmt::format(
        "    {}\n",
        quoted_for_shell(command.page.name + ":" + zsh_escaped(command.page.help), quote));
    cases += fmt::format("    {})\n      _arguments", command.page.name);
    for (const KeyOption& option : command.page.options)
      for (const std::string& name : names_of(option)) {
        std::string spec = fmt::format("{}[{}]", name, zsh_escaped(option.help));
        if (!option.value.is_flag)
          spec += fmt::format(":{}:{}", zsh_escaped(option.key), zsh_action(option));
        cases += " \\\n        " + quoted_for_shell(spec, quote);
      }
    for (const KeyOption& word : command.page.words)
      cases += " \\\n        " +
               quoted_for_shell(fmt::format(":{}:{}", word.key, zsh_action(word)), quote);
    cases += " ;;\n";
  }
  return fmt::format(R"(#compdef traversable
# zsh completion of traversable:  traversable completion zsh > a folder of $fpath/_traversable
_traversable() {{
  local -a commands=(
{}  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
{}  esac
}}
compdef _traversable traversable
)",
                     names, cases);
}

// ---- fish

std::string fish_script(std::span<const Command> commands) {
  constexpr std::string_view quote = "\\'";
  std::string script =
      "# fish completion of traversable:  traversable completion fish | source\n"
      "complete -c traversable -f\n";
  for (const Command& command : commands) {
    script += fmt::format("complete -c traversable -n __fish_use_subcommand -a {} -d {}\n",
                          command.page.name, quoted_for_shell(command.page.help, quote));
    const std::string seen = fmt::format("-n '__fish_seen_subcommand_from {}'", command.page.name);
    for (const KeyOption& option : command.page.options) {
      script += fmt::format("complete -c traversable {} -l {}", seen,
                            Settings::flag_of(option.key).substr(2));
      if (!option.alias.empty()) script += " -s " + option.alias.substr(1);
      if (takes_file(option)) script += " -F";
      if (!option.value.is_flag) script += " -r";
      if (!option.value.words.empty())
        script += fmt::format(" -a '{}'", fmt::join(option.value.words, " "));
      script += " -d " + quoted_for_shell(option.help, quote) + "\n";
    }
    for (const KeyOption& word : command.page.words)
      script += fmt::format("complete -c traversable {}{}{}\n", seen, takes_file(word) ? " -F" : "",
                            word.value.words.empty()
                                ? ""
                                : fmt::format(" -a '{}'", fmt::join(word.value.words, " ")));
  }
  return script;
}

}  // namespace

std::string completion_script(const std::string& shell, std::span<const Command> commands) {
  if (shell == "bash") return bash_script(commands);
  if (shell == "zsh") return zsh_script(commands);
  if (shell == "fish") return fish_script(commands);
  throw std::invalid_argument(in_quotes(shell) + ": expected bash, zsh or fish" +
                              did_you_mean(shell, shells()));
}

Command add_completion_command(CLI::App& parser, const std::vector<Command>& commands) {
  return add_command(
      parser,
      {.name = "completion",
       .help = "print a script that completes commands, options and words in a shell",
       .example = "source <(traversable completion bash)",
       .documentation = "docs/command_line.md",
       .words = {{"shell", "", "to source, or to install where the shell looks",
                  form::one_of(shells()), "required"}},
       .has_config = false},
      [&commands](Settings settings, const std::stop_token&) {
        fmt::print("{}",
                   settings.require("shell", "bash, zsh or fish", [&](const std::string& name) {
                     return completion_script(name, commands);
                   }));
      });
}

}  // namespace traversable
