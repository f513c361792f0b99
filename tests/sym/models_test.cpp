#include "sym/models.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <functional>
#include <map>
#include <stdexcept>
#include <vector>

#include "sym/commutation_graph.h"
#include "sym/fingerprint.h"

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
  const Hamiltonian h = binary_sparse_syk(8, 4, 1, 1.25, BinaryCoupling::same_variance, {2, 0});
  EXPECT_EQ(h.terms().size(), 10u);
  for (const Term& term : h.terms())
    EXPECT_NEAR(std::abs(term.coupling), std::abs(h.terms()[0].coupling), 1e-15);
  EXPECT_NEAR(squares(h), 70 * 6.0 / 512, 1e-13);
  const Hamiltonian other =
      binary_sparse_syk(8, 4, 1.5, 1.25, BinaryCoupling::J_over_sqrt_K, {2, 0});
  for (std::size_t k = 0; k < 10; ++k) {
    EXPECT_EQ(other.terms()[k].majoranas, h.terms()[k].majoranas);
    EXPECT_DOUBLE_EQ(other.terms()[k].coupling,
                     std::copysign(1.5 / std::sqrt(10.0), h.terms()[k].coupling));
  }
}

// arXiv:2604.10090: 34 commuting and 11 anticommuting pairs, sqrt(Tr H^2 / D) = 0.35355.
TEST(Models, BinarySparseN8) {
  const Hamiltonian h = binary_sparse_n8();
  EXPECT_EQ(h.terms().size(), 10u);
  EXPECT_EQ(commutation_graph(h).anticommuting.size(), 11u);
  EXPECT_NEAR(std::sqrt(squares(h) / 16), 0.35355, 5e-6);
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
  EXPECT_NEAR(dense_syk(8, 4, 1, {1, 0}).terms()[0].coupling, -0.058247448288251923, 1e-15);
}

using Make = std::function<Hamiltonian(const Draw&)>;

/// Every ensemble, and parameters of it.
std::vector<Make> ensembles() {
  const auto sparse = [](int n, double k, Hypergraph hypergraph) {
    return [=](const Draw& d) { return sparse_syk(n, 4, 1, k, hypergraph, d); };
  };
  const auto fixed = [](int terms, TermCommutation commutation) {
    return [=](const Draw& d) { return fixed_terms_syk(8, 4, 1, terms, commutation, d); };
  };
  return {
      [](const Draw& d) { return dense_syk(8, 4, 1, d); },
      [](const Draw& d) { return dense_syk(9, 4, 1, d); },
      [](const Draw& d) { return dense_syk(8, 2, 1, d); },
      [](const Draw& d) { return dense_syk(8, 6, 1, d); },
      sparse(8, 3, Hypergraph::bernoulli),
      sparse(8, 4, Hypergraph::bernoulli),
      sparse(8, 2, Hypergraph::regular),
      sparse(8, 1, Hypergraph::regular),
      [](const Draw& d) { return binary_sparse_syk(8, 4, 1, 3, BinaryCoupling::same_variance, d); },
      [](const Draw& d) { return commuting_syk(8, 4, 1, d); },
      [](const Draw& d) { return commuting_syk(10, 4, 1, d); },
      fixed(6, TermCommutation::any),
      fixed(5, TermCommutation::any),
      fixed(6, TermCommutation::noncommuting),
      fixed(6, TermCommutation::commuting)};
}

/// The first two couplings, each over its spread; and the lowest Majoranas of the first two terms.
std::vector<double> features(const Hamiltonian& h) {
  std::vector<double> values;
  for (const Term& term : {h.terms()[0], h.terms()[1]}) {
    values.push_back(term.coupling);
    values.push_back(static_cast<double>(term.majoranas));
  }
  return values;
}

/// Largest |r| between a feature of one and a feature of another over draws.
double largest_correlation(const std::vector<std::vector<double>>& a,
                           const std::vector<std::vector<double>>& b) {
  const auto n = static_cast<double>(a.size());
  double largest = 0;
  for (std::size_t i = 0; i < a[0].size(); ++i)
    for (std::size_t j = 0; j < b[0].size(); ++j) {
      double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
      for (std::size_t s = 0; s < a.size(); ++s) {
        const double u = a[s][i], v = b[s][j];
        x += u / n, y += v / n, xx += u * u / n, yy += v * v / n, xy += u * v / n;
      }
      const double spread = (xx - x * x) * (yy - y * y);
      if (spread > 1e-12 * xx * yy)
        largest = std::max(largest, std::abs(xy - x * y) / std::sqrt(spread));
    }
  return largest;
}

// All pairs of ensembles, of one seed, beside each other and beside the reference ensembles of a model.
// Some 7000 correlations over 3000 seeds: 5.5 / sqrt(3000) = 0.1 in any has probability 3e-4.
TEST(Models, EnsemblesOfOneSeedAreIndependent) {
  constexpr std::uint64_t seeds = 3000;
  std::vector<std::vector<std::vector<double>>> drawn;
  for (const std::uint64_t reference_of : {std::uint64_t{0}, fingerprint(learned())})
    for (const Make& make : ensembles()) {
      auto& rows = drawn.emplace_back();
      for (std::uint64_t seed = 0; seed < seeds; ++seed)
        rows.push_back(features(make({seed, 0, reference_of})));
    }
  for (std::size_t a = 0; a < drawn.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      EXPECT_LT(largest_correlation(drawn[a], drawn[b]), 5.5 / std::sqrt(seeds)) << a << ", " << b;
}

TEST(Models, ThatDifferInJAloneAreMultiples) {
  for (const double J : {0.5, 3.0})
    EXPECT_NEAR(dense_syk(8, 4, J, {4, 2}).terms()[7].coupling,
                J * dense_syk(8, 4, 1, {4, 2}).terms()[7].coupling, 1e-15);
}

// p = 2 / 70: the probability of no term is (1 - p)^70 = 0.1315.
TEST(Models, AnEmptyGraphIsAMember) {
  constexpr int instances = 4000;
  int empty = 0;
  double sum = 0, square = 0;
  for (std::uint64_t i = 0; i < instances; ++i) {
    const Hamiltonian h = sparse_syk(8, 4, 1, 0.25, Hypergraph::bernoulli, {1, i});
    EXPECT_EQ(h.degree(), 4);
    const double s = squares(h);
    empty += s == 0;
    sum += s / instances;
    square += s * s / instances;
  }
  const double p = std::pow(1 - 2.0 / 70, 70);
  EXPECT_NEAR(empty, instances * p, 4 * std::sqrt(instances * p * (1 - p)));
  // Nor is the mean of Tr H^2 conditioned on there being a term.
  EXPECT_NEAR(sum, 70 * 6.0 / 512, 4 * std::sqrt((square - sum * sum) / instances));
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
  EXPECT_THROW(binary_sparse_syk(10, 4, 1, 0.01, BinaryCoupling::same_variance, {}),
               std::invalid_argument);
  EXPECT_THROW(hypergraph_by_name("random"), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
