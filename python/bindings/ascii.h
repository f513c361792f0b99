// Texts of the library for an output that is not UTF-8.
#pragma once

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace traversable::python {

/// With ASCII in place of the letters and lines of printed Hamiltonians and circuits; a drawing's columns stay.
inline std::string to_ascii(std::string text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> letters{{{"ψ", "psi"},
                                                                                   {"─", "-"},
                                                                                   {"│", "|"},
                                                                                   {"┼", "+"},
                                                                                   {"●", "@"},
                                                                                   {"⊕", "X"},
                                                                                   {"×", "x"},
                                                                                   {"→", ">"},
                                                                                   {"†", "'"},
                                                                                   {"√", "V"}}};
  for (const auto& [letter, plain] : letters)
    for (auto at = text.find(letter); at != std::string::npos; at = text.find(letter, at))
      text.replace(at, letter.size(), plain);
  return text;
}

/// What format() makes of a text by its specification: itself for "", see above for "ascii".
inline std::string formatted(std::string text, const std::string& specification) {
  if (specification.empty()) return text;
  if (specification == "ascii") return to_ascii(std::move(text));
  throw std::invalid_argument("format '" + specification + "': expected '' or 'ascii'");
}

}  // namespace traversable::python
