// Products of distinct Majorana fermions of the two copies.
#pragma once

#include <bit>
#include <compare>
#include <cstdint>
#include <string>

namespace traversable {

/// A product of distinct Majoranas, left copy first, each copy in ascending order:
///
///   Gamma_S = gamma_L^{l1} gamma_L^{l2} ... gamma_R^{r1} gamma_R^{r2} ...,   gamma^2 = 1.
///
/// Bit j of `left` (`right`) says whether gamma_L^j (gamma_R^j) is present: up to 64 modes a side.
struct MajoranaString {
  std::uint64_t left = 0;
  std::uint64_t right = 0;

  /// Number of Majoranas in the product.
  int size() const { return std::popcount(left) + std::popcount(right); }

  auto operator<=>(const MajoranaString&) const = default;
};

/// A string with a sign, the result of a product.
struct SignedMajoranaString {
  int sign = 1;
  MajoranaString string;

  auto operator<=>(const SignedMajoranaString&) const = default;
};

/// Parity (0 or 1) of the number of pairs (a in `first`, b in `second`) with a > b: the
/// transpositions that bring the concatenation first, second into ascending order.
int inversion_parity(std::uint64_t first, std::uint64_t second);

/// Gamma_a Gamma_b = sign * Gamma_{a xor b}.
SignedMajoranaString product(const MajoranaString& a, const MajoranaString& b);

/// True where Gamma_a Gamma_b = Gamma_b Gamma_a, that is where |a||b| - |a and b| is even.
bool commute(const MajoranaString& a, const MajoranaString& b);

/// Power of i (0 or 1) that makes Gamma_S Hermitian: 0 where k(k-1)/2 is even, 1 where it is odd,
/// k = |S|. The same rule gives h_q of the Hamiltonian.
int hermitian_phase(int size);

/// "ψL1ψL2ψR4", 1-based as in papers; "1" for the empty product.
std::string to_text(const MajoranaString& string);

}  // namespace traversable
