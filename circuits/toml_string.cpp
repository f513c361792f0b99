#include "circuits/toml_string.h"

#include <fmt/format.h>

#include "sym/utf8.h"

namespace traversable {
namespace {

std::string basic_character(std::string_view text, std::size_t at, const Utf8Character& character) {
  if (!character.valid) return "\uFFFD";
  switch (character.code) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    default:
      return is_control(character.code)
                 ? fmt::format("\\u{:04X}", static_cast<unsigned>(character.code))
                 : std::string(text.substr(at, character.size));
  }
}

}  // namespace

std::string toml_string(std::string_view text) {
  bool literal = true;
  std::string basic;
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Character character = utf8_character(text, at);
    literal = literal && character.valid && character.code != '\'' && !is_control(character.code);
    basic += basic_character(text, at, character);
    at += character.size;
  }
  return literal ? fmt::format("'{}'", text) : fmt::format("\"{}\"", basic);
}

}  // namespace traversable
