#include "sym/models.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <map>
#include <stdexcept>

#include "sym/random.h"

namespace traversable {
namespace {

double squares(const Hamiltonian& h) {
  double sum = 0;
  for (const Term& term : h.terms()) sum += term.coupling * term.coupling;
  return sum;
}

/// C(10,4) 3! J^2 / 10^3 at J = 1: the total variance that every ensemble shares.
constexpr double total_variance = 210 * 6.0 / 1000;

/// Mean of sum_S J_S^2 over instances with its standard error.
template <class Make>
std::pair<double, double> mean_squares(const Make& make, int instances) {
  double sum = 0, sum2 = 0;
  for (int i = 0; i < instances; ++i) {
    const double s = squares(make(Draw{11, static_cast<std::uint64_t>(i)}));
    sum += s;
    sum2 += s * s;
  }
  const double mean = sum / instances;
  return {mean, std::sqrt((sum2 / instances - mean * mean) / instances)};
}

TEST(Models, LearnedIsThePublishedHamiltonian) {
  const Hamiltonian h = learned();
  EXPECT_EQ(h.num_majoranas(), 7);
  ASSERT_EQ(h.terms().size(), 5u);
  EXPECT_EQ(h.terms()[2], make_term(-0.71, std::vector{0, 2, 4, 5}, 7));
}

TEST(Models, EveryEnsembleHasTheStatedVariance) {
  const int instances = 2000;
  const auto check = [&](const auto& make) {
    const auto [mean, error] = mean_squares(make, instances);
    EXPECT_NEAR(mean, total_variance, 4 * error);
    EXPECT_GT(error, 0);
  };
  check([](const Draw& d) { return dense_syk(10, 4, 1, d); });
  check([](const Draw& d) { return sparse_syk(10, 4, 1, 4, Hypergraph::bernoulli, d); });
  check([](const Draw& d) { return sparse_syk(10, 4, 1, 4, Hypergraph::regular, d); });
  check([](const Draw& d) { return commuting_syk(10, 4, 1, d); });
}

TEST(Models, GaussiansAreGaussian) {
  const RandomStream random(3, 1, Stream::couplings);
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

TEST(Models, DenseHasEveryTermOnce) {
  EXPECT_EQ(dense_syk(10, 4, 1, {}).terms().size(), 210u);
  EXPECT_EQ(dense_syk(8, 2, 1, {}).terms().size(), 28u);
  EXPECT_EQ(dense_syk(6, 6, 1, {}).terms().size(), 1u);
}

TEST(Models, RegularHypergraphsAreRegular) {
  const Hamiltonian h = sparse_syk(12, 4, 1, 2, Hypergraph::regular, {9, 3});
  EXPECT_EQ(h.terms().size(), 24u);
  std::map<int, int> degree;
  for (const Term& term : h.terms())
    for (const int j : term.indices()) ++degree[j];
  for (int j = 0; j < 12; ++j) EXPECT_EQ(degree[j], 8);
}

TEST(Models, BernoulliKeepsAboutKNTerms) {
  double mean = 0;
  for (std::uint64_t i = 0; i < 400; ++i)
    mean +=
        static_cast<double>(sparse_syk(14, 4, 1, 3, Hypergraph::bernoulli, {1, i}).terms().size()) /
        400;
  EXPECT_NEAR(mean, 42, 4 * std::sqrt(42.0 / 400));
}

TEST(Models, BinaryCouplingsShareTheirMagnitude) {
  const Hamiltonian h = binary_sparse_syk(8, 4, 1, 1.25, {2, 0});
  EXPECT_EQ(h.terms().size(), 10u);
  for (const Term& term : h.terms())
    EXPECT_NEAR(std::abs(term.coupling), std::abs(h.terms()[0].coupling), 1e-15);
  EXPECT_NEAR(squares(h), 70 * 6.0 / 512, 1e-13);
}

TEST(Models, CommutingTermsCommute) {
  const Hamiltonian h = commuting_syk(10, 4, 1, {});
  EXPECT_EQ(h.terms().size(), 10u);
  EXPECT_TRUE(is_commuting(h));
}

TEST(Models, AFunctionOfSeedAndInstance) {
  const Draw draw{7, 3};
  EXPECT_EQ(dense_syk(8, 4, 1, draw), dense_syk(8, 4, 1, draw));
  EXPECT_FALSE(dense_syk(8, 4, 1, draw) == dense_syk(8, 4, 1, {7, 4}));
  EXPECT_FALSE(dense_syk(8, 4, 1, draw) == dense_syk(8, 4, 1, {8, 3}));
  // Files of other versions must stay reproducible: the value is part of the interface.
  EXPECT_NEAR(dense_syk(8, 4, 1, {1, 0}).terms()[0].coupling, -0.047487977571925244, 1e-15);
}

TEST(Models, RefuseBadParameters) {
  EXPECT_THROW(dense_syk(1, 2, 1, {}), std::invalid_argument);
  EXPECT_THROW(dense_syk(65, 4, 1, {}), std::invalid_argument);
  EXPECT_THROW(dense_syk(8, 3, 1, {}), std::invalid_argument);
  EXPECT_THROW(dense_syk(8, 10, 1, {}), std::invalid_argument);
  EXPECT_THROW(dense_syk(8, 4, 0, {}), std::invalid_argument);
  EXPECT_THROW(dense_syk(8, 4, std::nan(""), {}), std::invalid_argument);
  EXPECT_THROW(dense_syk(64, 32, 1, {}), std::invalid_argument);
  EXPECT_THROW(commuting_syk(7, 4, 1, {}), std::invalid_argument);
  EXPECT_THROW(sparse_syk(10, 4, 1, 0, Hypergraph::bernoulli, {}), std::invalid_argument);
  EXPECT_THROW(sparse_syk(10, 4, 1, 22, Hypergraph::bernoulli, {}), std::invalid_argument);
  EXPECT_THROW(sparse_syk(10, 4, 1, 1.05, Hypergraph::regular, {}), std::invalid_argument);
  EXPECT_THROW(sparse_syk(10, 4, 1, 1e-12, Hypergraph::regular, {}), std::invalid_argument);
  EXPECT_THROW(sparse_syk(10, 4, 1, 1e-9, Hypergraph::bernoulli, {}), std::invalid_argument);
  EXPECT_THROW(binary_sparse_syk(10, 4, 1, 0.01, {}), std::invalid_argument);
  EXPECT_THROW(hypergraph_by_name("random"), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
