// What --json prints: one object, numbers as numbers.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "experiments/runs/fact.h"
#include "experiments/runs/key_option.h"

namespace traversable {

using Json = nlohmann::ordered_json;

/// The option of a command, "of --dry-run" or so.
KeyOption json_option(const std::string& of);

/// Of a configuration.
Json json_of_toml(const std::string& toml);

/// The values of all facts in one object.
Json json_of(const Facts& facts);

/// In UTF-8, with a new line at its end. Numbers that are not finite are null.
std::string text_of(const Json& json);
void print_json(const Json& json);

}  // namespace traversable
