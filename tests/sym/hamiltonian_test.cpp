#include "sym/hamiltonian.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "sym/commutation_graph.h"
#include "sym/coupling_scale.h"
#include "sym/models.h"

namespace traversable {
namespace {

Hamiltonian one_term(int n, double coupling, std::vector<int> indices) {
  return {n, {make_term(coupling, indices, n)}};
}

TEST(Hamiltonian, ReorderedIndicesGiveTheSignOfThePermutation) {
  EXPECT_EQ(make_term(2.0, std::vector{0, 1, 2, 3}, 4),
            make_term(-2.0, std::vector{1, 0, 2, 3}, 4));
  EXPECT_EQ(make_term(2.0, std::vector{0, 1, 2, 3}, 4),
            make_term(-2.0, std::vector{3, 0, 1, 2}, 4));
  EXPECT_EQ(make_term(2.0, std::vector{0, 1, 2, 3}, 4), make_term(2.0, std::vector{2, 3, 0, 1}, 4));
}

TEST(Hamiltonian, TextIsThatOfThePaper) {
  EXPECT_EQ(to_text(learned()),
            "-0.36 ψ1ψ2ψ4ψ5 + 0.19 ψ1ψ3ψ4ψ7 - 0.71 ψ1ψ3ψ5ψ6 + 0.22 ψ2ψ3ψ4ψ6 + 0.49 ψ2ψ3ψ5ψ7");
  EXPECT_EQ(to_text(one_term(4, 0.5, {0, 3})), "0.5 i ψ1ψ4");
}

TEST(Hamiltonian, DegreeIsTheLargestTerm) {
  const Hamiltonian mixed(
      6, {make_term(1, std::vector{0, 1}, 6), make_term(1, std::vector{0, 1, 2, 3}, 6)});
  EXPECT_EQ(mixed.degree(), 4);
}

TEST(Hamiltonian, KnowsWhetherItsTermsCommute) {
  EXPECT_TRUE(is_commuting(learned()));
  EXPECT_FALSE(is_commuting(dense_syk(6, 4, 1, {})));
}

TEST(Hamiltonian, RefusesBadTerms) {
  EXPECT_THROW(one_term(4, 1, {0, 0}), std::invalid_argument);
  EXPECT_THROW(one_term(4, 1, {0, 4}), std::invalid_argument);
  EXPECT_THROW(one_term(4, 1, {-1, 2}), std::invalid_argument);
  EXPECT_THROW(one_term(4, 1, {0, 1, 2}), std::invalid_argument);
  EXPECT_THROW(one_term(4, 1, {}), std::invalid_argument);
  EXPECT_THROW(one_term(4, std::nan(""), {0, 1}), std::invalid_argument);
  EXPECT_THROW(one_term(4, HUGE_VAL, {0, 1}), std::invalid_argument);
  EXPECT_THROW(one_term(1, 1, {0, 1}), std::invalid_argument);
  EXPECT_THROW(one_term(1000, 1, {0, 999}), std::invalid_argument);
  EXPECT_THROW(Hamiltonian(4, {}), std::invalid_argument);
  EXPECT_THROW(Hamiltonian(4, {Term{1, 3}, Term{2, 3}}), std::invalid_argument);
  EXPECT_THROW(Hamiltonian(4, {Term{1, 0b110000}}), std::invalid_argument);
}

TEST(Hamiltonian, RefusesCouplingsWhoseEnergyOverflows) {
  const std::vector<Term> huge{{1e308, 0b1111}, {1e308, 0b11110}, {-1e308, 0b111100}};
  EXPECT_THROW(Hamiltonian(7, huge), std::invalid_argument);
  const Hamiltonian large(4, {{1e299, 0b11}, {1e299, 0b110}});
  EXPECT_TRUE(std::isfinite(matched_J(large)));
  EXPECT_DOUBLE_EQ(commutation_graph(large).noncommutativity, 0.5);
  EXPECT_EQ(coupling_exponent(Hamiltonian(4, {{-3.0, 0b11}, {0.1, 0b110}})), 1);
}

}  // namespace
}  // namespace traversable
