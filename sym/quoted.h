// Text of the user in messages.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace traversable {

/// Characters of the user's text that a message repeats.
inline constexpr std::size_t longest_excerpt = 80;
/// Characters of a message.
inline constexpr std::size_t longest_message = 500;

/// The text cut at `most` characters, "..." where it goes on. Control characters become escapes
/// (\n, \x1b, \u2028), as do bytes that are no UTF-8 (\xff).
std::string excerpt(std::string_view text, std::size_t most = longest_excerpt);

/// 'excerpt'. (std::quoted is another.)
std::string in_quotes(std::string_view text);

/// A message as one line of valid UTF-8 without control characters. Of one that is longer than
/// longest_message the start and the end stay.
std::string one_line(std::string_view message);

}  // namespace traversable
