// Characters of UTF-8 text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace traversable {

/// One character of a text, or one byte that is no UTF-8 there.
struct Utf8Character {
  char32_t code = 0;     // of the character, or the byte
  std::size_t size = 1;  // in bytes
  bool valid = false;
};

/// The character that begins at byte `at` < text.size(). Overlong forms, surrogates and codes
/// beyond U+10FFFF are not valid.
Utf8Character utf8_character(std::string_view text, std::size_t at);

/// A control character, or one that breaks or reorders a line (U+2028, U+202E, ...).
bool is_control(char32_t code);

/// The text without a byte order mark (U+FEFF) at its start.
std::string_view without_byte_order_mark(std::string_view text);

}  // namespace traversable
