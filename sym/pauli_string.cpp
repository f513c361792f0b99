#include "sym/pauli_string.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <stdexcept>

#include "sym/quoted.h"
#include "sym/utf8.h"

namespace traversable {
namespace {

/// Power of i left when the Y's are written as Y.
int letter_phase(const PauliString& string) {
  return (string.phase + 3 * std::popcount(string.x & string.z)) % 4;
}

}  // namespace

PauliString product(const PauliString& a, const PauliString& b) {
  return {a.x ^ b.x, a.z ^ b.z, (a.phase + b.phase + 2 * std::popcount(a.z & b.x)) % 4};
}

PauliString adjoint(const PauliString& string) {
  // (i^p X^x Z^z)^+ = (-i)^p Z^z X^x
  return {string.x, string.z, (4 - string.phase + 2 * std::popcount(string.x & string.z)) % 4};
}

bool commute(const PauliString& a, const PauliString& b) {
  return (std::popcount(a.x & b.z) + std::popcount(a.z & b.x)) % 2 == 0;
}

bool is_hermitian(const PauliString& string) { return letter_phase(string) % 2 == 0; }

std::complex<double> power_of_i(int exponent) {
  static constexpr std::array<std::complex<double>, 4> powers{
      {{1.0, 0.0}, {0.0, 1.0}, {-1.0, 0.0}, {0.0, -1.0}}};
  return powers[static_cast<std::size_t>(exponent & 3)];
}

std::complex<double> coefficient(const PauliString& string) {
  return power_of_i(letter_phase(string));
}

int num_qubits(const PauliString& string) {
  return static_cast<int>(std::bit_width(string.x | string.z));
}

std::string to_text(const PauliString& string) {
  static constexpr std::array<const char*, 4> prefixes{"", "i", "-", "-i"};
  std::string text = prefixes[static_cast<std::size_t>(letter_phase(string))];
  if ((string.x | string.z) == 0) return text + "I";
  for (int k = 0; k < num_qubits(string); ++k)
    text += "IXZY"[(string.x >> k & 1) + 2 * (string.z >> k & 1)];
  return text;
}

PauliString pauli_from_text(std::string_view text) {
  const std::string_view whole = text;
  PauliString result;
  if (text.starts_with('+')) {
    text.remove_prefix(1);
  } else if (text.starts_with('-')) {
    result.phase = 2;
    text.remove_prefix(1);
  }
  if (text.starts_with('i')) {
    result.phase += 1;
    text.remove_prefix(1);
  }
  if (text.empty() || text.size() > 64)
    throw std::invalid_argument(
        fmt::format("Pauli string {}: expected 1 to 64 letters of I, X, Y, Z", in_quotes(whole)));
  for (std::size_t k = 0; k < text.size(); ++k) {
    const std::uint64_t bit = std::uint64_t{1} << k;
    const char letter = text[k];
    if (letter != 'I' && letter != 'X' && letter != 'Y' && letter != 'Z')
      throw std::invalid_argument(fmt::format(
          "Pauli string {}: letter {} at position {}, expected I, X, Y or Z", in_quotes(whole),
          in_quotes(text.substr(k, utf8_character(text, k).size)), k));
    if (letter == 'X' || letter == 'Y') result.x |= bit;
    if (letter == 'Z' || letter == 'Y') result.z |= bit;
    if (letter == 'Y') result.phase = (result.phase + 1) % 4;
  }
  return result;
}

}  // namespace traversable
