// The exact engine against the protocol written out on qubits, and its symmetries.
#include "sim/two_sided/two_sided_engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <stop_token>

#include "sim/interrupted.h"
#include "sim/linear_algebra/spectral_decomposition.h"
#include "sim/observables/observables.h"
#include "sym/models.h"
#include "tests/sim/brute_force.h"
#include "tests/sim/space/every_space.h"

namespace traversable {
namespace {

using brute_force::Circuit;
using brute_force::Problem;

Hamiltonian hamiltonian_of(const Problem& problem) {
  std::vector<Term> terms;
  for (const auto& [coupling, indices] : problem.terms)
    terms.push_back(make_term(coupling, indices, problem.num_majoranas));
  return {problem.num_majoranas, std::move(terms)};
}

Protocol protocol_of(const Problem& problem) {
  std::vector<Coupling::Pair> pairs;
  for (const auto& [a, b, weight] : problem.bits) pairs.push_back({a, b, weight});
  if (!pairs.empty()) return {problem.probe, Coupling::of_bits(pairs)};
  if (problem.weights.empty()) return {problem.probe};
  return {problem.probe, Coupling::of_weights(problem.weights)};
}

Eigen::Matrix4cd engine_rho(const Problem& problem) {
  TeleportWorkspace workspace;
  const std::vector<double> t1{problem.t1};
  return TwoSidedEngine(hamiltonian_of(problem), protocol_of(problem))
      .teleport(problem.beta, problem.t0, {{problem.mu}}, t1, workspace)
      .front();
}

template <class Space>
Eigen::Matrix4cd rho_in(const Space& space, const Problem& problem) {
  TeleportWorkspaceIn<Space> workspace;
  const std::vector<double> t1{problem.t1};
  return TwoSidedEngineIn<Space>(hamiltonian_of(problem), protocol_of(problem), std::stop_token(),
                                 space)
      .teleport(problem.beta, problem.t0, {{problem.mu}}, t1, workspace)
      .front();
}

/// All subsets of each size in `sizes`, thinned out to at most 12 terms of random couplings.
Problem random_problem(int n, const std::vector<int>& sizes, std::mt19937_64& random) {
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  std::normal_distribution<double> normal;
  Problem problem;
  problem.num_majoranas = n;
  problem.coupling_degree = 0;
  for (const int q : sizes) {
    if (q > n) continue;
    std::vector<int> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), 0);
    std::vector<std::vector<int>> chosen;
    for (int attempt = 0; attempt < 12; ++attempt) {
      std::shuffle(order.begin(), order.end(), random);
      std::vector<int> indices(order.begin(), order.begin() + q);
      std::sort(indices.begin(), indices.end());
      if (std::find(chosen.begin(), chosen.end(), indices) == chosen.end())
        chosen.push_back(indices);
    }
    for (const auto& indices : chosen) problem.terms.emplace_back(normal(random), indices);
    problem.coupling_degree = std::max(problem.coupling_degree, q);
  }
  problem.beta = 5 * uniform(random);
  problem.mu = 30 * (uniform(random) - 0.5);
  problem.t0 = 4 * uniform(random);
  problem.t1 = 4 * uniform(random);
  problem.probe[0] = static_cast<int>(random() % static_cast<unsigned>(n));
  problem.probe[1] =
      (problem.probe[0] + 1 + static_cast<int>(random() % static_cast<unsigned>(n - 1))) % n;
  return problem;
}

double distance(const Eigen::Matrix4cd& a, const Eigen::Matrix4cd& b) {
  return (a - b).cwiseAbs().maxCoeff();
}

struct Family {
  int num_majoranas;
  std::vector<int> sizes;
};

std::string name_of(const Family& family) {
  std::string name = "N" + std::to_string(family.num_majoranas) + "q";
  for (const int q : family.sizes) name += std::to_string(q);
  return name;
}

void PrintTo(const Family& family, std::ostream* stream) { *stream << name_of(family); }

std::string family_name(const testing::TestParamInfo<Family>& info) { return name_of(info.param); }

std::vector<Family> families() {
  std::vector<Family> all;
  for (int n = 2; n <= 8; ++n)
    for (const auto& sizes : std::vector<std::vector<int>>{{2}, {4}, {6}, {2, 4}})
      if (sizes.back() <= n) all.push_back({n, sizes});
  return all;
}

class AgainstBruteForce : public testing::TestWithParam<Family> {};

TEST_P(AgainstBruteForce, RhoPtAgreesForEveryEncoding) {
  std::mt19937_64 random(static_cast<unsigned>(100 * GetParam().num_majoranas) +
                         static_cast<unsigned>(GetParam().sizes.front()));
  for (int trial = 0; trial < 3; ++trial) {
    const Problem problem = random_problem(GetParam().num_majoranas, GetParam().sizes, random);
    const int n = problem.num_majoranas;
    const std::vector<Eigen::Matrix4cd> expected{
        Circuit(problem, brute_force::paired_strings(n)).rho_pt(),
        Circuit(problem, brute_force::split_strings(n)).rho_pt(),
        Circuit(problem, brute_force::paired_strings(n, &random)).rho_pt()};
    test::in_every_space([&](const auto& space) {
      using Real = typename std::decay_t<decltype(space)>::Real;
      const Eigen::Matrix4cd rho = rho_in(space, problem);
      for (const Eigen::Matrix4cd& brute : expected)
        EXPECT_LT(distance(rho, brute), 10 * test::rounding<Real>);
    });
  }
}

TEST_P(AgainstBruteForce, ThermalExpectationValues) {
  std::mt19937_64 random(static_cast<unsigned>(GetParam().num_majoranas));
  const Problem problem = random_problem(GetParam().num_majoranas, GetParam().sizes, random);
  const Circuit circuit(problem, brute_force::paired_strings(problem.num_majoranas));
  const brute_force::Vector tfd = circuit.thermofield_double();
  test::in_every_space([&](const auto& space) {
    using Space = std::decay_t<decltype(space)>;
    const TwoSidedEngineIn<Space> engine(hamiltonian_of(problem), {0, 1}, std::stop_token(), space);
    const double eps = test::rounding<typename Space::Real>;
    EXPECT_NEAR(engine.energy(problem.beta), tfd.dot(circuit.h_left() * tfd).real(), 1e-11);
    EXPECT_NEAR(engine.energy(problem.beta), tfd.dot(circuit.h_right() * tfd).real(), 1e-11);
    EXPECT_NEAR(engine.coupling_expectation(problem.beta), tfd.dot(circuit.v() * tfd).real(), eps);
  });
}

// (psi_L - i psi_R)|I> = 0 is the same physics with psi_R -> -psi_R: V and mu change sign, and
// chi_R does, which is a Z on the read-out.
TEST_P(AgainstBruteForce, NegativeMuWithTheOppositeIdentityState) {
  std::mt19937_64 random(static_cast<unsigned>(GetParam().num_majoranas) + 50);
  const Problem problem = random_problem(GetParam().num_majoranas, GetParam().sizes, random);
  Problem opposite = problem;
  opposite.mu = -problem.mu;
  opposite.identity_sign = -1.0;
  const Eigen::Vector4cd z_on_t(1, -1, 1, -1);
  const Eigen::Matrix4cd expected = z_on_t.asDiagonal() * engine_rho(problem) * z_on_t.asDiagonal();
  const Eigen::Matrix4cd other =
      Circuit(opposite, brute_force::paired_strings(problem.num_majoranas)).rho_pt();
  EXPECT_LT(distance(expected, other), 1e-10);
}

/// Weights with a fermion left out, a subset, bits of neighbours and of distant fermions.
std::vector<Problem> with_every_coupling(const Problem& plain) {
  std::vector<Problem> problems(4, plain);
  const int n = plain.num_majoranas;
  for (int j = 0; j < n; ++j) {
    problems[0].weights.push_back(j == n / 2 ? 0 : 0.4 + 0.3 * j);
    problems[1].weights.push_back(j == plain.probe[0] || j == plain.probe[1] ? 0 : 1);
  }
  for (int a = 0; a + 1 < n; a += 2) problems[2].bits.push_back({a, a + 1, 1});
  for (int a = 0; a < n / 2; ++a) problems[3].bits.push_back({n - 1 - a, a, 1.0 + a});
  if (n == 2) problems.erase(problems.begin() + 1);  // nothing but the probe
  return problems;
}

TEST_P(AgainstBruteForce, EveryCoupling) {
  if (GetParam().num_majoranas > 6) return;
  std::mt19937_64 random(static_cast<unsigned>(7 + GetParam().num_majoranas));
  Problem plain = random_problem(GetParam().num_majoranas, GetParam().sizes, random);
  const brute_force::Strings strings = brute_force::paired_strings(plain.num_majoranas);
  for (const double beta : {0.0, plain.beta}) {
    plain.beta = beta;
    for (const Problem& problem : with_every_coupling(plain)) {
      const Circuit circuit(problem, strings);
      const Eigen::Matrix4cd expected = circuit.rho_pt();
      if (!problem.bits.empty()) {
        EXPECT_LT(distance(circuit.rho_pt_by_measurement(), expected), 1e-12);
      }
      test::in_every_space([&](const auto& space) {
        using Real = typename std::decay_t<decltype(space)>::Real;
        EXPECT_LT(distance(rho_in(space, problem), expected), 10 * test::rounding<Real>);
      });
      const TwoSidedEngine engine(hamiltonian_of(problem), protocol_of(problem));
      const brute_force::Vector tfd = circuit.thermofield_double();
      EXPECT_NEAR(engine.coupling_expectation(beta), tfd.dot(circuit.v() * tfd).real(), 1e-12);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Random, AgainstBruteForce, testing::ValuesIn(families()), family_name);

class Properties : public testing::TestWithParam<Family> {};

TEST_P(Properties, IsAState) {
  std::mt19937_64 random(static_cast<unsigned>(GetParam().num_majoranas) + 9);
  const Problem problem = random_problem(GetParam().num_majoranas, GetParam().sizes, random);
  const Eigen::Matrix4cd rho = engine_rho(problem);
  EXPECT_NEAR(std::abs(rho.trace() - 1.0), 0.0, 1e-13);
  EXPECT_LT(distance(rho, rho.adjoint()), 1e-15);
  EXPECT_GT(eigenvalues(Eigen::MatrixXcd(rho)).minCoeff(), -1e-13);
  EXPECT_LT((reduced_p(rho) - Eigen::Matrix2cd::Identity() / 2).norm(), 1e-13);
}

TEST_P(Properties, NothingArrivesWithoutTheCoupling) {
  std::mt19937_64 random(static_cast<unsigned>(GetParam().num_majoranas) + 10);
  Problem problem = random_problem(GetParam().num_majoranas, GetParam().sizes, random);
  problem.mu = 0;
  EXPECT_NEAR(mutual_information(engine_rho(problem)), 0.0, 1e-12);
}

TEST_P(Properties, RelabellingTheOtherFermionsChangesNothing) {
  std::mt19937_64 random(static_cast<unsigned>(GetParam().num_majoranas) + 11);
  const Problem problem = random_problem(GetParam().num_majoranas, GetParam().sizes, random);
  std::vector<int> others, images(static_cast<std::size_t>(problem.num_majoranas));
  for (int j = 0; j < problem.num_majoranas; ++j)
    if (j != problem.probe[0] && j != problem.probe[1]) others.push_back(j);
  std::iota(images.begin(), images.end(), 0);
  std::vector<int> shuffled = others;
  std::shuffle(shuffled.begin(), shuffled.end(), random);
  for (std::size_t i = 0; i < others.size(); ++i)
    images[static_cast<std::size_t>(others[i])] = shuffled[i];
  Problem relabelled = problem;
  for (auto& [coupling, indices] : relabelled.terms)
    for (int& j : indices) j = images[static_cast<std::size_t>(j)];
  // Reordering a term's indices contributes a sign to it: hand the lists over as they are.
  EXPECT_LT(distance(engine_rho(problem), engine_rho(relabelled)), 1e-11);
}

TEST_P(Properties, NoTimeAndNoTemperatureForgetTheHamiltonian) {
  std::mt19937_64 random(static_cast<unsigned>(GetParam().num_majoranas) + 12);
  Problem problem = random_problem(GetParam().num_majoranas, GetParam().sizes, random);
  problem.beta = problem.t0 = problem.t1 = 0;
  const Eigen::Matrix4cd rho = engine_rho(problem);
  for (auto& [coupling, indices] : problem.terms) coupling *= -3.0;
  EXPECT_LT(distance(rho, engine_rho(problem)), 1e-13);
}

INSTANTIATE_TEST_SUITE_P(Random, Properties, testing::ValuesIn(families()), family_name);

TEST(TwoSidedEngine, OneCallForAllTimesAndCouplingsEqualsManyCalls) {
  const TwoSidedEngine engine(dense_syk(9, 4, 1.0, {3, 0}));
  TeleportWorkspace workspace;
  const std::vector<double> mu{-12, 0.5, 12};
  std::vector<double> t1;
  for (int i = 0; i < 300; ++i) t1.push_back(0.05 * i);
  const auto all = engine.teleport(2.0, 1.5, mu, t1, workspace);
  ASSERT_EQ(all.size(), mu.size() * t1.size());
  for (std::size_t m = 0; m < mu.size(); ++m)
    for (const std::size_t t : {std::size_t{0}, std::size_t{127}, std::size_t{299}}) {
      const auto one = engine.teleport(2.0, 1.5, {{mu[m]}}, {{t1[t]}}, workspace);
      EXPECT_LT(distance(all[m * t1.size() + t], one.front()), 1e-13);
    }
}

TEST(TwoSidedEngine, IsTheSameInEverySpaceWhereMatricesAreLarge) {
  for (const Hamiltonian& hamiltonian :
       {dense_syk(12, 4, 1.0, {1, 0}), dense_syk(16, 4, 1.0, {1, 0})}) {
    const TwoSidedEngine engine(hamiltonian, {4, 2});
    TeleportWorkspace workspace;
    const std::vector<double> mu{-12, 5}, t1{0, 1.3, -0.4};
    const auto expected = engine.teleport(4, 2, mu, t1, workspace);
    test::in_every_space([&](const auto& space) {
      using Space = std::decay_t<decltype(space)>;
      const TwoSidedEngineIn<Space> other(hamiltonian, {4, 2}, std::stop_token(), space);
      TeleportWorkspaceIn<Space> w;
      const auto found = other.teleport(4, 2, mu, t1, w);
      for (std::size_t i = 0; i < found.size(); ++i)
        EXPECT_LT(distance(found[i], expected[i]), test::rounding<typename Space::Real>);
    });
  }
}

TEST(TwoSidedEngine, ColdAndWideSpectraStayFinite) {
  const Problem wide{.num_majoranas = 6,
                     .terms = {{300.0, {0, 1, 2, 3}}, {-170.0, {1, 2, 4, 5}}, {1e-3, {0, 1, 4, 5}}},
                     .beta = 1e4,
                     .mu = -12,
                     .t0 = 1,
                     .t1 = 2};
  const Eigen::Matrix4cd rho = engine_rho(wide);
  EXPECT_TRUE(rho.allFinite());
  EXPECT_NEAR(rho.trace().real(), 1.0, 1e-12);
  const TwoSidedEngine engine(hamiltonian_of(wide));
  EXPECT_NEAR(engine.energy(1e4), engine.spectrum().front(), 1e-9);
}

TEST(TwoSidedEngine, HotLimits) {
  const TwoSidedEngine engine(dense_syk(8, 4, 1.0, {1, 0}));
  EXPECT_NEAR(engine.energy(0), 0.0, 1e-14);
  EXPECT_NEAR(engine.coupling_expectation(0), -1.0 / 8, 1e-14);
}

TEST(TwoSidedEngine, SpectrumOfOddNIsDoubled) {
  const auto levels = TwoSidedEngine(dense_syk(7, 4, 1.0, {1, 0})).spectrum();
  ASSERT_EQ(levels.size(), 16u);
  for (std::size_t i = 0; i < 16; i += 2) EXPECT_NEAR(levels[i], levels[i + 1], 1e-13);
}

TEST(TwoSidedEngine, RefusesBadArguments) {
  test::in_every_space([](const auto& space) {
    using Space = std::decay_t<decltype(space)>;
    using Engine = TwoSidedEngineIn<Space>;
    for (const ProbeMode& probe : {ProbeMode{0, 0}, ProbeMode{0, 7}, ProbeMode{-1, 2}})
      EXPECT_THROW(Engine(learned(), {probe}, std::stop_token(), space), std::invalid_argument);
    const Engine engine(learned(), {0, 1}, std::stop_token(), space);
    TeleportWorkspaceIn<Space> workspace;
    const double nan = std::nan("");
    EXPECT_THROW(engine.teleport(-1, 0, {{1.0}}, {{1.0}}, workspace), std::invalid_argument);
    EXPECT_THROW(engine.teleport(1, nan, {{1.0}}, {{1.0}}, workspace), std::invalid_argument);
    EXPECT_THROW(engine.teleport(1, 0, {{nan}}, {{1.0}}, workspace), std::invalid_argument);
    EXPECT_THROW(engine.teleport(1, 0, {{1.0}}, {{HUGE_VAL}}, workspace), std::invalid_argument);
    EXPECT_TRUE(engine.teleport(1, 0, {}, {{1.0}}, workspace).empty());
    EXPECT_TRUE(engine.teleport(1, 0, {{1.0}}, {}, workspace).empty());
  });
}

TEST(TwoSidedEngine, StopsWhenAsked) {
  const TwoSidedEngine engine(learned());
  TeleportWorkspace workspace;
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(engine.teleport(1, 0, {{1.0}}, {{1.0}}, workspace, source.get_token()), Interrupted);
}

}  // namespace
}  // namespace traversable
