// TOML text, parsed within bounds.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <string_view>

namespace traversable {

/// Tables, lists and parts of dotted keys within each other.
inline constexpr int deepest_toml = 64;
inline constexpr std::size_t longest_toml =
    std::size_t{16} << 20;  // bytes; a parsed one takes up to 50 times as much

/// Throws std::invalid_argument "<file>, line <n>, ..." for a syntax error, for more than
/// deepest_toml levels or longest_toml bytes; the parser's own recursion knows no bound.
toml::table parse_toml(std::string_view toml, const std::string& file);

}  // namespace traversable
