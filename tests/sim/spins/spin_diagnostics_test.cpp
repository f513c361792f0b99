#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "sim/diagnostics/size_winding.h"
#include "sim/spins/message_observables.h"
#include "sim/spins/pauli_size.h"
#include "sim/spins/spin_correlators.h"
#include "tests/sim/spins/dense_spins.h"

namespace traversable {
namespace {

using dense_spins::Complex;
using dense_spins::Matrix;

constexpr int sites = 3;

struct DenseSpins {
  SpinHamiltonian hamiltonian = random_two_local(sites, 1, {4, 0});
  Matrix h = dense_spins::matrix_of(hamiltonian);
  double beta = 1.3;
  Matrix rho =
      dense_spins::exponential_of(h, -beta) / dense_spins::exponential_of(h, -beta).trace();
  SpinSpectrum spectrum = diagonalize(hamiltonian);

  Matrix evolved(const char* letters, double t) const {
    return dense_spins::exponential_of(h, Complex(0, t)) *
           dense_spins::string_matrix(letters, sites) *
           dense_spins::exponential_of(h, Complex(0, -t));
  }
  Matrix power(double exponent) const {
    const double z = dense_spins::exponential_of(h, -beta).trace().real();
    return dense_spins::exponential_of(h, -beta * exponent) / std::pow(z, exponent);
  }
};

/// c_S = Tr(S A) / D, string by string.
TEST(PauliSize, DistributionIsThatOfTheTraces) {
  const DenseSpins dense;
  const std::vector<double> times{0, 0.9};
  const auto found =
      pauli_size_distributions(dense.spectrum, dense.beta, pauli_from_text("IY"), times);
  const char names[] = {'I', 'X', 'Y', 'Z'};
  for (std::size_t t = 0; t < times.size(); ++t) {
    const Matrix a = dense.evolved("IY", -times[t]) * dense.power(0.5) * std::sqrt(8.0);
    Eigen::VectorXd p = Eigen::VectorXd::Zero(sites + 1);
    Eigen::VectorXcd q = Eigen::VectorXcd::Zero(sites + 1);
    for (int code = 0; code < 64; ++code) {
      std::string text;
      int weight = 0;
      for (int k = 0; k < sites; ++k) {
        text += names[code >> 2 * k & 3];
        weight += (code >> 2 * k & 3) != 0;
      }
      const Complex c = (dense_spins::string_matrix(text, sites) * a).trace() / 8.0;
      p[weight] += std::norm(c);
      q[weight] += c * c;
    }
    EXPECT_LT((found[t].p - p).norm(), 1e-12);
    EXPECT_LT((found[t].q - q).norm(), 1e-12);
    EXPECT_NEAR(found[t].p.sum(), 1, 1e-12);
    EXPECT_LE(size_winding(found[t]).quality(), 1 + 1e-12);
  }
}

/// For real H and O the literature's rho^{1/2} O(t) has the same P and Q.
TEST(PauliSize, OrderOfTheRootDoesNotMatterForRealModels) {
  const SpinHamiltonian real = mixed_field_ising(sites, 1, -1.05, 0.5, Boundary::open);
  const Matrix h = dense_spins::matrix_of(real);
  const double t = 0.8, beta = 1.1;
  const Matrix root = dense_spins::exponential_of(h, -beta / 2);
  const Matrix u = dense_spins::exponential_of(h, Complex(0, t));
  const Matrix other = root * u * dense_spins::string_matrix("X", sites) * u.adjoint() *
                       std::sqrt(8.0) / std::sqrt((root * root).trace().real());
  const auto found = pauli_size_distributions(diagonalize(real), beta, pauli_from_text("X"),
                                              std::vector<double>{t});
  const SizeDistribution expected = pauli_size_distribution(other);
  EXPECT_LT((found[0].p - expected.p).norm(), 1e-12);
  EXPECT_LT((found[0].q - expected.q).norm(), 1e-12);
}

TEST(SpinCorrelators, AreTracesOfMatrices) {
  const DenseSpins dense;
  const std::vector<double> times{0, 0.7, 2.1};
  const PauliString a = pauli_from_text("X"), b = pauli_from_text("IZ");
  const Matrix matrix_b = dense_spins::string_matrix("IZ", sites), y = dense.power(0.25);
  const auto two = two_point_function(dense.spectrum, dense.beta, a, b, times);
  const auto plain = spin_otoc(dense.spectrum, dense.beta, a, b, times, false);
  const auto regular = spin_otoc(dense.spectrum, dense.beta, a, b, times, true);
  for (int t = 0; t < 3; ++t) {
    const Matrix moved = dense.evolved("X", times[static_cast<std::size_t>(t)]);
    EXPECT_LT(std::abs(two[t] - (dense.rho * moved * matrix_b).trace()), 1e-12);
    EXPECT_LT(std::abs(plain[t] - (dense.rho * moved * matrix_b * moved * matrix_b).trace()),
              1e-12);
    EXPECT_LT(std::abs(regular[t] - (y * moved * y * matrix_b * y * moved * y * matrix_b).trace()),
              1e-12);
  }
}

TEST(SpinCorrelators, RefuseStringsThatDoNotFit) {
  const DenseSpins dense;
  const std::vector<double> zero{0};
  EXPECT_THROW(
      two_point_function(dense.spectrum, 1, pauli_from_text("IIIX"), pauli_from_text("X"), zero),
      std::invalid_argument);
  EXPECT_THROW(
      spin_otoc(dense.spectrum, 1, pauli_from_text("-X"), pauli_from_text("X"), zero, true),
      std::invalid_argument);
  EXPECT_THROW(pauli_size_distributions(dense.spectrum, 1, pauli_from_text("X"), {}),
               std::invalid_argument);
}

/// A Bell pair of every reference with its read-out, then one pair in a classical mixture.
TEST(MessageObservables, OfStatesThatAreKnown) {
  Eigen::VectorXcd perfect = Eigen::VectorXcd::Zero(16);
  for (int p = 0; p < 4; ++p) perfect[4 * p + p] = 0.5;
  const Eigen::MatrixXcd rho = perfect * perfect.adjoint();
  EXPECT_EQ(message_size_of(rho), 2);
  EXPECT_NEAR(message_information(rho), 4, 1e-12);
  EXPECT_NEAR(message_fidelity(rho), 1, 1e-14);
  EXPECT_NEAR(mutual_information(pair_state(rho, 0, 0)), 2, 1e-12);
  EXPECT_NEAR(mutual_information(pair_state(rho, 1, 0)), 0, 1e-12);
  for (const char basis : {'X', 'Y', 'Z'})
    EXPECT_NEAR(measured_information(pair_state(rho, 1, 1), basis), 1, 1e-12);
  Eigen::Matrix4cd classical = Eigen::Matrix4cd::Zero();
  classical(0, 0) = classical(3, 3) = 0.5;
  EXPECT_NEAR(mutual_information(classical), 1, 1e-12);
  EXPECT_NEAR(measured_information(classical, 'Z'), 1, 1e-12);
  EXPECT_NEAR(measured_information(classical, 'X'), 0, 1e-12);
  EXPECT_THROW(measured_information(classical, 'W'), std::invalid_argument);
  EXPECT_THROW(message_size_of(Eigen::MatrixXcd::Identity(8, 8)), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
