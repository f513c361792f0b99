#include "sym/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sym/fingerprint.h"
#include "sym/models.h"

namespace traversable {
namespace {

// Known answers of Random123's philox4x64-10: counter and key of zeros.
TEST(RandomStream, IsPhilox) {
  EXPECT_EQ(RandomStream(0, 0, Stream::couplings).bits(0), 0x16554d9eca36314cu);
}

TEST(RandomStream, GaussiansAreGaussian) {
  for (const Purpose& purpose :
       {Purpose(Stream::couplings), Purpose(Stream::couplings, "dense_syk", 8, 4)}) {
    const RandomStream random(3, 1, purpose);
    const int n = 200000;
    double m1 = 0, m2 = 0, m4 = 0;
    for (int i = 0; i < n; ++i) {
      const double g = random.gaussian(static_cast<std::uint64_t>(i));
      m1 += g / n;
      m2 += g * g / n;
      m4 += g * g * g * g / n;
    }
    EXPECT_NEAR(m1, 0, 4 / std::sqrt(n));
    EXPECT_NEAR(m2, 1, 4 * std::sqrt(2.0 / n));
    EXPECT_NEAR(m4, 3, 4 * std::sqrt(96.0 / n));
  }
}

/// What one run or another uses, close to each other on purpose.
std::vector<Purpose> purposes() {
  return {Stream::couplings,
          Stream::states,
          Stream::shots,
          Stream::samples,
          {Stream::couplings, 8},
          {Stream::couplings, 9},
          {Stream::couplings, 8, 4},
          {Stream::couplings, 4, 8},
          {Stream::couplings, 8, 4, 0},
          {Stream::couplings, "ab", "c"},
          {Stream::couplings, "a", "bc"},
          {Stream::couplings, "abc"},
          {Stream::shots, 4.0},
          {Stream::shots, std::nextafter(4.0, 5.0)},
          {Stream::shots, -4.0},
          {Stream::trajectories, 4.0}};
}

// 120 pairs of 4000 seeds: a correlation of 5 / sqrt(4000) in any has probability 7e-5.
TEST(RandomStream, PurposesAreIndependent) {
  constexpr int seeds = 4000;
  std::vector<std::vector<double>> values;
  for (const Purpose& purpose : purposes()) {
    auto& row = values.emplace_back();
    for (std::uint64_t seed = 0; seed < seeds; ++seed)
      row.push_back(RandomStream(seed, 0, purpose).gaussian(0));
  }
  for (std::size_t a = 0; a < values.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) {
      double r = 0;
      for (std::size_t s = 0; s < seeds; ++s) r += values[a][s] * values[b][s] / seeds;
      EXPECT_LT(std::abs(r), 5 / std::sqrt(seeds)) << a << " and " << b;
    }
}

TEST(RandomStream, OneNumberIsOnePurpose) {
  const auto words = [](double x) { return Purpose(Stream::shots, x).words(); };
  EXPECT_EQ(words(0.0), words(-0.0));
  EXPECT_EQ(words(4.0), words(4.0));
}

TEST(Fingerprint, SaysWhichHamiltonian) {
  const Hamiltonian h = learned();
  std::vector<Term> terms = h.terms();
  std::swap(terms[0], terms[3]);
  EXPECT_EQ(fingerprint({7, terms}), fingerprint(h)) << "the order of terms says nothing";
  terms[0].coupling *= 1 + 1e-15;
  EXPECT_EQ(fingerprint({7, terms}), fingerprint(h)) << "nor do last bits";
  terms[0].coupling *= 1 + 1e-6;
  EXPECT_NE(fingerprint({7, terms}), fingerprint(h));
  terms = h.terms();
  for (Term& term : terms) term.coupling *= 2;
  EXPECT_NE(fingerprint({7, terms}), fingerprint(h));
  EXPECT_NE(fingerprint({8, h.terms()}), fingerprint(h));
  EXPECT_NE(fingerprint({4, {{0.0, 15}}}), fingerprint({5, {{0.0, 15}}}));
}

}  // namespace
}  // namespace traversable
