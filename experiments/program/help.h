// What --help prints.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "experiments/program/command.h"

namespace traversable {

/// Options under their headings, in the order in which these come first.
std::vector<std::pair<std::string, std::vector<KeyOption>>> by_group(
    const std::vector<KeyOption>& options);

/// "-m,--model learned|dense_syk|FILE".
std::string call_of(const KeyOption& option);

/// "traversable info [OPTIONS] [file]".
std::string usage_of(const CommandPage& page);

std::string help_of(const CommandPage& page);
/// Of the program itself.
std::string help_of(std::span<const Command> commands);

}  // namespace traversable
