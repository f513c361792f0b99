#include "experiments/program/manual.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "experiments/files/text_file.h"
#include "experiments/program/help.h"
#include "experiments/runs/origin.h"
#include "sym/quoted.h"
#include "sym/suggestion.h"

namespace traversable {
namespace {

/// Hyphens are minus signs in what is typed; a line never begins with a request.
std::string roff(const std::string& text) {
  std::string escaped = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
  for (const char c : text)
    escaped += c == '\\' ? std::string("\\e") : c == '-' ? std::string("\\-") : std::string(1, c);
  return escaped;
}

std::string head(const std::string& name, const std::string& summary) {
  std::string upper = name;
  std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return std::toupper(c); });
  return fmt::format(".TH {} 1 \"\" \"traversable {}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n",
                     roff(upper), version(), roff(name), roff(summary));
}

std::string item(const std::string& name, const std::string& words) {
  return fmt::format(".TP\n.B {}\n{}\n", roff(name), roff(words));
}

std::string example(const std::string& line) {
  return fmt::format(".SH EXAMPLE\n.nf\n{}\n.fi\n", roff(line));
}

std::vector<std::string> names_of(std::span<const Command> commands) {
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.page.name);
  return names;
}

std::string page_of_program(std::span<const Command> commands) {
  std::string text = head("traversable", "traversable-wormhole experiments on SYK-like models");
  text += ".SH SYNOPSIS\n.B traversable\n.I COMMAND\n[OPTIONS]\n.SH COMMANDS\n";
  for (const Command& command : commands) text += item(command.page.name, command.page.help);
  text += ".SH EXIT STATUS\n" + item("0", "done") +
          item("1", "what fails on the way; everything finished is saved") +
          item("2", "bad usage or input: one line says what was expected; nothing is written") +
          item("3", "interrupted by a signal; everything finished is saved, --resume goes on");
  text += ".SH ENVIRONMENT\n" +
          item("TRAVERSABLE_LOG_LEVEL", "least level of the log where --log-level is not given") +
          item("TRAVERSABLE_RUNS", "libraries of further runs, separated by colons") +
          item("OMP_NUM_THREADS", "threads where --threads is not given") + ".SH SEE ALSO\n";
  for (std::size_t k = 0; k < commands.size(); ++k)
    text += fmt::format(".BR {} (1){}\n", roff("traversable-" + commands[k].page.name),
                        k + 1 < commands.size() ? "," : "");
  return text;
}

std::string page_of(const CommandPage& page) {
  std::string text = head("traversable-" + page.name, page.help);
  text += fmt::format(".SH SYNOPSIS\n.B {}\n.SH OPTIONS\n", roff(usage_of(page)));
  for (const KeyOption& word : page.words)
    text += item(word.key + " " + word.value.text(), described(word));
  for (const auto& [name, options] : by_group(page.options)) {
    text += fmt::format(".SS {}\n", roff(name));
    for (const KeyOption& option : options) text += item(call_of(option), described(option));
  }
  return text + example(page.example) +
         fmt::format(".SH SEE ALSO\n.BR traversable (1),\n{}\n", roff(page.documentation));
}

}  // namespace

std::string manual_page(const std::string& command, std::span<const Command> commands) {
  if (command.empty()) return page_of_program(commands);
  for (const Command& one : commands)
    if (one.page.name == command) return page_of(one.page);
  const std::vector<std::string> names = names_of(commands);
  throw std::invalid_argument(fmt::format("{}: expected a command, {}{}", in_quotes(command),
                                          fmt::join(names, ", "), did_you_mean(command, names)));
}

namespace {

void write_pages(const std::string& folder, std::span<const Command> commands) {
  write_text_file(folder + "/traversable.1", manual_page("", commands), true);
  for (const Command& command : commands) {
    const std::string& name = command.page.name;
    write_text_file(folder + "/traversable-" + name + ".1", manual_page(name, commands), true);
  }
}

void run(Settings settings, std::span<const Command> commands) {
  const auto page = settings.take(
      "command", [&](const std::string& name) { return manual_page(name, commands); });
  const auto folder = settings.take_text("folder");
  if (page && folder) throw std::invalid_argument("--folder: takes every page, not one");
  if (folder)
    write_pages(*folder, commands);
  else
    fmt::print("{}", page ? *page : manual_page("", commands));
}

}  // namespace

Command add_manual_command(CLI::App& parser, const std::vector<Command>& commands) {
  std::vector<std::string> names{"man"};
  for (const Command& command : commands) names.push_back(command.page.name);
  return add_command(
      parser,
      {.name = "man",
       .help = "print a manual page, of the program or of a command",
       .options = {{"folder", "", "write every page into it", form::file_written, "standard output",
                    "Output"}},
       .example = "traversable man teleport | man -l -",
       .documentation = "docs/command_line.md",
       .words = {{"command", "", "whose page it is", form::one_of(names), "the program"}},
       .has_config = false},
      [&commands](Settings settings, const std::stop_token&) {
        run(std::move(settings), commands);
      });
}

}  // namespace traversable
