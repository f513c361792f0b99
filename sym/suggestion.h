// The word that was probably meant.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace traversable {

/// Restricted Damerau-Levenshtein distance: the fewest insertions, deletions, replacements and swaps of neighbours that
/// turn one text into the other, no place changed twice. Of bytes, not letters.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The first of the words that are nearest to the text: at most a third of the longer one's letters away. "" where there is
/// none, and where the text is one of the words.
std::string nearest_word(std::string_view text, const std::vector<std::string>& words);

/// ", did you mean teleport?", or "".
std::string did_you_mean(std::string_view text, const std::vector<std::string>& words);

/// read(text), whose std::invalid_argument names the nearest of the words as well.
template <class Read>
auto suggesting(const std::string& text, const std::vector<std::string>& words, const Read& read) {
  try {
    return read(text);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(error.what() + did_you_mean(text, words));
  }
}

}  // namespace traversable
