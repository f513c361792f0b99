// Two-point functions, OTOCs and the left-right response against dense matrices and known limits.
#include <gtest/gtest.h>
#include <omp.h>

#include <numbers>

#include "sim/diagnostics/left_right_response.h"
#include "sim/diagnostics/otoc.h"
#include "sim/diagnostics/size_winding.h"
#include "sim/diagnostics/two_point.h"
#include "sym/models.h"
#include "tests/sim/brute_force.h"
#include "tests/sim/diagnostics/dense_copy.h"
#include "tests/sim/mixed_sizes.h"

namespace traversable {
namespace {

std::vector<Hamiltonian> examples() {
  return {learned(), dense_syk(5, 4, 1.0, {1, 0}), dense_syk(6, 2, 1.0, {1, 0}),
          dense_syk(6, 6, 1.0, {1, 0}), dense_syk(8, 4, 1.4, {1, 0})};
}

TEST(TwoPoint, AgainstDenseMatrices) {
  for (const Hamiltonian& hamiltonian : examples()) {
    const ExactCopy copy(hamiltonian);
    const test::DenseCopy dense(hamiltonian);
    for (const double beta : {0.0, 3.0}) {
      const Eigen::MatrixXcd g = two_point_functions(copy, beta, {{0, 4}}, {{0, 0.7, -2.1, 13}});
      int column = 0;
      for (const double t : {0.0, 0.7, -2.1, 13.0}) {
        for (const int row : {0, 1}) {
          const test::Matrix& psi = dense.psi(4 * row);
          const Complex expected = (dense.rho(beta) * dense.at(psi, t) * psi).trace();
          EXPECT_LT(std::abs(g(row, column) - expected), 1e-13);
        }
        ++column;
      }
    }
  }
}

// PHYSICS, section 4.
TEST(TwoPoint, LearnedModelAtBetaFour) {
  const Eigen::MatrixXcd g =
      two_point_functions(ExactCopy(learned()), 4, {{0}}, {{0, 1.4, 2.8, 5.6, 11.2}});
  const std::vector<double> published{0.5, 0.3789, 0.0964, -0.2337, 0.2390};
  for (std::size_t t = 0; t < published.size(); ++t)
    EXPECT_NEAR(g(0, static_cast<Eigen::Index>(t)).real(), published[t], 5e-5);
}

/// Mean and root mean square of Re G / G(0) over a long window.
TEST(LateTimes, AgainstALongWindow) {
  for (const Hamiltonian& hamiltonian : {dense_syk(8, 4, 1.4, {1, 0}), learned()}) {
    const ExactCopy copy(hamiltonian);
    std::vector<double> times;
    for (int k = 0; k < 20000; ++k) times.push_back(50 + 1.37 * k);
    const std::vector<int> fermions{0, 3};
    const Eigen::MatrixXd g = 2 * two_point_functions(copy, 2, fermions, times).real();
    const std::vector<LateTimes> late = late_times(copy, 2, fermions);
    ASSERT_EQ(late.size(), 3u);
    const auto compare = [&](const Eigen::RowVectorXd& curve, const LateTimes& exact) {
      const double mean = curve.mean();
      EXPECT_NEAR(exact.mean, mean, 0.01);
      EXPECT_NEAR(exact.fluctuation, std::sqrt((curve.array() - mean).square().mean()), 0.01);
    };
    compare(g.row(0), late[0]);
    compare(g.row(1), late[1]);
    compare(g.colwise().mean(), late[2]);
  }
}

TEST(LateTimes, AFreePairOscillatesForever) {
  const ExactCopy copy(Hamiltonian(2, {make_term(1.0, {{0, 1}}, 2)}));
  const std::vector<LateTimes> late = late_times(copy, 1, {{0}});
  EXPECT_NEAR(late[0].mean, 0, 1e-14);
  EXPECT_NEAR(late[0].fluctuation, std::numbers::sqrt2 / 2, 1e-14);
}

TEST(Relaxation, OfADampedWave) {
  std::vector<double> times, values;
  for (int k = 0; k <= 4000; ++k) {
    times.push_back(0.005 * k);
    values.push_back(0.5 * std::exp(-0.1 * times.back()) * std::cos(times.back()));
  }
  const Relaxation r = relaxation(times, values);
  const double dip = std::numbers::pi - std::atan(0.1);
  EXPECT_NEAR(r.dip_time, dip, 0.005);
  EXPECT_NEAR(r.dip, std::exp(-0.1 * dip) * std::cos(dip), 1e-5);
  EXPECT_NEAR(r.recurrence, std::exp(-0.1 * (dip + std::numbers::pi)) * std::abs(std::cos(dip)),
              1e-3);
  EXPECT_NEAR(std::exp(-0.1 * r.decay_time) * std::cos(r.decay_time), std::exp(-1.0), 1e-5);
  EXPECT_TRUE(std::isnan(relaxation({{0, 1}}, {{1, 0.9}}).decay_time));
  EXPECT_THROW(relaxation({{0, 1}}, {{0, 0.9}}), std::invalid_argument);
  EXPECT_THROW(relaxation({{0, 1}}, {{1}}), std::invalid_argument);
}

TEST(Otoc, AgainstDenseMatrices) {
  for (const Hamiltonian& hamiltonian : examples()) {
    const ExactCopy copy(hamiltonian);
    const test::DenseCopy dense(hamiltonian);
    const std::vector<std::array<int, 2>> pairs{{0, 3}, {2, 2}};
    for (const double beta : {0.0, 3.0})
      for (const bool regularized : {false, true}) {
        const Eigen::MatrixXcd f = otoc(copy, beta, pairs, {{0, 1.3, -4}}, regularized);
        int column = 0;
        for (const double t : {0.0, 1.3, -4.0}) {
          for (std::size_t k = 0; k < pairs.size(); ++k) {
            const test::Matrix a = dense.at(dense.psi(pairs[k][0]), t);
            const test::Matrix& b = dense.psi(pairs[k][1]);
            const test::Matrix y = dense.rho(beta, 0.25);
            const Complex expected = regularized ? (y * a * y * b * y * a * y * b).trace()
                                                 : (dense.rho(beta) * a * b * a * b).trace();
            EXPECT_LT(std::abs(f(static_cast<Eigen::Index>(k), column) - expected), 1e-13);
          }
          ++column;
        }
      }
  }
}

TEST(Otoc, SameBitsForAnyNumberOfThreads) {
  const ExactCopy copy(dense_syk(12, 4, 1.0, {5, 0}));
  const std::vector<std::array<int, 2>> pairs{{0, 3}};
  const int before = omp_get_max_threads();
  omp_set_num_threads(1);
  const Eigen::MatrixXcd one = otoc(copy, 2, pairs, {{0.5, 2, 3}}, true);
  omp_set_num_threads(3);
  EXPECT_EQ(one, otoc(copy, 2, pairs, {{0.5, 2, 3}}, true));
  omp_set_num_threads(before);
}

TEST(Scrambling, OfAnExponentialAndOfAParabola) {
  std::vector<double> times, exponential, parabola;
  for (int k = 0; k <= 200; ++k) {
    const double t = 0.05 * k;
    times.push_back(t);
    exponential.push_back(-0.25 * (1 - 0.01 * std::exp(0.8 * t) + 0.01));
    parabola.push_back(-0.25 * (1 - 0.02 * t * t));
  }
  const Scrambling clean = scrambling(times, exponential);
  // 1 - F/F(0) = 0.01 (e^{0.8 t} - 1).
  EXPECT_NEAR(clean.scrambling_time, std::log(51.0) / 0.8, 1e-3);
  EXPECT_NEAR(clean.lyapunov, 0.8, 3 * clean.lyapunov_error);
  EXPECT_LT(clean.lyapunov_error, 0.08);
  const Scrambling none = scrambling(times, parabola);
  EXPECT_NEAR(none.scrambling_time, 5, 1e-3);
  EXPECT_GT(none.lyapunov_error, 0.1);  // says that this is no exponential
  EXPECT_TRUE(std::isnan(scrambling({{0, 1}}, {{1, 0.9}}).lyapunov));
  EXPECT_THROW(scrambling({{0, 1}}, {{0, 0.9}}), std::invalid_argument);
}

/// <TFD| {e^{-i mu V} O_R(t1) e^{i mu V}, O_L(-t0)} |TFD> on 2N Majoranas.
double response_by_hand(const Hamiltonian& hamiltonian, double beta, std::vector<int> majoranas,
                        double t0, double mu, double t1) {
  brute_force::Problem problem{.num_majoranas = hamiltonian.num_majoranas(),
                               .terms = {},
                               .beta = beta,
                               .coupling_degree = hamiltonian.degree()};
  for (const Term& term : hamiltonian.terms())
    problem.terms.emplace_back(term.coupling, term.indices());
  const brute_force::Strings strings = brute_force::split_strings(hamiltonian.num_majoranas());
  const brute_force::Circuit circuit(problem, strings);
  const Complex i{0, 1};
  const auto product = [&](const std::vector<std::string>& letters) {
    brute_force::Sparse o = brute_force::identity(circuit.v().rows());
    for (const int j : majoranas)
      o = (o * brute_force::pauli_matrix(letters[static_cast<std::size_t>(j)])).pruned();
    const std::size_t k = majoranas.size();
    const Complex phase = (k * (k - 1) / 2) % 2 == 1 ? i : Complex(1);
    return brute_force::Sparse(o * (phase * std::pow(2.0, -0.5 * static_cast<double>(k))));
  };
  using brute_force::exp_times;
  using brute_force::Vector;
  const brute_force::Sparse left = product(strings.left), right = product(strings.right);
  const auto evolved = [&](const brute_force::Sparse& o, const brute_force::Sparse& h, double t,
                           const Vector& x) {
    return exp_times(i * t * h, Vector(o * exp_times(-i * t * h, x)));
  };
  const auto o_left = [&](const Vector& x) { return evolved(left, circuit.h_left(), -t0, x); };
  const auto o_right = [&](const Vector& x) {
    const Vector shocked = exp_times(i * mu * circuit.v(), x);
    return exp_times(-i * mu * circuit.v(), evolved(right, circuit.h_right(), t1, shocked));
  };
  const Vector tfd = circuit.thermofield_double();
  const Complex rl = tfd.dot(o_right(o_left(tfd))), lr = tfd.dot(o_left(o_right(tfd)));
  return majoranas.size() % 2 == 1 ? (rl + lr).real() : (i * (rl - lr)).real();
}

TEST(LeftRightResponse, AgainstTwoCopies) {
  for (const Hamiltonian& hamiltonian :
       {dense_syk(4, 4, 1.0, {1, 0}), dense_syk(5, 4, 1.0, {1, 0}), dense_syk(6, 4, 1.4, {1, 0}),
        dense_syk(6, 2, 1.0, {1, 0}), dense_syk(6, 6, 1.0, {1, 0})}) {
    const ExactCopy copy(hamiltonian);
    for (const auto& majoranas :
         {std::vector<int>{1}, std::vector<int>{0, 2}, std::vector<int>{0, 1, 3}}) {
      const LeftRightResponse r =
          left_right_response(copy, 2, majoranas, 0.8, {{-7, 4}}, {{0.8, 1.9}});
      int row = 0;
      for (const double mu : {-7.0, 4.0}) {
        int column = 0;
        for (const double t1 : {0.8, 1.9})
          EXPECT_NEAR(r.exact(row, column++),
                      response_by_hand(hamiltonian, 2, majoranas, 0.8, mu, t1), 1e-11);
        ++row;
      }
    }
  }
}

// The formula of the header, for terms of one size and of several.
TEST(LeftRightResponse, ProbeLimitIsSizeWinding) {
  const double t = 1.6, beta = 4;
  const std::vector<double> mu{-12, -3, 5};
  for (const auto& sizes : {std::vector{2}, std::vector{4}, std::vector{6}, std::vector{2, 4},
                            std::vector{4, 6}, std::vector{2, 4, 6}})
    for (const int n : {7, 8}) {
      const Hamiltonian hamiltonian = test::mixed(n, sizes);
      const ExactCopy copy(hamiltonian);
      const SizeDistribution w = size_distributions(copy, beta, {{3}}, {{t}})[0];
      const double qn = hamiltonian.degree() * n;
      const double v = (copy.thermal_size(beta) - 0.5 * n) / qn;
      const LeftRightResponse r = left_right_response(copy, beta, {{3}}, t, mu, {{t}});
      for (std::size_t m = 0; m < mu.size(); ++m) {
        Complex c = 0;
        for (int size = 0; size <= n; ++size)
          c += w.q[size] * std::polar(1.0, mu[m] * (size - 0.5 * n) / qn);
        c *= Complex(0, -0.5) * std::polar(1.0, -mu[m] * v);
        EXPECT_NEAR(r.probe_limit(static_cast<Eigen::Index>(m), 0), 2 * c.real(), 1e-12);
      }
    }
}

TEST(LeftRightResponse, NothingComesThroughWithoutCoupling) {
  const ExactCopy copy(dense_syk(8, 4, 1.0, {2, 0}));
  for (const auto& majoranas : {std::vector<int>{0}, std::vector<int>{0, 1}}) {
    const LeftRightResponse r = left_right_response(copy, 3, majoranas, 1, {{0}}, {{0, 1, 5}});
    EXPECT_LT(r.exact.cwiseAbs().maxCoeff(), 1e-13);
  }
}

TEST(LeftRightResponse, RefusesWhatIsNotThere) {
  const ExactCopy copy(learned());
  EXPECT_THROW(left_right_response(copy, 1, {{0, 0}}, 1, {{1}}, {{1}}), std::invalid_argument);
  EXPECT_THROW(left_right_response(copy, 1, {{9}}, 1, {{1}}, {{1}}), std::invalid_argument);
  EXPECT_THROW(left_right_response(copy, 1, {{0}}, 1, {}, {{1}}), std::invalid_argument);
  EXPECT_THROW(left_right_response(copy, 1, {{0}}, 1, {{NAN}}, {{1}}), std::invalid_argument);
  EXPECT_THROW(left_right_response(copy, 1, {{0}}, NAN, {{1}}, {{1}}), std::invalid_argument);
  EXPECT_THROW(left_right_response(copy, 1, {{0}}, 1, {{1}}, {}), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
