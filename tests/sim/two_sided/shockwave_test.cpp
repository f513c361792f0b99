#include "sim/two_sided/shockwave.h"

#include <gtest/gtest.h>
#include <omp.h>

#include <bit>
#include <cmath>
#include <complex>
#include <vector>

#include "sim/two_sided/one_sided_operators.h"
#include "tests/sim/two_sided/some_couplings.h"

namespace traversable {
namespace {

/// Gamma_S as a full matrix in the parity-ordered basis.
Eigen::MatrixXcd string_matrix(const ParityBasis& basis, unsigned subset) {
  std::vector<int> majoranas;
  for (int j = 0; j < 2 * basis.num_qubits; ++j)
    if (subset >> j & 1) majoranas.push_back(j);
  const MonomialOperator p = majorana_product(basis, majoranas);
  const Eigen::Index half = basis.sector_dimension();
  Eigen::MatrixXcd m = Eigen::MatrixXcd::Zero(2 * half, 2 * half);
  for (int s = 0; s < 2; ++s)
    for (Eigen::Index i = 0; i < half; ++i)
      m(s * half + i, (s ^ p.grade) * half + p.source[static_cast<std::size_t>(s)][i]) =
          p.factor[static_cast<std::size_t>(s)][i];
  return m;
}

/// Expands in all strings, multiplies every coefficient by its phase and sums up again.
Eigen::MatrixXcd by_expansion(const Eigen::MatrixXcd& a, int n, const CouplingTerms& terms,
                              double mu) {
  const ParityBasis basis(n);
  Eigen::MatrixXcd result = Eigen::MatrixXcd::Zero(a.rows(), a.cols());
  for (unsigned subset = 0; subset < 1u << (2 * basis.num_qubits); ++subset) {
    const Eigen::MatrixXcd gamma = string_matrix(basis, subset);
    const std::complex<double> c = (gamma.adjoint() * a).trace() / static_cast<double>(a.rows());
    double v = 0;
    for (const CoupledSet& set : terms.sets)
      v += set.weight / terms.normalization * (std::popcount(subset & set.majoranas) % 2 - 0.5);
    result += c * std::polar(1.0, mu * v) * gamma;
  }
  return result;
}

class Shockwave : public testing::TestWithParam<int> {};

TEST_P(Shockwave, MatchesTheStringExpansion) {
  const int n = GetParam();
  const Eigen::Index dimension = ParityBasis(n).dimension();
  for (const CouplingTerms& terms : test::some_couplings(n))
    for (const double mu : {-12.0, 0.7, 40.0}) {
      Eigen::MatrixXcd a = Eigen::MatrixXcd::Random(dimension, dimension);
      const Eigen::MatrixXcd expected = by_expansion(a, n, terms, mu);
      apply_coupling(a, n, terms, mu);
      EXPECT_LT((a - expected).cwiseAbs().maxCoeff(), 1e-13);
    }
}

INSTANTIATE_TEST_SUITE_P(AllSizes, Shockwave, testing::Range(2, 9));

TEST(Shockwave, LargeMatricesAreUnitaryInvertibleAndThreadIndependent) {
  for (const int n : {16, 17})
    for (const CouplingTerms& terms : test::some_couplings(n)) {
      const Eigen::Index dimension = ParityBasis(n).dimension();
      const Eigen::MatrixXcd start = Eigen::MatrixXcd::Random(dimension, dimension);
      Eigen::MatrixXcd one = start, three = start;
      const int threads = omp_get_max_threads();
      omp_set_num_threads(1);
      apply_coupling(one, n, terms, 3.0);
      omp_set_num_threads(3);
      apply_coupling(three, n, terms, 3.0);
      omp_set_num_threads(threads);
      EXPECT_EQ(one, three);
      EXPECT_NEAR(one.norm(), start.norm(), 1e-10);
      EXPECT_GT((one - start).norm(), 0.1);
      apply_coupling(one, n, terms, -3.0);
      EXPECT_LT((one - start).cwiseAbs().maxCoeff(), 1e-13);
    }
}

// Weights that are all equal are the plain coupling, to the bit.
TEST(Shockwave, EqualWeightsAreNoWeights) {
  for (const int n : {4, 7, 12}) {
    const Eigen::Index dimension = ParityBasis(n).dimension();
    const Eigen::MatrixXcd start = Eigen::MatrixXcd::Random(dimension, dimension);
    Eigen::MatrixXcd plain = start;
    apply_coupling(plain, n, Coupling().terms(n, 4), -12.3);
    for (const double weight : {1.0, 0.1, 3e-7, 1e90}) {
      Eigen::MatrixXcd weighted = start;
      const std::vector<double> weights(static_cast<std::size_t>(n), weight);
      apply_coupling(weighted, n, Coupling::of_weights(weights).terms(n, 4), -12.3);
      EXPECT_EQ(weighted, plain) << weight;
    }
  }
}

}  // namespace
}  // namespace traversable
