#include "sim/diagnostics/size_distribution.h"

#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>
#include <complex>
#include <tuple>

#include "sim/diagnostics/exact_copy.h"
#include "sim/diagnostics/size_winding.h"
#include "sym/models.h"
#include "tests/sim/diagnostics/dense_copy.h"
#include "tests/sim/mixed_sizes.h"

namespace traversable {
namespace {

// Sizes of both parities tell the slope in (-pi, pi], those of one in (-pi/2, pi/2].
TEST(SizeWinding, SlopesOfMixedSizesGoAllTheWayRound) {
  for (const double b : {3.0, 2.0, -2.2, 0.4, -1.5}) {
    SizeDistribution mixed{Eigen::Vector4d(0.2, 0.3, 0.3, 0.2), Eigen::VectorXcd(4)};
    SizeDistribution odd = mixed;
    for (Eigen::Index n = 0; n < 4; ++n) {
      mixed.q[n] = std::polar(mixed.p[n], b * static_cast<double>(n) + 0.3);
      odd.q[n] = n % 2 == 1 ? mixed.q[n] : 0;
    }
    const SizeWinding found = size_winding(mixed), of_odd = size_winding(odd);
    EXPECT_NEAR(found.slope, b, 1e-9);
    EXPECT_NEAR(found.linearity, 1, 1e-12);
    EXPECT_NEAR(found.residual, 0, 1e-7);
    EXPECT_NEAR(std::sin(of_odd.slope - b), 0, 1e-9);
    EXPECT_LE(std::abs(of_odd.slope), 1.5708);
  }
}

TEST(SizeDistribution, AgainstTracesWithAllStrings) {
  for (const Hamiltonian& hamiltonian :
       {learned(), dense_syk(2, 2, 1.0, {1, 0}), dense_syk(4, 4, 1.0, {1, 0}),
        dense_syk(5, 4, 1.0, {1, 0}), dense_syk(6, 6, 1.0, {1, 0}), dense_syk(6, 2, 1.0, {1, 0}),
        dense_syk(8, 4, 1.4, {1, 0}),
        Hamiltonian(6, {make_term(0.7, {{0, 1, 2, 3}}, 6), make_term(-0.3, {{1, 4}}, 6)}),
        test::mixed(6, {2, 4}), test::mixed(7, {4, 6}), test::mixed(6, {2, 4, 6})}) {
    const ExactCopy copy(hamiltonian);
    const test::DenseCopy dense(hamiltonian);
    const int last = hamiltonian.num_majoranas() - 1;
    for (const double beta : {0.0, 3.0})
      for (const double t : {0.0, 1.7, -0.9})
        for (const int j : {0, last}) {
          const SizeDistribution fast = size_distributions(copy, beta, {{j}}, {{t}})[0];
          const auto [p, q] =
              dense.sizes(std::sqrt(static_cast<double>(dense.dimension())) * std::sqrt(2.0) *
                          dense.at(dense.psi(j), -t) * dense.rho(beta, 0.5));
          EXPECT_LT((fast.p - p).cwiseAbs().maxCoeff(), 1e-13);
          EXPECT_LT((fast.q - q).cwiseAbs().maxCoeff(), 1e-13);
          EXPECT_NEAR(fast.p.sum(), 1, 1e-13);
        }
  }
}

TEST(SizeDistribution, OfAnEvenOperator) {
  const Hamiltonian hamiltonian = dense_syk(7, 4, 1.4, {3, 0});
  const test::DenseCopy dense(hamiltonian);
  const auto [p, q] =
      dense.sizes(std::sqrt(static_cast<double>(dense.dimension())) * dense.rho(4, 0.5));
  double mean = 0;
  for (int n = 0; n <= 7; ++n) mean += n * p[n];
  EXPECT_NEAR(ExactCopy(hamiltonian).thermal_size(4), mean, 1e-12);
}

// The order of the literature is another operator, but where all q = 0 mod 4 or all are 2.
TEST(SizeDistribution, OfRootRhoOnTheOtherSide) {
  for (const auto& [num_majoranas, sizes, same] : {std::tuple{8, std::vector{2}, true},
                                                   {9, std::vector{4}, true},
                                                   {8, std::vector{4, 8}, true},
                                                   {9, std::vector{6}, false},
                                                   {8, std::vector{2, 6}, false},
                                                   {8, std::vector{2, 4}, false},
                                                   {8, std::vector{4, 6}, false}}) {
    const Hamiltonian hamiltonian = test::mixed(num_majoranas, sizes);
    const test::DenseCopy dense(hamiltonian);
    const SizeDistribution w = size_distributions(ExactCopy(hamiltonian), 2, {{1}}, {{1.7}})[0];
    const auto [p, q] = dense.sizes(std::sqrt(2.0 * static_cast<double>(dense.dimension())) *
                                    dense.rho(2, 0.5) * dense.at(dense.psi(1), 1.7));
    EXPECT_EQ((w.q - q).cwiseAbs().maxCoeff() < 1e-13, same) << (w.q - q).cwiseAbs().maxCoeff();
    EXPECT_EQ((w.p - p).cwiseAbs().maxCoeff() < 1e-13, same) << (w.p - p).cwiseAbs().maxCoeff();
  }
}

// PHYSICS, section 4.
TEST(SizeDistribution, LearnedModelAtBetaFour) {
  const ExactCopy copy(learned());
  struct Row {
    int fermion;
    std::array<double, 3> p, ratio;
  };
  for (const Row& row : {Row{0, {0.1766, 0.5927, 0.2307}, {1.000, 0.962, 0.956}},
                         Row{3, {0.4123, 0.5349, 0.0528}, {1.000, 0.996, 0.631}}}) {
    const SizeDistribution w = size_distributions(copy, 4, {{row.fermion}}, {{2.8}})[0];
    for (int k = 0; k < 3; ++k) {
      const auto place = static_cast<std::size_t>(k);
      EXPECT_NEAR(w.p[2 * k + 1], row.p[place], 5e-5);
      EXPECT_NEAR(std::abs(w.q[2 * k + 1]) / w.p[2 * k + 1], row.ratio[place], 5e-4);
    }
    for (int even = 0; even <= 7; even += 2) EXPECT_NEAR(w.p[even], 0, 1e-14);
  }
}

TEST(SizeDistribution, FreeFermionsStayFreeAtInfiniteTemperature) {
  const ExactCopy copy(dense_syk(10, 2, 1.0, {4, 0}));
  for (const SizeDistribution& w : size_distributions(copy, 0, {{0, 5}}, {{0, 1, 30}})) {
    EXPECT_NEAR(w.p[1], 1, 1e-12);
    EXPECT_NEAR(std::abs(w.q[1] - 1.0), 0, 1e-12);
    EXPECT_NEAR(mean_size(w), 1, 1e-11);
  }
}

TEST(SizeDistribution, SameBitsForAnyNumberOfThreads) {
  const ExactCopy copy(dense_syk(16, 4, 1.0, {5, 0}));
  const auto run = [&](int threads) {
    omp_set_num_threads(threads);
    return size_distributions(copy, 2, {{0, 7}}, {{0.5, 2}});
  };
  const int before = omp_get_max_threads();
  const auto one = run(1), three = run(3);
  omp_set_num_threads(before);
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].p, three[i].p);
    EXPECT_EQ(one[i].q, three[i].q);
  }
}

TEST(SizeDistribution, RefusesWhatIsNotThere) {
  const ExactCopy copy(learned());
  EXPECT_THROW(size_distributions(copy, -1, {{0}}, {{1.0}}), std::invalid_argument);
  EXPECT_THROW(size_distributions(copy, 1, {{7}}, {{1.0}}), std::invalid_argument);
  EXPECT_THROW(size_distributions(copy, 1, {}, {{1.0}}), std::invalid_argument);
  EXPECT_THROW(size_distributions(copy, 1, {{0}}, {}), std::invalid_argument);
  EXPECT_THROW(size_distributions(copy, 1, {{0}}, {{NAN}}), std::invalid_argument);
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(size_distributions(copy, 1, {{0}}, {{1.0}}, source.get_token()), std::runtime_error);
}

/// Q(n) = |Q|(n) e^{i (a + b n)}.
SizeDistribution wound(const std::vector<double>& p, double a, double b, double perfectness) {
  SizeDistribution w{Eigen::VectorXd::Zero(8), Eigen::VectorXcd::Zero(8)};
  for (int k = 0; k < 4; ++k) {
    const int n = 2 * k + 1;
    w.p[n] = p[static_cast<std::size_t>(k)];
    w.q[n] = perfectness * w.p[n] * std::polar(1.0, a + b * n);
  }
  return w;
}

TEST(SizeWinding, FindsAPerfectPhase) {
  for (const double b : {-1.5, -0.3, 0.0, 0.02, 0.7, 1.57}) {
    const SizeWinding fit = size_winding(wound({0.2, 0.4, 0.3, 0.1}, 0.6, b, 0.9));
    EXPECT_NEAR(fit.slope, b, 1e-9);
    EXPECT_NEAR(fit.intercept, 0.6, 1e-8);
    EXPECT_NEAR(fit.perfectness, 0.9, 1e-14);
    EXPECT_NEAR(fit.linearity, 1, 1e-12);
    EXPECT_NEAR(fit.quality(), 0.9, 1e-12);
    EXPECT_NEAR(fit.residual, 0, 1e-7);
    EXPECT_NEAR(fit.slope_error, 0, 1e-7);
  }
}

// For small deviations the best overlap is weighted least squares: the same slope to first order.
TEST(SizeWinding, SmallDeviationsAreARegression) {
  const std::vector<double> p{0.1, 0.4, 0.3, 0.2}, deviation{2e-4, -3e-4, 1e-4, 2.5e-4};
  SizeDistribution w = wound(p, 0.2, -0.4, 1);
  double sw = 0, sn = 0, snn = 0, sy = 0, sny = 0;
  for (int k = 0; k < 4; ++k) {
    const auto i = static_cast<std::size_t>(k);
    const double n = 2 * k + 1;
    w.q[2 * k + 1] *= std::polar(1.0, deviation[i]);
    sw += p[i];
    sn += p[i] * n;
    snn += p[i] * n * n;
    sy += p[i] * deviation[i];
    sny += p[i] * n * deviation[i];
  }
  const double slope = (sny - sn * sy / sw) / (snn - sn * sn / sw);
  double square = 0;
  for (int k = 0; k < 4; ++k) {
    const auto i = static_cast<std::size_t>(k);
    const double r = deviation[i] - sy / sw - slope * (2 * k + 1 - sn / sw);
    square += p[i] * r * r;
  }
  const SizeWinding fit = size_winding(w);
  EXPECT_NEAR(fit.slope, -0.4 + slope, 1e-9);
  EXPECT_NEAR(fit.residual, std::sqrt(square), 1e-9);
  EXPECT_NEAR(fit.slope_error, std::sqrt(square / (2 * (snn - sn * sn))), 1e-9);
}

TEST(SizeWinding, EdgeCases) {
  const SizeWinding one_size = size_winding(wound({1, 0, 0, 0}, 0.3, 0, 1));
  EXPECT_EQ(one_size.slope, 0);
  EXPECT_TRUE(std::isnan(one_size.slope_error));
  SizeDistribution nothing_wound = wound({1, 0, 0, 0}, 0, 0, 0);
  EXPECT_EQ(size_winding(nothing_wound).perfectness, 0);
  EXPECT_TRUE(std::isnan(size_winding(nothing_wound).slope));
  nothing_wound.p.setZero();
  EXPECT_THROW(size_winding(nothing_wound), std::invalid_argument);
  nothing_wound.p.setConstant(NAN);
  EXPECT_THROW(size_winding(nothing_wound), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
