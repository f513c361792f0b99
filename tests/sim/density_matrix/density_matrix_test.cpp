#include "sim/density_matrix/density_matrix.h"

#include <gtest/gtest.h>

#include <stop_token>

#include "sim/interrupted.h"
#include "tests/sim/noise/noise_matrices.h"

namespace traversable {
namespace {

using test::random_density_matrix;

TEST(DensityMatrix, StartsInTheZeroState) {
  for (const int n : {1, 2, 5, 7}) {
    const DensityMatrix rho(n);
    Eigen::MatrixXcd expected = Eigen::MatrixXcd::Zero(1 << n, 1 << n);
    expected(0, 0) = 1;
    EXPECT_LT((to_matrix(rho) - expected).cwiseAbs().maxCoeff(), 1e-15);
    EXPECT_EQ(trace(rho), 1);
    EXPECT_NEAR(purity(rho), 1, 1e-15);
  }
}

TEST(DensityMatrix, ConvertsBothWays) {
  for (int n = 1; n <= 6; ++n) {
    const Eigen::MatrixXcd matrix = random_density_matrix(n, 7);
    const DensityMatrix rho = density_matrix(matrix);
    EXPECT_LT((to_matrix(rho) - matrix).cwiseAbs().maxCoeff(), 1e-15);
    EXPECT_NEAR(purity(rho), (matrix * matrix).trace().real(), 1e-15);
  }
}

TEST(DensityMatrix, ConversionHearsAStop) {
  const DensityMatrix rho(4);
  std::stop_source source;
  const auto convert = [&] {
    return matrix_of_coefficients(rho.coefficients(), source.get_token());
  };
  EXPECT_EQ(convert(), to_matrix(rho));
  source.request_stop();
  EXPECT_THROW(convert(), Interrupted);
}

TEST(DensityMatrix, CoefficientsAreExpectationValues) {
  const auto psi = random_state<double>(3, 5, 0);
  const DensityMatrix rho = density_matrix(psi);
  const Eigen::MatrixXcd matrix = to_matrix(rho);
  EXPECT_LT((matrix - psi.amplitudes() * psi.amplitudes().adjoint()).cwiseAbs().maxCoeff(), 1e-15);
  const Eigen::Matrix2cd y =
      (Eigen::Matrix2cd() << 0, std::complex<double>(0, -1), std::complex<double>(0, 1), 0)
          .finished();
  const Eigen::Matrix2cd z = Eigen::Vector2cd(1, -1).asDiagonal();
  const std::vector<int> one{1}, two{2};
  const Eigen::MatrixXcd yz = test::embedded(y, one, 3) * test::embedded(z, two, 3);
  EXPECT_NEAR(std::abs(expectation(rho, pauli_from_text("IYZ")) - (matrix * yz).trace()), 0, 1e-14);
  EXPECT_NEAR(std::abs(expectation(rho, pauli_from_text("-iIYZ")) -
                       std::complex<double>(0, -1) * (matrix * yz).trace()),
              0, 1e-14);
  const PauliSum sum{{0.5, pauli_from_text("IYZ")}, {2.0, pauli_from_text("X")}};
  EXPECT_NEAR(std::abs(expectation(rho, sum) - 0.5 * expectation(rho, pauli_from_text("IYZ")) -
                       2.0 * expectation(rho, pauli_from_text("X"))),
              0, 1e-15);
  EXPECT_THROW(expectation(rho, pauli_from_text("IIIX")), std::invalid_argument);
}

TEST(DensityMatrix, FidelitiesOfPureAndMixedStates) {
  const auto psi = random_state<double>(4, 5, 0);
  const auto phi = random_state<double>(4, 5, 1);
  const double expected = std::norm(inner_product(psi, phi));
  EXPECT_NEAR(fidelity(density_matrix(psi), phi), expected, 1e-14);
  EXPECT_NEAR(fidelity(density_matrix(psi), density_matrix(phi)), expected, 1e-7);
  // Diagonal states: the squared Bhattacharyya coefficient.
  const DensityMatrix p = density_matrix(Eigen::MatrixXcd(Eigen::Vector2cd(0.9, 0.1).asDiagonal()));
  const DensityMatrix q = density_matrix(Eigen::MatrixXcd(Eigen::Vector2cd(0.4, 0.6).asDiagonal()));
  EXPECT_NEAR(fidelity(p, q), std::pow(std::sqrt(0.36) + std::sqrt(0.06), 2), 1e-14);
  EXPECT_NEAR(overlap(p, q), 0.36 + 0.06, 1e-15);
  EXPECT_THROW(fidelity(p, psi), std::invalid_argument);
}

TEST(DensityMatrix, PartialTraceMatchesTheStateVector) {
  const auto psi = random_state<double>(6, 9, 0);
  const DensityMatrix rho = density_matrix(psi);
  for (const std::vector<int>& qubits : {std::vector<int>{0}, {5, 2}, {1, 4, 3}}) {
    const Eigen::MatrixXcd expected = reduced_density_matrix(psi, qubits);
    EXPECT_LT((reduced_density_matrix(rho, qubits) - expected).cwiseAbs().maxCoeff(), 1e-15);
  }
  const std::vector<int> beyond{6}, twice{1, 1};
  EXPECT_THROW(reduced_density_matrix(rho, beyond), std::invalid_argument);
  EXPECT_THROW(reduced_density_matrix(rho, twice), std::invalid_argument);
  EXPECT_THROW(reduced_density_matrix(rho, std::span<const int>()), std::invalid_argument);
}

TEST(DensityMatrix, RefusesWhatIsNoState) {
  EXPECT_THROW(DensityMatrix(0), std::invalid_argument);
  EXPECT_THROW(DensityMatrix(17), std::invalid_argument);
  EXPECT_THROW(density_matrix(Eigen::MatrixXcd(Eigen::MatrixXcd::Zero(3, 3))),
               std::invalid_argument);
  EXPECT_THROW(density_matrix(Eigen::MatrixXcd(Eigen::MatrixXcd::Zero(2, 4))),
               std::invalid_argument);
  Eigen::MatrixXcd skew = Eigen::MatrixXcd::Zero(2, 2);
  skew(0, 1) = 1;
  EXPECT_THROW(density_matrix(skew), std::invalid_argument);
  EXPECT_THROW(density_matrix(Eigen::MatrixXcd(skew * NAN)), std::invalid_argument);
}

TEST(DensityMatrix, RefusesMatricesThatAreNoStates) {
  for (const Eigen::Vector2cd& diagonal :
       {Eigen::Vector2cd(1, 1), Eigen::Vector2cd(0, 0), Eigen::Vector2cd(1.5, -0.5)})
    EXPECT_THROW(density_matrix(Eigen::MatrixXcd(diagonal.asDiagonal())), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
