#include "sym/commutation_graph.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "sym/models.h"

namespace traversable {
namespace {

TEST(CommutationGraph, OfTheLearnedModelHasNoEdges) {
  const CommutationGraph graph = commutation_graph(learned());
  EXPECT_EQ(graph.num_terms, 5u);
  EXPECT_TRUE(graph.anticommuting.empty());
  EXPECT_EQ(graph.num_components, 5);
  EXPECT_EQ(graph.noncommutativity, 0);
}

// 0123 and 2345 share two fermions (commute), 0123 and 3456 one (anticommute).
TEST(CommutationGraph, ByHand) {
  const Hamiltonian h(8, {make_term(1, {{0, 1, 2, 3}}, 8), make_term(2, {{2, 3, 4, 5}}, 8),
                          make_term(3, {{3, 4, 5, 6}}, 8)});
  const CommutationGraph graph = commutation_graph(h);
  using Edge = std::pair<std::size_t, std::size_t>;
  EXPECT_EQ(graph.anticommuting, (std::vector<Edge>{{0, 2}, {1, 2}}));
  EXPECT_EQ(graph.component, (std::vector<int>{0, 0, 0}));
  EXPECT_EQ(graph.num_components, 1);
  EXPECT_NEAR(graph.noncommutativity, 2.0 * (1 * 9 + 4 * 9) / (14.0 * 14.0), 1e-15);
}

TEST(FixedTerms, AreAsManyAndCommuteAsAsked) {
  for (const int n : {7, 8, 10, 12})
    for (std::uint64_t instance = 0; instance < 20; ++instance) {
      const Draw draw{3, instance};
      const auto edges = [&](TermCommutation c) {
        const Hamiltonian h = fixed_terms_syk(n, 4, 1.0, 5, c, draw);
        EXPECT_EQ(h.terms().size(), 5u);
        EXPECT_EQ(h, fixed_terms_syk(n, 4, 1.0, 5, c, draw));
        return commutation_graph(h).anticommuting.size();
      };
      EXPECT_EQ(edges(TermCommutation::commuting), 0u);
      EXPECT_GT(edges(TermCommutation::noncommuting), 0u);
      edges(TermCommutation::any);
    }
}

TEST(FixedTerms, HaveTheVarianceOfDenseSyk) {
  double square = 0;
  constexpr int instances = 4000;
  for (std::uint64_t i = 0; i < instances; ++i) {
    const double J = matched_J(fixed_terms_syk(8, 4, 1.3, 6, TermCommutation::any, {1, i}));
    square += J * J / instances;
  }
  // J^2 is a mean of 6 squares: relative spread sqrt(2/6) an instance.
  EXPECT_NEAR(square, 1.69, 4 * 1.69 * std::sqrt(2.0 / 6 / instances));
}

TEST(FixedTerms, EverySetIsDrawn) {
  // N = 4, q = 2: 6 terms; each pair of terms (15) about equally often.
  std::map<std::uint64_t, int> count;
  for (std::uint64_t i = 0; i < 3000; ++i) {
    std::uint64_t key = 0;
    const Hamiltonian h = fixed_terms_syk(4, 2, 1.0, 2, TermCommutation::any, {2, i});
    for (const Term& term : h.terms()) key = key * 64 + term.majoranas;
    ++count[key];
  }
  EXPECT_EQ(count.size(), 15u);
  for (const auto& [key, c] : count) EXPECT_NEAR(c, 200, 70);
}

TEST(FixedTerms, RefusesWhatIsNotThere) {
  EXPECT_THROW(fixed_terms_syk(7, 4, 1, 0, TermCommutation::any, {}), std::invalid_argument);
  EXPECT_THROW(fixed_terms_syk(7, 4, 1, 36, TermCommutation::any, {}), std::invalid_argument);
  EXPECT_THROW(fixed_terms_syk(7, 4, 1, 30, TermCommutation::commuting, {}), std::invalid_argument);
  EXPECT_THROW(fixed_terms_syk(7, 4, 1, 1, TermCommutation::noncommuting, {}),
               std::invalid_argument);
  EXPECT_THROW(term_commutation_by_name("none"), std::invalid_argument);
  EXPECT_EQ(term_commutation_by_name("commuting"), TermCommutation::commuting);
}

TEST(MatchedJ, OfTheLearnedModel) {
  // sum J_S^2 = 0.9583, 3! C(7,4) / 7^3 = 210/343.
  EXPECT_NEAR(matched_J(learned()), std::sqrt(0.9583 * 343 / 210), 1e-12);
}

bool every_pair_commutes(const std::vector<MajoranaString>& strings) {
  for (const MajoranaString& a : strings)
    for (const MajoranaString& b : strings)
      if (!commute(a, b)) return false;
  return true;
}

// Lists of strings that commute by construction, some with one that need not; odd ones too.
TEST(AllCommute, AgreesWithEveryPair) {
  std::mt19937_64 random(7);
  int commuting = 0;
  constexpr int trials = 2000;
  for (int trial = 0; trial < trials; ++trial) {
    const std::uint64_t mask = trial % 2 == 0 ? 0xff : ~std::uint64_t{0};
    std::vector<MajoranaString> strings;
    const auto draw = [&] {
      strings.push_back({random() & mask, trial % 3 == 0 ? random() & mask : 0});
    };
    for (int tries = 0; tries < 60; ++tries) {
      draw();
      if (!every_pair_commutes(strings)) strings.pop_back();
    }
    if (trial % 4 == 0) draw();
    std::shuffle(strings.begin(), strings.end(), random);
    const bool expected = every_pair_commutes(strings);
    EXPECT_EQ(all_commute(strings), expected);
    commuting += expected;
  }
  EXPECT_GT(commuting, trials / 10);
  EXPECT_LT(commuting, trials * 9 / 10);
}

TEST(AllCommute, OfNothingAndOfTheIdentity) {
  EXPECT_TRUE(all_commute({}));
  EXPECT_TRUE(all_commute(std::vector<MajoranaString>{{}, {1, 0}, {}, {1, 0}}));
  EXPECT_FALSE(all_commute(std::vector<MajoranaString>{{1, 0}, {0, 1}}));
}

// Products of the pairs 01, 23, ...: 2^17 - 1 terms that all commute.
TEST(AllCommute, TakesLinearTime) {
  std::vector<MajoranaString> strings;
  for (std::uint64_t pairs = 1; pairs < (1u << 17); ++pairs) {
    std::uint64_t string = 0;
    for (int p = 0; p < 17; ++p)
      if (pairs >> p & 1) string |= std::uint64_t{3} << 2 * p;
    strings.push_back({string, 0});
  }
  EXPECT_TRUE(all_commute(strings));
  strings.push_back({0b0110, 0});
  EXPECT_FALSE(all_commute(strings));
}

}  // namespace
}  // namespace traversable
