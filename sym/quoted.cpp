#include "sym/quoted.h"

#include "sym/utf8.h"

namespace traversable {
namespace {

/// "\x1b", "\u2028": the lowest digits of a code.
std::string escaped(char kind, char32_t code, int digits) {
  std::string text{'\\', kind};
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
    text += "0123456789abcdef"[code >> shift & 0xf];
  return text;
}

/// How a message shows one character.
std::string shown(std::string_view text, std::size_t at, const Utf8Character& character) {
  if (character.valid && !is_control(character.code))
    return std::string(text.substr(at, character.size));
  switch (character.code) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return character.valid && character.code >= 0x80 ? escaped('u', character.code, 4)
                                                       : escaped('x', character.code, 2);
  }
}

/// Where the character before byte `at` of valid UTF-8 begins.
std::size_t character_start(std::string_view text, std::size_t at) {
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) --at;
  return at;
}

}  // namespace

std::string excerpt(std::string_view text, std::size_t most) {
  std::string result;
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Character character = utf8_character(text, at);
    const std::string piece = shown(text, at, character);
    count += piece.size() == character.size ? 1 : piece.size();
    if (count > most) return result + "...";
    result += piece;
    at += character.size;
  }
  return result;
}

std::string in_quotes(std::string_view text) { return "'" + excerpt(text) + "'"; }

std::string one_line(std::string_view message) {
  while (message.ends_with('\n')) message.remove_suffix(1);
  const std::string line = excerpt(message, message.npos);
  if (line.size() <= longest_message) return line;
  // Bytes bound characters; the reason often stands at the end.
  constexpr std::size_t tail = 120;
  constexpr std::string_view gap = " ... ";
  const std::size_t head_end = character_start(line, longest_message - tail - gap.size());
  const std::size_t tail_start = character_start(line, line.size() - tail);
  return line.substr(0, head_end) + std::string(gap) + line.substr(tail_start);
}

}  // namespace traversable
