#include "sym/suggestion.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace traversable {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> two_above, above(b.size() + 1), row(b.size() + 1);
  std::iota(above.begin(), above.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], two_above[j - 2] + 1);
    }
    two_above = std::exchange(above, row);
  }
  return above.back();
}

std::string nearest_word(std::string_view text, const std::vector<std::string>& words) {
  std::string nearest;
  std::size_t least = text.size();
  for (const std::string& word : words) {
    if (word == text) return "";
    const std::size_t longer = std::max(word.size(), text.size());
    // What differs more in length alone is not looked at: a text may be as long as a line of the shell.
    if (longer - std::min(word.size(), text.size()) > longer / 3) continue;
    const std::size_t distance = edit_distance(text, word);
    if (distance > longer / 3 || distance >= least) continue;
    least = distance;
    nearest = word;
  }
  return nearest;
}

std::string did_you_mean(std::string_view text, const std::vector<std::string>& words) {
  const std::string word = nearest_word(text, words);
  return word.empty() ? "" : ", did you mean " + word + "?";
}

}  // namespace traversable
