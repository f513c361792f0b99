// Random damage to texts, for tests of readers.
#pragma once

#include <random>
#include <string>

namespace traversable::testing_support {

/// `text` with one to four random edits: bytes replaced, removed, doubled or digits blown up,
/// pieces cut out.
inline std::string mutate(std::string text, unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&](std::size_t n) { return random() % (n == 0 ? 1 : n); };
  const std::string interesting = "{}[]\",:=-.eE0123456789 \n\t#'\\\0\xff";
  for (std::size_t edits = 1 + below(4); edits > 0; --edits) {
    const std::size_t at = below(text.size());
    switch (below(5)) {
      case 0:
        text[at] = interesting[below(interesting.size())];
        break;
      case 1:
        text.erase(at, 1 + below(8));
        break;
      case 2:
        text.insert(at, text.substr(below(text.size()), below(20)));
        break;
      case 3:
        text.insert(at, "99999999999");
        break;
      default:
        text[at] = static_cast<char>(below(256));
        break;
    }
    if (text.empty()) text = " ";
  }
  return text;
}

}  // namespace traversable::testing_support
