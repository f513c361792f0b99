#include "sym/majorana_string.h"

#include <fmt/format.h>

namespace traversable {

int inversion_parity(std::uint64_t first, std::uint64_t second) {
  // Bit j of `above` becomes the parity of the bits of `first` above j.
  std::uint64_t above = first >> 1;
  for (int shift = 1; shift < 64; shift *= 2) above ^= above >> shift;
  return std::popcount(above & second) & 1;
}

SignedMajoranaString product(const MajoranaString& a, const MajoranaString& b) {
  const int swaps = inversion_parity(a.left, b.left) + inversion_parity(a.right, b.right) +
                    std::popcount(a.right) * std::popcount(b.left);
  return {swaps % 2 == 0 ? 1 : -1, {a.left ^ b.left, a.right ^ b.right}};
}

bool commute(const MajoranaString& a, const MajoranaString& b) {
  const int shared = std::popcount(a.left & b.left) + std::popcount(a.right & b.right);
  return (a.size() * b.size() - shared) % 2 == 0;
}

int hermitian_phase(int size) { return (size * (size - 1) / 2) % 2; }

std::string to_text(const MajoranaString& string) {
  std::string text;
  for (int j = 0; j < 64; ++j)
    if (string.left >> j & 1) text += fmt::format("ψL{}", j + 1);
  for (int j = 0; j < 64; ++j)
    if (string.right >> j & 1) text += fmt::format("ψR{}", j + 1);
  return text.empty() ? "1" : text;
}

}  // namespace traversable
