// Manual pages, as roff text.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "experiments/program/command.h"

namespace traversable {

/// traversable(1), or traversable-COMMAND(1). Throws std::invalid_argument for an unknown command.
std::string manual_page(const std::string& command, std::span<const Command> commands);

/// The command that prints one. `commands` is what there is when it runs.
Command add_manual_command(CLI::App& parser, const std::vector<Command>& commands);

}  // namespace traversable
