#include "sim/typicality/typicality.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>

#include "sim/interrupted.h"
#include "sim/linear_algebra/spectral_decomposition.h"
#include "sim/state_vector/infinite_temperature.h"
#include "sim/typicality/ratio_estimate.h"
#include "sim/typicality/string_strata.h"
#include "sym/models.h"
#include "tests/sim/dense_pauli.h"

namespace traversable {
namespace {

using Complex = std::complex<double>;
using Matrix = Eigen::MatrixXcd;

/// One copy as dense matrices, from letters.
class Dense {
 public:
  explicit Dense(const Hamiltonian& hamiltonian)
      : size_(Eigen::Index{1} << (hamiltonian.num_majoranas() + 1) / 2) {
    h_ = matrix(encode(left_hamiltonian(hamiltonian), split_encoding(hamiltonian.num_majoranas())));
    spectrum_ = spectral_decomposition(h_);
  }
  Matrix matrix(const PauliSum& sum) const {
    Matrix m(size_, size_);
    for (Eigen::Index c = 0; c < size_; ++c)
      m.col(c) = dense_pauli::times(sum, dense_pauli::Vector::Unit(size_, c));
    return m;
  }
  Matrix exponential(Complex z) const {
    const Eigen::VectorXcd f = (z * spectrum_.values.cast<Complex>().array()).exp().matrix();
    return spectrum_.vectors * f.asDiagonal() * spectrum_.vectors.adjoint();
  }
  /// rho^power
  Matrix rho(double beta, double power) const {
    return exponential(-beta * power) / std::pow(exponential(-beta).trace().real(), power);
  }
  Matrix psi(int j, double t = 0) const {
    const Matrix gamma = matrix({{1 / std::sqrt(2.0), jordan_wigner(j)}});
    return exponential(Complex(0, t)) * gamma * exponential(Complex(0, -t));
  }
  const Matrix& h() const { return h_; }

 private:
  Eigen::Index size_;
  Matrix h_;
  SpectralDecomposition<Matrix> spectrum_;
};

void expect_within(const Estimate& estimate, Complex exact, double sigmas,
                   const std::string& what) {
  EXPECT_LT(std::abs(estimate.mean.real() - exact.real()), sigmas * estimate.real_error + 1e-9)
      << what;
  EXPECT_LT(std::abs(estimate.mean.imag() - exact.imag()), sigmas * estimate.imaginary_error + 1e-9)
      << what;
}

const Hamiltonian ten = dense_syk(10, 4, 1.0, {3, 0});
constexpr double beta = 3.0;

TEST(Typicality, ThermalAveragesWithinTheirErrors) {
  const Dense dense(ten);
  OneCopy copy(ten, {.num_states = 200, .seed = 1});
  const Matrix rho = dense.rho(beta, 1);
  const Estimate energy = copy.energy(beta);
  expect_within(energy, (rho * dense.h()).trace(), 4, "energy");
  EXPECT_LT(energy.real_error, 0.02);
  const std::vector<int> majoranas{0, 7};
  const std::vector<double> times{4.0, 0.0, 1.5, -2.0};
  const auto two_point = copy.two_point(beta, majoranas, times);
  for (std::size_t m = 0; m < 2; ++m)
    for (std::size_t k = 0; k < times.size(); ++k) {
      const Complex exact =
          (rho * dense.psi(majoranas[m], times[k]) * dense.psi(majoranas[m])).trace();
      expect_within(two_point[m * times.size() + k], exact, 4, "two-point");
      EXPECT_LT(two_point[m * times.size() + k].real_error, 0.05);
    }
  EXPECT_NEAR(two_point[1].mean.real(), 0.5, 1e-10);  // psi^2 = 1/2, state by state
}

TEST(Typicality, OutOfTimeOrderWithinTheirErrors) {
  const Dense dense(ten);
  OneCopy copy(ten, {.num_states = 200, .seed = 2});
  const std::vector<double> times{0.0, 1.0, 3.0};
  const Matrix rho = dense.rho(beta, 1);
  const Matrix y = dense.rho(beta, 0.25);
  const auto plain = copy.otoc(beta, 2, 5, times, false);
  const auto regularized = copy.otoc(beta, 2, 5, times, true);
  for (std::size_t k = 0; k < times.size(); ++k) {
    const Matrix w = dense.psi(2, times[k]);
    const Matrix v = dense.psi(5);
    expect_within(plain[k], (rho * w * v * w * v).trace(), 4, "OTOC");
    expect_within(regularized[k], (y * w * y * v * y * w * y * v).trace(), 4, "regularised OTOC");
    EXPECT_LT(plain[k].real_error + regularized[k].real_error, 0.05);
  }
  EXPECT_NEAR(plain[0].mean.real(), -0.25, 1e-10);
}

/// < {e^{-i mu V} psi_R^j(t1) e^{i mu V}, psi_L^j(-t0)} > on both copies' state vector.
double response(const Hamiltonian& hamiltonian, int j, double mu, double t0, double t1) {
  const Encoding encoding = split_encoding(hamiltonian.num_majoranas());
  const int n = encoding.num_qubits;
  Evolution<double> left(n, encode(left_hamiltonian(hamiltonian), encoding), {});
  Evolution<double> right(n, encode(right_hamiltonian(hamiltonian), encoding), {});
  Evolution<double> shock(
      n, encode(coupling_operator({}, hamiltonian.num_majoranas(), hamiltonian.degree()), encoding),
      {});
  StateVector<double> tfd = infinite_temperature_state<double>(encoding);
  left.cool(tfd, beta / 2);
  const auto kick_left = [&](StateVector<double>& psi) {  // psi_L(-t0)
    left.evolve(psi, -t0);
    apply_pauli(psi, encoding.left[static_cast<std::size_t>(j)]);
    left.evolve(psi, t0);
  };
  StateVector<double> ket = tfd;
  kick_left(ket);
  for (auto* psi : {&ket, &tfd}) shock.evolve(*psi, -mu);
  right.evolve(ket, t1);
  apply_pauli(ket, encoding.right[static_cast<std::size_t>(j)]);
  right.evolve(ket, -t1);
  return inner_product(tfd, ket).real();  // 2 Re, psi = gamma / sqrt 2 twice
}

TEST(Typicality, LeftRightResponseAgreesWithTwoCopies) {
  const Hamiltonian eight = dense_syk(8, 4, 1.0, {5, 0});
  OneCopy copy(eight, {.num_states = 150, .seed = 3});
  const std::vector<double> mu{-6.0, 6.0};
  const std::vector<double> t1{2.0, 0.0};
  const auto estimates = copy.left_right_response(beta, 3, 1.5, mu, t1);
  double signal = 0;
  for (std::size_t m = 0; m < 2; ++m)
    for (std::size_t k = 0; k < 2; ++k) {
      const double exact = response(eight, 3, mu[m], 1.5, t1[k]);
      expect_within(estimates[m * 2 + k], exact, 4, "response");
      EXPECT_LT(estimates[m * 2 + k].real_error, 0.05);
      signal = std::max(signal, std::abs(exact));
    }
  EXPECT_GT(signal, 0.1);  // there is something to agree on
}

TEST(Typicality, WithoutCouplingNothingIsLeftToChance) {
  const Hamiltonian eight = dense_syk(8, 4, 1.0, {5, 0});
  OneCopy copy(eight, {.num_states = 3, .seed = 3});
  const std::vector<double> zero{0.0};
  const auto free = copy.left_right_response(0, 3, 0, zero, zero);
  EXPECT_NEAR(free[0].mean.real(), 0, 1e-10);  // the two sides anticommute
  EXPECT_LT(free[0].real_error, 1e-10);
}

TEST(StringStrata, WeightsAndMembersAreThoseOfTheSum) {
  const double theta = -0.3;
  const int n = 6;
  std::map<std::uint64_t, int> seen;
  Complex total = 0;
  for (std::uint64_t instance = 0; instance < 4000; ++instance) {
    const StringStrata strata(n, theta, 1, instance);
    ASSERT_EQ(strata.count(), 5);
    for (int k = 0; k < 5; ++k) {
      const auto [weight, string] = strata.draw(k, 0);
      if (instance == 0 && k < 4) total += std::abs(weight);
      if (k == 1) ++seen[string.x << 8 | string.z];
    }
  }
  EXPECT_EQ(seen.size(), 6u);
  for (const auto& [string, count] : seen) EXPECT_NEAR(count, 4000.0 / 6, 120);
  double expected = 0;
  for (int k = 0; k < 4; ++k)
    expected +=
        std::round(std::exp(std::lgamma(7.0) - std::lgamma(k + 1.0) - std::lgamma(7.0 - k))) *
        std::pow(std::sin(0.3), k) * std::pow(std::cos(0.3), n - k);
  EXPECT_NEAR(total.real(), expected, 1e-12);
  const StringStrata one(n, theta, 1, 0);
  EXPECT_NEAR(one.draw(1, 0).first.imag(), -6 * std::sin(0.3) * std::pow(std::cos(0.3), 5), 1e-12);
}

TEST(RatioEstimate, JackknifeOfAPlainMean) {
  RatioEstimate estimate;
  for (const double v : {1.0, 2.0, 4.0, 5.0}) estimate.add(700.0, {Complex(v, -2 * v)});
  const auto result = estimate.result();
  EXPECT_NEAR(std::abs(result[0].mean - Complex(3, -6)), 0, 1e-14);
  EXPECT_NEAR(result[0].real_error, std::sqrt(10.0 / 3 / 4), 1e-14);  // standard error of the mean
  EXPECT_NEAR(result[0].imaginary_error, 2 * std::sqrt(10.0 / 3 / 4), 1e-14);
}

TEST(Typicality, RefusesAndStops) {
  EXPECT_THROW(OneCopy(ten, {.num_states = 1}), std::invalid_argument);
  EXPECT_THROW(OneCopy(dense_syk(62, 2, 1.0, {1, 0}), {}), std::invalid_argument);
  TypicalityOptions trotter;
  trotter.evolution.method = EvolutionMethod::trotter;
  EXPECT_THROW(OneCopy(ten, trotter), std::invalid_argument);
  OneCopy copy(ten, {.num_states = 2});
  const std::vector<double> one{1.0}, none, broken{std::numeric_limits<double>::infinity()};
  const std::vector<int> bad{10};
  EXPECT_THROW(copy.energy(-1), std::invalid_argument);
  EXPECT_THROW(copy.two_point(1, bad, one), std::invalid_argument);
  EXPECT_THROW(copy.two_point(1, std::vector<int>{0}, none), std::invalid_argument);
  EXPECT_THROW(copy.otoc(1, 0, 1, broken, false), std::invalid_argument);
  EXPECT_THROW(copy.otoc(1, 0, -1, one, true), std::invalid_argument);
  EXPECT_THROW(copy.left_right_response(1, 0, 1, broken, one), std::invalid_argument);
  EXPECT_THROW(copy.left_right_response(1, 0, 1, std::vector<double>{1e4}, one),
               std::invalid_argument);
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(copy.energy(1, source.get_token()), Interrupted);
}

}  // namespace
}  // namespace traversable
