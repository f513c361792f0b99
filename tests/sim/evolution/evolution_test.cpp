#include "sim/evolution/evolution.h"

#include <gtest/gtest.h>
#include <omp.h>

#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <stdexcept>

#include "sim/evolution/ground_state.h"
#include "sim/interrupted.h"
#include "sim/linear_algebra/spectral_decomposition.h"
#include "sim/state_vector/infinite_temperature.h"
#include "sym/models.h"
#include "tests/sim/dense_pauli.h"

namespace traversable {
namespace {

using dense_pauli::Complex;
using dense_pauli::Vector;

/// exp(z H) psi from the eigenvectors of the dense matrix.
class Dense {
 public:
  Dense(int num_qubits, const PauliSum& sum) {
    const Eigen::Index size = Eigen::Index{1} << num_qubits;
    Eigen::MatrixXcd h(size, size);
    for (Eigen::Index c = 0; c < size; ++c)
      h.col(c) = dense_pauli::times(sum, Vector::Unit(size, c));
    spectrum_ = spectral_decomposition(h);
  }
  Vector exponential(Complex z, const Vector& psi) const {
    const Eigen::VectorXcd factors = (z * spectrum_.values.cast<Complex>().array()).exp().matrix();
    return spectrum_.vectors *
           (factors.array() * (spectrum_.vectors.adjoint() * psi).array()).matrix();
  }
  const Eigen::VectorXd& levels() const { return spectrum_.values; }
  /// Of the exponential: levels are right to some units of the largest.
  double rounding(double t) const {
    return 4e-15 * (1 + std::abs(t) * levels().cwiseAbs().maxCoeff());
  }

 private:
  SpectralDecomposition<Eigen::MatrixXcd> spectrum_;
};

Vector vector_of(const StateVector<double>& state) { return state.amplitudes(); }

PauliSum syk(int num_majoranas, int q = 4) {
  return encode(left_hamiltonian(dense_syk(num_majoranas, q, 1.0, {3, 0})),
                split_encoding(num_majoranas));
}

PauliSum on_qubits(int num_qubits, int terms, double scale) {
  std::mt19937_64 random(static_cast<unsigned>(terms));
  std::normal_distribution<double> normal;
  PauliSum sum;
  for (int k = 0; k < terms; ++k)
    sum.push_back({scale * normal(random), dense_pauli::random_string(num_qubits, random)});
  return sum;
}

void expect_evolves(EvolutionMethod method, int num_qubits, const PauliSum& sum, double t,
                    double tolerance) {
  const Dense dense(num_qubits, sum);
  Evolution<double> evolution(num_qubits, sum, {.method = method, .tolerance = tolerance});
  const StateVector<double> start = random_state<double>(num_qubits, 1, 0);
  StateVector<double> psi = start;
  const EvolutionReport report = evolution.evolve(psi, t);
  const double error =
      (vector_of(psi) - dense.exponential(Complex(0, -t), vector_of(start))).norm();
  EXPECT_LT(error, tolerance + 2e-13) << name_of(method) << " " << num_qubits << " t = " << t;
  EXPECT_LE(report.error - report.rounding, tolerance);
  EXPECT_LT(error, report.error + dense.rounding(t));
  EXPECT_GT(report.applications, 0u);
}

TEST(Evolution, KrylovAndChebyshevAgainstDenseMatrices) {
  for (const auto method : {EvolutionMethod::krylov, EvolutionMethod::chebyshev}) {
    for (const double tolerance : {1e-4, 1e-10, 1e-12}) {
      expect_evolves(method, 5, syk(10), 3.0, tolerance);
      expect_evolves(method, 5, syk(10), -40.0, tolerance);
      expect_evolves(method, 6, on_qubits(6, 80, 1.0), 2.0, tolerance);
    }
    expect_evolves(method, 1, on_qubits(1, 3, 1.0), 5.0, 1e-12);
    expect_evolves(method, 4, on_qubits(4, 5, 1e-6), 1e5, 1e-10);
    expect_evolves(method, 7, on_qubits(7, 40, 30.0), 1.0, 1e-10);
  }
}

/// exp(-i t (a X + b Z)) psi in extended precision, which owes nothing to how levels are rounded.
std::array<std::complex<long double>, 2> one_qubit_evolved(long double a, long double b, double t,
                                                           const Vector& psi) {
  const long double w = std::hypot(a, b);
  const long double c = std::cos(w * t), s = std::sin(w * t) / w;
  const std::complex<long double> up(psi[0]), down(psi[1]), i(0, 1);
  return {c * up - i * s * (b * up + a * down), c * down - i * s * (a * up - b * down)};
}

TEST(Evolution, LongTimesInAClosedSpaceAreWithinTheirErrorEstimates) {
  for (const auto method : {EvolutionMethod::krylov, EvolutionMethod::chebyshev})
    for (const double t : {0.5, 30.0, 300.0, -3000.0})
      for (std::uint64_t k = 0; k < 20; ++k) {
        const double a = 1.1 + 0.13 * static_cast<double>(k), b = 2.3 - 0.29 * a;
        const PauliSum sum{{a, {.x = 1}}, {b, {.z = 1}}};
        Evolution<double> evolution(1, sum, {.method = method, .tolerance = 1e-10});
        StateVector<double> psi = random_state<double>(1, 3, k);
        const auto expected = one_qubit_evolved(a, b, t, vector_of(psi));
        const EvolutionReport report = evolution.evolve(psi, t);
        const auto found = vector_of(psi);
        const auto error = std::sqrt(std::norm(std::complex<long double>(found[0]) - expected[0]) +
                                     std::norm(std::complex<long double>(found[1]) - expected[1]));
        EXPECT_LT(static_cast<double>(error), report.error) << name_of(method) << " " << t;
      }
}

TEST(Evolution, CoolingAgainstDenseMatrices) {
  for (const auto method : {EvolutionMethod::krylov, EvolutionMethod::chebyshev})
    for (const double tau : {0.0, 0.3, 2.0, 30.0}) {
      const PauliSum sum = on_qubits(6, 60, 0.5);
      Evolution<double> evolution(6, sum, {.method = method, .tolerance = 1e-10});
      const StateVector<double> start = random_state<double>(6, 2, 0);
      StateVector<double> psi = start;
      const EvolutionReport report = evolution.cool(psi, tau);
      const Dense dense(6, sum);
      const Vector expected = dense.exponential(-tau, vector_of(start)).normalized();
      EXPECT_LT((vector_of(psi) - expected).norm(), report.error + dense.rounding(tau))
          << name_of(method) << " " << tau;
      EXPECT_LE(report.error - report.rounding, 1e-10);
    }
}

TEST(Evolution, SinglePrecisionKeepsToItsTolerance) {
  const PauliSum sum = syk(12);
  for (const auto method : {EvolutionMethod::krylov, EvolutionMethod::chebyshev}) {
    Evolution<float> evolution(6, sum, {.method = method, .tolerance = 1e-4});
    StateVector<float> psi = random_state<float>(6, 1, 0);
    evolution.evolve(psi, 5.0);
    const Vector expected =
        Dense(6, sum).exponential(Complex(0, -5.0), vector_of(random_state<double>(6, 1, 0)));
    EXPECT_LT((psi.amplitudes().cast<Complex>() - expected).norm(), 1e-4);
  }
}

double trotter_error(const PauliSum& sum, int order, double step, EvolutionReport& report) {
  const double t = 2.0;
  Evolution<double> evolution(
      5, sum, {.method = EvolutionMethod::trotter, .trotter_order = order, .trotter_step = step});
  StateVector<double> psi = random_state<double>(5, 1, 0);
  const Vector expected = Dense(5, sum).exponential(Complex(0, -t), vector_of(psi));
  report = evolution.evolve(psi, t);
  return (vector_of(psi) - expected).norm();
}

TEST(Evolution, TrotterErrorFallsAtTheStatedOrder) {
  const PauliSum sum = syk(10);
  for (const int order : {1, 2, 4}) {
    EvolutionReport coarse, fine;
    const double first = trotter_error(sum, order, 0.1, coarse);
    const double second = trotter_error(sum, order, 0.05, fine);
    EXPECT_NEAR(std::log2(first / second), order, 0.15) << "order " << order;
    EXPECT_EQ(coarse.steps, 20u);
    EXPECT_EQ(fine.steps, 40u);
    // The estimate adds up defects that may cancel: it must not be far below, nor far above.
    EXPECT_GT(fine.error, 0.7 * second);
    EXPECT_LT(fine.error, 10 * second);
  }
}

TEST(Evolution, EstimatesAreRelativeToTheNorm) {
  const PauliSum sum = syk(10);
  for (const auto method :
       {EvolutionMethod::krylov, EvolutionMethod::chebyshev, EvolutionMethod::trotter}) {
    Evolution<double> evolution(5, sum, {.method = method, .tolerance = 1e-5, .trotter_step = 0.1});
    StateVector<double> one = random_state<double>(5, 1, 0);
    StateVector<double> large = one;
    scale(large, 1000.0);
    const double expected = evolution.evolve(one, 2.0).error;
    EXPECT_NEAR(evolution.evolve(large, 2.0).error, expected, 1e-6 * expected + 1e-15);
  }
}

TEST(Evolution, TrotterReachesATolerance) {
  const PauliSum sum = syk(10);
  for (const int order : {2, 4}) {
    Evolution<double> evolution(
        5, sum, {.method = EvolutionMethod::trotter, .tolerance = 1e-5, .trotter_order = order});
    StateVector<double> psi = random_state<double>(5, 1, 0);
    const Vector expected = Dense(5, sum).exponential(Complex(0, 1.5), vector_of(psi));
    const EvolutionReport report = evolution.evolve(psi, -1.5);
    EXPECT_LE(report.error, 1e-5);
    EXPECT_LT((vector_of(psi) - expected).norm(), 1e-5);
    EXPECT_GT(report.rotations, report.steps * sum.size());
  }
}

TEST(Evolution, CommutingTermsHaveNoTrotterError) {
  const PauliSum sum = encode(left_hamiltonian(learned()), split_encoding(7));
  Evolution<double> evolution(
      8, sum, {.method = EvolutionMethod::trotter, .trotter_order = 1, .trotter_step = 100});
  StateVector<double> psi = random_state<double>(8, 1, 0);
  const Vector expected = Dense(8, sum).exponential(Complex(0, -2.8), vector_of(psi));
  const EvolutionReport report = evolution.evolve(psi, 2.8);
  EXPECT_EQ(report.steps, 1u);
  EXPECT_LT(report.error, 1e-14);
  EXPECT_LT((vector_of(psi) - expected).norm(), 1e-13);
}

TEST(Evolution, TrotterOrderKeepsTermsAndGroupsMasks) {
  const PauliSum sum = syk(16);
  const auto ordered = trotter_order(sum);
  ASSERT_EQ(ordered.size(), sum.size());
  double total = 0;
  for (const auto& term : ordered) total += term.coefficient.real();
  double expected = 0;
  for (const auto& term : sum) expected += term.coefficient.real();
  EXPECT_NEAR(total, expected, 1e-12);
  for (std::size_t k = 1; k < ordered.size(); ++k) {
    const auto& a = ordered[k - 1].string;
    const auto& b = ordered[k].string;
    const bool same_group =
        a.x == b.x && (std::popcount(a.x & a.z) + std::popcount(b.x & b.z)) % 2 == 0;
    EXPECT_TRUE(!same_group || commute(a, b));
  }
  EXPECT_LT(RotationBatch<double>(8, trotter_step(ordered, 1, 0.1)).num_passes(), 250u);
}

// By itself: not a distance to a tolerance, but what was done against what is said about it.
TEST(Evolution, TrueErrorIsBelowTheOneReported) {
  struct Case {
    EvolutionMethod method;
    int order;
    double tolerance;
  };
  for (const Case& c : {Case{EvolutionMethod::krylov, 2, 1e-3},
                        {EvolutionMethod::krylov, 2, 1e-13},
                        {EvolutionMethod::chebyshev, 2, 1e-3},
                        {EvolutionMethod::chebyshev, 2, 1e-13},
                        {EvolutionMethod::trotter, 1, 1e-2},
                        {EvolutionMethod::trotter, 2, 1e-2},
                        {EvolutionMethod::trotter, 2, 1e-6},
                        {EvolutionMethod::trotter, 4, 1e-2},
                        {EvolutionMethod::trotter, 4, 1e-9}})
    for (const PauliSum& sum : {syk(12), syk(12, 2), on_qubits(6, 3, 1.0), on_qubits(6, 60, 0.3)}) {
      const Dense dense(6, sum);
      Evolution<double> evolution(
          6, sum, {.method = c.method, .tolerance = c.tolerance, .trotter_order = c.order});
      for (const double t : {1e-9, 0.1, -1.3, 7.0}) {
        const StateVector<double> start = random_state<double>(6, 5, 0);
        StateVector<double> psi = start;
        const EvolutionReport report = evolution.evolve(psi, t);
        const double error =
            (vector_of(psi) - dense.exponential(Complex(0, -t), vector_of(start))).norm();
        // The product formulas' is an estimate, without the next order of the step.
        const double margin = c.method == EvolutionMethod::trotter ? 1.02 : 1;
        EXPECT_LT(error, margin * report.error + dense.rounding(t))
            << name_of(c.method) << " order " << c.order << " tolerance " << c.tolerance
            << " t = " << t;
        EXPECT_GT(report.error, 1e-15);
      }
    }
}

TEST(Evolution, QdriftIsOffByWhatItSaysAsRootMeanSquare) {
  const int draws = 200;
  for (const PauliSum& sum : {syk(8), on_qubits(4, 3, 1.0), on_qubits(4, 20, 0.3)})
    for (const double tolerance : {0.5, 0.05})
      for (const double t : {0.05, 1.1}) {
        const StateVector<double> start = random_state<double>(4, 5, 0);
        const Vector exact = Dense(4, sum).exponential(Complex(0, -t), vector_of(start));
        double squares = 0, bound = 0;
        int far = 0;
        for (int seed = 0; seed < draws; ++seed) {
          Evolution<double> evolution(4, sum,
                                      {.method = EvolutionMethod::qdrift,
                                       .tolerance = tolerance,
                                       .seed = static_cast<std::uint64_t>(seed)});
          StateVector<double> psi = start;
          bound = evolution.evolve(psi, t).error;
          const double error = (vector_of(psi) - exact).norm();
          squares += error * error / draws;
          if (error > 2 * bound) ++far;
        }
        // The mean square of 200 draws scatters by 7 % at least.
        EXPECT_LT(squares, 1.3 * bound * bound) << tolerance << " " << t;
        EXPECT_LT(far, draws / 4);
      }
}

TEST(Evolution, QdriftAveragesToTheEvolutionWithinItsBound) {
  const PauliSum sum = on_qubits(3, 6, 0.4);
  const double t = 0.7;
  const StateVector<double> start = random_state<double>(3, 4, 0);
  Eigen::MatrixXcd mean = Eigen::MatrixXcd::Zero(8, 8);
  const int draws = 4000;
  double bound = 0;
  Evolution<double> evolution(3, sum,
                              {.method = EvolutionMethod::qdrift, .tolerance = 0.1, .seed = 9});
  for (int draw = 0; draw < draws; ++draw) {
    StateVector<double> psi = start;
    const double error = evolution.evolve(psi, t).error;
    bound = 2 * error * error;  // in diamond norm
    const Vector v = vector_of(psi);
    mean += v * v.adjoint() / draws;
  }
  const Vector exact = Dense(3, sum).exponential(Complex(0, -t), vector_of(start));
  const Eigen::MatrixXcd away = mean - exact * exact.adjoint();
  const Eigen::VectorXd difference = eigenvalues(away);
  EXPECT_LE(bound, 0.1);
  // The diamond norm bounds the trace norm; 4000 draws leave about 0.01 of noise.
  EXPECT_LT(difference.cwiseAbs().sum(), bound + 0.02);
  EXPECT_GT((mean - vector_of(start) * vector_of(start).adjoint()).norm(), 0.2);  // it did evolve
}

TEST(Chebyshev, BesselFunctions) {
  for (const double x : {0.0, 1e-3, 0.5, 7.0, 120.0}) {
    const auto j = bessel_j(x, 40);
    const auto i = scaled_bessel_i(x, 40);
    for (std::size_t k = 0; k < 40; ++k) {
      EXPECT_NEAR(j[k], std::cyl_bessel_j(static_cast<double>(k), x), 1e-13);
      EXPECT_NEAR(i[k], std::exp(-x) * std::cyl_bessel_i(static_cast<double>(k), x), 1e-13);
    }
  }
  // Where the standard library's asymptotic series is off in the 13th digit: SciPy 1.17.
  const auto j = bessel_j(900.0, 40);
  EXPECT_NEAR(j[0], 0.02001329524940523, 1e-15);
  EXPECT_NEAR(j[1], 0.017527490876063073, 1e-15);
  EXPECT_NEAR(j[39], -0.02660805270534299, 1e-15);
}

TEST(Chebyshev, BoundsHoldTheSpectrum) {
  for (const PauliSum& sum : {syk(12), syk(12, 2), on_qubits(6, 3, 1.0), on_qubits(6, 100, 1.0)}) {
    const auto [low, high] = spectral_bounds(HostSpace<double>{}, PauliOperator<double>(6, sum));
    const Dense dense(6, sum);
    EXPECT_LE(low, dense.levels().minCoeff());
    EXPECT_GE(high, dense.levels().maxCoeff());
    EXPECT_LT(high - low, 2 * (dense.levels().maxCoeff() - dense.levels().minCoeff()));
  }
}

TEST(GroundState, AgainstDenseMatrices) {
  for (const PauliSum& sum : {syk(12), on_qubits(6, 30, 1.0), on_qubits(1, 2, 1.0)}) {
    const int n = sum.front().string.x < 2 && sum.size() == 2 ? 1 : 6;
    const auto result =
        ground_state(PauliOperator<double>(n, sum), random_state<double>(n, 1, 0), 1e-11);
    EXPECT_NEAR(result.energy, Dense(n, sum).levels()[0], 1e-10);
    EXPECT_NEAR(norm(result.state), 1, 1e-13);
    StateVector<double> image(n);
    PauliOperator<double>(n, sum).apply(result.state, image);
    add(image, -result.energy, result.state);
    EXPECT_LT(norm(image), 1e-8);
  }
}

TEST(InfiniteTemperature, IsAnnihilatedInEveryEncoding) {
  const Encoding user = user_encoding({pauli_from_text("ZZX"), pauli_from_text("XZ")},
                                      {pauli_from_text("ZZY"), pauli_from_text("Y")});
  for (const Encoding& encoding :
       {paired_encoding(5), split_encoding(6), split_encoding(5), sycamore_encoding(), user}) {
    const auto state = infinite_temperature_state<double>(encoding);
    EXPECT_NEAR(norm(state), 1, 1e-14);
    for (std::size_t j = 0; j < encoding.left.size(); ++j) {
      StateVector<double> sum = state;
      apply_pauli(sum, encoding.left[j]);
      StateVector<double> right = state;
      apply_pauli(right, encoding.right[j]);
      add(sum, Complex(0, 1), right);
      EXPECT_LT(norm(sum), 1e-14);
    }
  }
}

TEST(Evolution, StopsWhenAsked) {
  std::stop_source source;
  source.request_stop();
  for (const auto method : {EvolutionMethod::krylov, EvolutionMethod::chebyshev,
                            EvolutionMethod::trotter, EvolutionMethod::qdrift}) {
    Evolution<double> evolution(5, syk(10), {.method = method, .tolerance = 0.1});
    StateVector<double> psi(5);
    EXPECT_THROW(evolution.evolve(psi, 3.0, source.get_token()), Interrupted);
  }
}

TEST(Evolution, RefusesWhatItCannotDo) {
  const PauliSum good = syk(6);
  const PauliSum imaginary{{{0, 1}, pauli_from_text("X")}};
  const auto with = [&](EvolutionOptions options) { return Evolution<double>(3, good, options); };
  EXPECT_THROW(Evolution<double>(3, imaginary, {}), std::invalid_argument);
  EXPECT_THROW(Evolution<double>(2, good, {}), std::invalid_argument);
  EXPECT_THROW(Evolution<double>(0, good, {}), std::invalid_argument);
  EXPECT_THROW(with({.tolerance = 1e-17}), std::invalid_argument);
  EXPECT_THROW(with({.tolerance = std::nan("")}), std::invalid_argument);
  EXPECT_THROW(with({.tolerance = 1}), std::invalid_argument);
  EXPECT_THROW(Evolution<float>(3, good, {.tolerance = 1e-8}), std::invalid_argument);
  EXPECT_THROW(with({.trotter_order = 3}), std::invalid_argument);
  EXPECT_THROW(with({.trotter_step = -1}), std::invalid_argument);
  EXPECT_THROW(evolution_method_by_name("taylor"), std::invalid_argument);
  Evolution<double> evolution = with({});
  StateVector<double> psi(3);
  StateVector<double> wide(4);
  EXPECT_THROW(evolution.evolve(psi, std::nan("")), std::invalid_argument);
  EXPECT_THROW(evolution.evolve(wide, 1), std::invalid_argument);
  for (const auto method : {EvolutionMethod::krylov, EvolutionMethod::chebyshev,
                            EvolutionMethod::trotter, EvolutionMethod::qdrift}) {
    Evolution<double> any = with({.method = method, .tolerance = 0.1});
    EXPECT_THROW(any.evolve(psi, 1e300), std::invalid_argument);
    EXPECT_THROW(any.cool(psi, 1e300), std::invalid_argument);
    any.evolve(psi, 1e-200);
    any.cool(psi, 1e-200);
    EXPECT_NEAR(std::abs(psi[0]), 1, 1e-15);
  }
  EXPECT_THROW(evolution.cool(psi, -1), std::invalid_argument);
  psi[3] = std::nan("");
  EXPECT_THROW(evolution.evolve(psi, 1), std::invalid_argument);
  EXPECT_THROW(evolution.cool(psi, 1), std::invalid_argument);
  Evolution<double> product =
      with({.method = EvolutionMethod::trotter, .tolerance = 1e-13, .trotter_order = 1});
  EXPECT_THROW(product.evolve(wide, 1), std::invalid_argument);
  StateVector<double> three(3);
  EXPECT_THROW(product.evolve(three, 10), std::invalid_argument);
  Evolution<double> drift = with({.method = EvolutionMethod::qdrift, .tolerance = 1e-12});
  EXPECT_THROW(drift.evolve(three, 10), std::invalid_argument);
  EXPECT_THROW(ground_state(PauliOperator<double>(3, good), three, 1e-15), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
