#include "sym/majorana_string.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace traversable {
namespace {

/// Positions 0..63 left, 64..127 right, in the order of the product.
std::vector<int> positions(const MajoranaString& string) {
  std::vector<int> result;
  for (int j = 0; j < 64; ++j)
    if (string.left >> j & 1) result.push_back(j);
  for (int j = 0; j < 64; ++j)
    if (string.right >> j & 1) result.push_back(64 + j);
  return result;
}

/// Sorts the concatenation by adjacent swaps, each a sign, and removes pairs.
SignedMajoranaString slow_product(const MajoranaString& a, const MajoranaString& b) {
  std::vector<int> all = positions(a);
  for (const int p : positions(b)) all.push_back(p);
  int sign = 1;
  for (std::size_t pass = 0; pass < all.size(); ++pass)
    for (std::size_t i = 0; i + 1 < all.size(); ++i)
      if (all[i] > all[i + 1]) {
        std::swap(all[i], all[i + 1]);
        sign = -sign;
      }
  MajoranaString result;
  for (const int p : all) (p < 64 ? result.left : result.right) ^= std::uint64_t{1} << (p % 64);
  return {sign, result};
}

TEST(MajoranaString, ProductMatchesSorting) {
  std::mt19937_64 random(1);
  for (int trial = 0; trial < 300; ++trial) {
    const MajoranaString a{random() & random(), random() & random()};
    const MajoranaString b{random() & random(), random() & random()};
    EXPECT_EQ(product(a, b), slow_product(a, b));
  }
}

TEST(MajoranaString, CommuteMatchesProducts) {
  std::mt19937_64 random(2);
  for (int trial = 0; trial < 300; ++trial) {
    const MajoranaString a{random() % 64, random() % 64};
    const MajoranaString b{random() % 64, random() % 64};
    EXPECT_EQ(commute(a, b), product(a, b) == product(b, a));
  }
}

TEST(MajoranaString, HermitianPhaseSquaresToPlusOne) {
  for (int k = 0; k <= 20; ++k) {
    const MajoranaString string{(std::uint64_t{1} << k) - 1, 0};
    const int square = product(string, string).sign;  // Gamma_S^2 = +-1
    EXPECT_EQ(hermitian_phase(k), square == 1 ? 0 : 1) << k;
  }
}

TEST(MajoranaString, TextIsOneBased) {
  EXPECT_EQ(to_text(MajoranaString{0b11, 0b1000}), "ψL1ψL2ψR4");
  EXPECT_EQ(to_text(MajoranaString{}), "1");
}

}  // namespace
}  // namespace traversable
