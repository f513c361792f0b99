#include "learning/teleport_gradient.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <omp.h>

#include <bit>
#include <string>

#include "sim/observables/observables.h"
#include "sim/two_sided/two_sided.h"
#include "sym/models.h"
#include "sym/random.h"
#include "tests/learning/central_difference.h"
#include "tests/sim/two_sided/some_couplings.h"

namespace traversable {
namespace {

using Eigen::Matrix4cd;

const ProtocolPoints some_points{.beta = 1.7,
                                 .mu = {-12, 5},
                                 .times = {{0.0, {0.0}}, {1.3, {1.3}}, {2.1, {0.4, -0.7, 3.0}}},
                                 .protocol = {}};

/// Fixed random Hermitian weights: L = sum Tr(Lambda rho).
Matrix4cd some_lambda(std::uint64_t seed, std::size_t index) {
  const RandomStream random(seed, index, Stream::states);
  Matrix4cd a;
  for (int i = 0; i < 16; ++i) a(i) = random.complex_gaussian(static_cast<std::uint64_t>(i));
  return a + a.adjoint();
}

ProtocolLoss linear_loss(std::uint64_t seed) {
  return [seed](std::size_t group, std::span<const Matrix4cd> rho, std::span<Matrix4cd> lambda) {
    double loss = 0;
    for (std::size_t k = 0; k < rho.size(); ++k) {
      lambda[k] = some_lambda(seed, 100 * group + k);
      loss += (lambda[k] * rho[k]).trace().real();
    }
    return loss;
  };
}

/// Sum of squares of I_PT.
ProtocolLoss information_loss() {
  return [](std::size_t, std::span<const Matrix4cd> rho, std::span<Matrix4cd> lambda) {
    double loss = 0;
    for (std::size_t k = 0; k < rho.size(); ++k) {
      const double information = mutual_information(rho[k]);
      lambda[k] = 2 * information * mutual_information_gradient(rho[k]);
      loss += information * information;
    }
    return loss;
  };
}

Eigen::VectorXd couplings_of(const Hamiltonian& hamiltonian) {
  return CouplingSpace(hamiltonian).couplings_of(hamiltonian);
}

/// The same sets with another weight of one.
Coupling with_weight(const std::vector<CoupledSet>& sets, std::size_t which, double weight) {
  std::string text;
  for (std::size_t k = 0; k < sets.size(); ++k) {
    const int a = std::countr_zero(sets[k].majoranas), b = 63 - std::countl_zero(sets[k].majoranas);
    text += fmt::format("{}{}{}={}", k > 0 ? "," : "", a, a == b ? "" : fmt::format("+{}", b),
                        k == which ? weight : sets[k].weight);
  }
  return coupling_by_text(text);
}

void expect_all_derivatives(const Hamiltonian& hamiltonian, const ProtocolPoints& points,
                            const ProtocolLoss& loss, double step = 2e-3) {
  const CouplingSpace space(hamiltonian);
  const Eigen::VectorXd couplings = space.couplings_of(hamiltonian);
  const ProtocolGradient gradient = teleport_gradient(
      space, couplings, points, loss, {.beta = true, .mu = true, .weights = true, .times = true});
  test::expect_gradient(
      [&](const Eigen::VectorXd& x) { return teleport_gradient(space, x, points, loss).loss; },
      couplings, gradient.couplings, step);
  const auto shifted = [&](const auto& change) {
    return [&](double shift) {
      ProtocolPoints moved = points;
      change(moved, shift);
      return teleport_gradient(space, couplings, moved, loss).loss;
    };
  };
  const double scale = std::max(1e-3, std::abs(gradient.loss));
  if (points.beta > 0.1) {
    EXPECT_NEAR(
        gradient.beta,
        test::central_difference(shifted([](ProtocolPoints& p, double shift) { p.beta += shift; })),
        1e-6 * scale);
  }
  for (std::size_t m = 0; m < points.mu.size(); ++m)
    EXPECT_NEAR(gradient.mu[static_cast<Eigen::Index>(m)],
                test::central_difference(
                    shifted([m](ProtocolPoints& p, double shift) { p.mu[m] += shift; })),
                1e-6 * scale);
  for (std::size_t g = 0; g < points.times.size(); ++g) {
    EXPECT_NEAR(gradient.times[g].t0,
                test::central_difference(
                    shifted([g](ProtocolPoints& p, double shift) { p.times[g].t0 += shift; })),
                1e-6 * scale);
    for (std::size_t t = 0; t < points.times[g].t1.size(); ++t)
      EXPECT_NEAR(gradient.times[g].t1[t],
                  test::central_difference(shifted(
                      [g, t](ProtocolPoints& p, double shift) { p.times[g].t1[t] += shift; })),
                  1e-6 * scale);
  }
  const std::vector<CoupledSet> sets = points.protocol.coupling.sets();
  for (std::size_t k = 0; k < sets.size(); ++k)
    EXPECT_NEAR(gradient.weights[static_cast<Eigen::Index>(k)],
                test::central_difference(shifted([&](ProtocolPoints& p, double shift) {
                  p.protocol.coupling = with_weight(sets, k, sets[k].weight + shift);
                })),
                1e-6 * scale);
}

std::vector<Hamiltonian> models() {
  return {dense_syk(4, 4, 1.4, {1, 0}),    dense_syk(5, 4, 1.4, {1, 0}),
          dense_syk(6, 2, 1.0, {2, 0}),    dense_syk(7, 6, 2.0, {3, 0}),
          dense_syk(8, 4, 1.4, {4, 0}),    learned(),
          commuting_syk(8, 4, 1.0, {5, 0})};
}

TEST(TeleportGradient, StatesAreTheEngines) {
  for (const Hamiltonian& hamiltonian : models())
    for (const ProbeMode probe : {ProbeMode{0, 1}, ProbeMode{3, 2}}) {
      ProtocolPoints points = some_points;
      points.protocol.probe = probe;
      const auto states =
          teleport_states(CouplingSpace(hamiltonian), couplings_of(hamiltonian), points);
      const TwoSidedEngine engine(hamiltonian, {probe});
      TeleportWorkspace workspace;
      for (std::size_t g = 0; g < points.times.size(); ++g) {
        const auto expected = engine.teleport(points.beta, points.times[g].t0, points.mu,
                                              points.times[g].t1, workspace);
        ASSERT_EQ(states[g].size(), expected.size());
        for (std::size_t k = 0; k < expected.size(); ++k)
          EXPECT_LT((states[g][k] - expected[k]).cwiseAbs().maxCoeff(), 1e-12);
      }
    }
}

TEST(TeleportGradient, OfAnyLinearFunctionAgainstDifferences) {
  for (const Hamiltonian& hamiltonian : models())
    expect_all_derivatives(hamiltonian, some_points, linear_loss(7));
}

TEST(TeleportGradient, OfTheMutualInformationAgainstDifferences) {
  for (const Hamiltonian& hamiltonian : models())
    expect_all_derivatives(hamiltonian, some_points, information_loss());
  expect_all_derivatives(dense_syk(10, 4, 1.4, {9, 0}), some_points, information_loss());
}

TEST(TeleportGradient, WithEveryCoupling) {
  for (const Hamiltonian& hamiltonian : {learned(), dense_syk(6, 4, 1.4, {1, 0})})
    for (const Coupling& coupling : test::couplings_of_every_kind(hamiltonian.num_majoranas())) {
      ProtocolPoints points = some_points;
      points.protocol = {{3, 2}, coupling};
      expect_all_derivatives(hamiltonian, points, linear_loss(11));
      const auto states =
          teleport_states(CouplingSpace(hamiltonian), couplings_of(hamiltonian), points);
      TeleportWorkspace workspace;
      const auto expected =
          TwoSidedEngine(hamiltonian, points.protocol)
              .teleport(points.beta, points.times[0].t0, points.mu, points.times[0].t1, workspace);
      for (std::size_t k = 0; k < expected.size(); ++k)
        EXPECT_LT((states[0][k] - expected[k]).cwiseAbs().maxCoeff(), 1e-12);
    }
}

TEST(TeleportGradient, AtTheEdges) {
  for (const Hamiltonian& hamiltonian : {dense_syk(6, 4, 1.4, {1, 0}), learned()}) {
    ProtocolPoints points = some_points;
    points.beta = 0;
    expect_all_derivatives(hamiltonian, points, linear_loss(1));
    points = some_points;
    points.mu = {0};
    expect_all_derivatives(hamiltonian, points, linear_loss(2));
    points = some_points;
    points.protocol.probe = {2, 1};
    expect_all_derivatives(hamiltonian, points, linear_loss(3));
  }
  // Close to the ground state, whose level the steps must not cross.
  ProtocolPoints cold = some_points;
  cold.beta = 40;
  expect_all_derivatives(dense_syk(6, 4, 1.4, {1, 0}), cold, linear_loss(4), 2e-4);
  expect_all_derivatives(learned(), cold, linear_loss(5), 2e-4);
}

TEST(TeleportGradient, WhereCouplingsAreZero) {
  // At H = 0 all levels are equal, at one term each is many times degenerate.
  const CouplingSpace space(dense_syk(6, 4, 1.0, {1, 0}));
  Eigen::VectorXd couplings = Eigen::VectorXd::Zero(15);
  const auto loss = [&](const Eigen::VectorXd& x) {
    return teleport_gradient(space, x, some_points, linear_loss(8)).loss;
  };
  for (int k = 0; k < 2; ++k) {
    test::expect_gradient(
        loss, couplings,
        teleport_gradient(space, couplings, some_points, linear_loss(8)).couplings);
    couplings[3] = 0.7;
  }
}

TEST(TeleportGradient, SameBitsForAnyNumberOfThreads) {
  const Hamiltonian hamiltonian = dense_syk(8, 4, 1.4, {4, 0});
  ProtocolPoints points = some_points;
  for (int k = 0; k < 30; ++k) points.times.push_back({0.1 * k, {0.1 * k}});
  const auto run = [&] {
    return teleport_gradient(CouplingSpace(hamiltonian), couplings_of(hamiltonian), points,
                             information_loss());
  };
  const int before = omp_get_max_threads();
  omp_set_num_threads(1);
  const ProtocolGradient first = run();
  for (const int threads : {2, 3, 5}) {
    omp_set_num_threads(threads);
    const ProtocolGradient next = run();
    EXPECT_EQ(first.loss, next.loss);
    EXPECT_EQ(first.couplings, next.couplings);
  }
  omp_set_num_threads(before);
}

TEST(TeleportGradient, OfTheMutualInformationAtAState) {
  const Matrix4cd a = some_lambda(3, 0);
  Matrix4cd rho = a * a;
  rho = 0.5 * rho / rho.trace() + Matrix4cd::Identity() / 8;
  const Matrix4cd change =
      some_lambda(4, 0) - some_lambda(4, 0).trace() / 4.0 * Matrix4cd::Identity();
  for (const EntropyUnit unit : {EntropyUnit::bits, EntropyUnit::nats}) {
    const double slope = (mutual_information_gradient(rho, unit) * change).trace().real();
    EXPECT_NEAR(
        slope,
        test::central_difference(
            [&](double s) { return mutual_information(Matrix4cd(rho + s * change), unit); }, 1e-5),
        1e-6 * std::abs(slope));
  }
}

TEST(TeleportGradient, RefusesWhatItCannotUse) {
  const Hamiltonian hamiltonian = dense_syk(6, 4, 1.0, {1, 0});
  const CouplingSpace space(hamiltonian);
  const Eigen::VectorXd couplings = space.couplings_of(hamiltonian);
  const auto refused = [&](const auto& change) {
    ProtocolPoints points = some_points;
    change(points);
    EXPECT_THROW(teleport_states(space, couplings, points), std::invalid_argument);
  };
  refused([](ProtocolPoints& p) { p.beta = -1; });
  refused([](ProtocolPoints& p) { p.mu = {}; });
  refused([](ProtocolPoints& p) { p.mu = {NAN}; });
  refused([](ProtocolPoints& p) { p.times = {}; });
  refused([](ProtocolPoints& p) { p.times[0].t1 = {}; });
  refused([](ProtocolPoints& p) { p.times[0].t0 = INFINITY; });
  refused([](ProtocolPoints& p) { p.protocol.probe = {1, 1}; });
  EXPECT_THROW(teleport_states(space, couplings.head(3), some_points), std::invalid_argument);
  EXPECT_THROW(teleport_states(space, couplings * NAN, some_points), std::invalid_argument);
  EXPECT_THROW(space.couplings_of(dense_syk(7, 4, 1.0, {1, 0})), std::invalid_argument);
  EXPECT_THROW(space.couplings_of(dense_syk(6, 2, 1.0, {1, 0})), std::invalid_argument);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(
      teleport_gradient(space, couplings, some_points, information_loss(), {}, stop.get_token()),
      std::runtime_error);
}

}  // namespace
}  // namespace traversable
