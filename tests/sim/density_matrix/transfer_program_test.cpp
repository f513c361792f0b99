#include "sim/density_matrix/transfer_program.h"

#include <gtest/gtest.h>
#include <omp.h>

#include "sim/linear_algebra/spectral_decomposition.h"
#include "sim/noise/channel.h"
#include "sim/noise/transfer_matrix.h"
#include "sim/state_vector/simd.h"
#include "sym/random.h"
#include "tests/sim/noise/noise_matrices.h"

namespace traversable {
namespace {

using test::applied;
using test::random_density_matrix;
using test::random_kraus;

/// A random one- or two-qubit map: a unitary, a Clifford gate, a Pauli channel or any Kraus set.
std::vector<Eigen::MatrixXcd> random_map(int num_qubits, std::uint64_t seed) {
  switch (seed % 5) {
    case 0:
      return random_kraus(num_qubits, 1, seed);
    case 1:
      return random_kraus(num_qubits, 1 + static_cast<int>(seed % 3), seed);
    case 2:
      if (num_qubits == 1) return kraus_operators(over_rotation(0.3, "Z"));
      return {Eigen::Vector4cd(1, 1, 1, -1).asDiagonal().toDenseMatrix()};
    case 3:
      return kraus_operators(depolarizing(0.2, num_qubits));
    default:
      if (num_qubits == 1) return kraus_operators(thermal_relaxation(3, 4, 1));
      return kraus_operators(over_rotation(0.4, "XY"));
  }
}

struct RandomProgram {
  TransferProgram program;
  Eigen::MatrixXcd expected;
};

RandomProgram random_program(int n, int length, std::uint64_t seed, const Eigen::MatrixXcd& start) {
  const RandomStream random(seed, 0, Stream::selection);
  RandomProgram result{TransferProgram(n), start};
  for (int step = 0; step < length; ++step) {
    const auto draw = [&](std::uint64_t k, int below) {
      return static_cast<int>(random.bits(4 * static_cast<std::uint64_t>(step) + k) %
                              static_cast<std::uint64_t>(below));
    };
    std::vector<int> qubits{draw(0, n)};
    if (n > 1 && draw(1, 2) == 1) {
      qubits.push_back(draw(2, n - 1));
      if (qubits[1] >= qubits[0]) ++qubits[1];
    }
    const auto kraus =
        random_map(static_cast<int>(qubits.size()), 1000 * seed + static_cast<std::uint64_t>(step));
    result.program.append(transfer_matrix(kraus), qubits);
    if (start.size() > 0) result.expected = applied(kraus, qubits, result.expected, n);
  }
  result.program.compile();
  return result;
}

TEST(TransferProgram, MatchesExplicitKrausSums) {
  for (const std::string& target : simd_targets()) {
    use_simd_target(target);
    for (int n = 1; n <= 4; ++n)
      for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const Eigen::MatrixXcd start = random_density_matrix(n, seed);
        const auto [program, expected] = random_program(n, 30, seed, start);
        DensityMatrix rho = density_matrix(start);
        program.apply(rho);
        EXPECT_LT((to_matrix(rho) - expected).cwiseAbs().maxCoeff(), 1e-13)
            << target << ", n = " << n << ", seed = " << seed;
      }
  }
  use_simd_target("");
}

TEST(TransferProgram, LargerStatesMatchToo) {
  for (const int n : {5, 6, 7}) {
    const Eigen::MatrixXcd start = random_density_matrix(n, 11);
    const auto [program, expected] = random_program(n, n < 7 ? 60 : 20, 3, start);
    EXPECT_GT(program.num_sweeps(), 1u);
    DensityMatrix rho = density_matrix(start);
    program.apply(rho);
    EXPECT_LT((to_matrix(rho) - expected).cwiseAbs().maxCoeff(), 1e-13) << n;
  }
}

TEST(TransferProgram, ComposesCompletelyPositiveMaps) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const int n = 1 + static_cast<int>(seed % 6);
    DensityMatrix rho(n);
    const auto random = random_program(n, 40, seed, to_matrix(rho));
    random.program.apply(rho);
    EXPECT_NEAR(trace(rho), 1, 1e-13);
    EXPECT_LE(purity(rho), 1 + 1e-12);
    const Eigen::VectorXd values = eigenvalues(to_matrix(rho));
    EXPECT_GT(values[0], -1e-13) << seed;
  }
}

TEST(TransferProgram, MapsThatDoNotPreserveTheTrace) {
  // |1><1| on qubit 0 of (|00> + |11>)/sqrt 2 leaves |11>/sqrt 2.
  Eigen::Vector4cd bell(1, 0, 0, 1);
  bell /= std::sqrt(2.0);
  Eigen::Matrix2cd projector = Eigen::Matrix2cd::Zero();
  projector(1, 1) = 1;
  TransferProgram program(2);
  const int qubit = 0;
  program.append(transfer_matrix(projector), std::span(&qubit, 1));
  program.compile();
  DensityMatrix rho = density_matrix(Eigen::MatrixXcd(bell * bell.adjoint()));
  program.apply(rho);
  Eigen::Matrix4cd expected = Eigen::Matrix4cd::Zero();
  expected(3, 3) = 0.5;
  EXPECT_LT((to_matrix(rho) - expected).cwiseAbs().maxCoeff(), 1e-15);
}

TEST(TransferProgram, SameBitsForAnyNumberOfThreads) {
  const int before = omp_get_max_threads();
  const int n = 8;
  const auto random = random_program(n, 80, 5, {});
  DensityMatrix first(n);
  omp_set_num_threads(1);
  random.program.apply(first);
  for (const int threads : {2, 3, 5}) {
    omp_set_num_threads(threads);
    DensityMatrix rho(n);
    random.program.apply(rho);
    EXPECT_TRUE(std::equal(rho.coefficients().begin(), rho.coefficients().end(),
                           first.coefficients().begin()));
  }
  omp_set_num_threads(before);
}

TEST(TransferProgram, ChannelsAndNeighboursMerge) {
  TransferProgram program(3);
  const Eigen::MatrixXd cz =
      transfer_matrix(Eigen::MatrixXcd(Eigen::Vector4cd(1, 1, 1, -1).asDiagonal().toDenseMatrix()));
  const std::vector<int> pair{0, 1}, back{1, 0};
  program.append(transfer_matrix(depolarizing(0.1, 1)), std::span(pair).first(1));
  program.append(cz, pair);
  program.append(transfer_matrix(depolarizing(0.1, 2)), pair);
  program.append(transfer_matrix(depolarizing(0.1, 1)), std::span(back).first(1));
  program.append(cz, back);
  EXPECT_EQ(program.num_operations(), 1u);
}

TEST(TransferProgram, RefusesWhatIsNotThere) {
  TransferProgram program(3);
  const Eigen::MatrixXd one = Eigen::MatrixXd::Identity(4, 4);
  const Eigen::MatrixXd two = Eigen::MatrixXd::Identity(16, 16);
  const std::vector<int> beyond{3}, negative{-1}, twice{1, 1}, first{0};
  EXPECT_THROW(program.append(one, beyond), std::invalid_argument);
  EXPECT_THROW(program.append(one, negative), std::invalid_argument);
  EXPECT_THROW(program.append(two, twice), std::invalid_argument);
  EXPECT_THROW(program.append(two, first), std::invalid_argument);
  EXPECT_THROW(program.append(one * NAN, first), std::invalid_argument);
  EXPECT_THROW(TransferProgram(0), std::invalid_argument);
  EXPECT_THROW(TransferProgram(17), std::invalid_argument);
  program.append(one, first);
  DensityMatrix rho(3), other(2);
  EXPECT_THROW(program.apply(rho), std::logic_error);
  program.compile();
  EXPECT_THROW(program.apply(other), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
