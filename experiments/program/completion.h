// Scripts that complete commands, options, their words and files in a shell.
#pragma once

#include <span>
#include <string>

#include "experiments/program/command.h"

namespace traversable {

/// For "bash", "zsh" or "fish". Throws std::invalid_argument.
std::string completion_script(const std::string& shell, std::span<const Command> commands);

/// The command that prints one. `commands` is what there is when it runs.
Command add_completion_command(CLI::App& parser, const std::vector<Command>& commands);

}  // namespace traversable
