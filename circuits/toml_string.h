// Texts as TOML values.
#pragma once

#include <string>
#include <string_view>

namespace traversable {

/// A TOML string on one line that reads back to `text`: 'literal' where that can hold it, else
/// "basic" with escapes. Bytes that are no UTF-8, which TOML cannot hold, become U+FFFD.
std::string toml_string(std::string_view text);

}  // namespace traversable
