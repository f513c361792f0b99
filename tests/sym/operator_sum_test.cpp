#include "sym/operator_sum.h"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>
#include <stdexcept>

#include "sym/models.h"
#include "tests/sym/dense.h"

namespace traversable {
namespace {

using testing_support::dense;

TEST(OperatorSum, RightHamiltonianAnnihilatesTheIdentityStateWithTheLeft) {
  for (const int q : {2, 4, 6}) {
    const Hamiltonian h = dense_syk(6, q, 1.0, {4, 0});
    const Encoding e = paired_encoding(6);
    // |I> is the ground state of V, which has no degeneracy.
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXcd> v(
        dense(encode(coupling_operator({}, 6, q), e), 6));
    const Eigen::VectorXcd identity = v.eigenvectors().col(0);
    EXPECT_NEAR(v.eigenvalues()[0], -0.5 / q, 1e-13);
    const Eigen::MatrixXcd left = dense(encode(left_hamiltonian(h), e), 6);
    const Eigen::MatrixXcd right = dense(encode(right_hamiltonian(h), e), 6);
    EXPECT_LT((left - left.adjoint()).norm(), 1e-13);
    EXPECT_LT(((left - right) * identity).norm(), 1e-13);
    EXPECT_LT((left * right - right * left).norm(), 1e-13);
    for (int j = 0; j < 6; ++j) {
      const Eigen::VectorXcd sum =
          (dense(e.left[static_cast<std::size_t>(j)], 6) +
           std::complex<double>(0, 1) * dense(e.right[static_cast<std::size_t>(j)], 6)) *
          identity;
      EXPECT_LT(sum.norm(), 1e-13);
    }
  }
}

TEST(OperatorSum, MaldacenaQiIsTheCoupledHamiltonian) {
  const Hamiltonian h = dense_syk(6, 4, 1.0, {4, 0});
  const Encoding e = split_encoding(6);
  Eigen::MatrixXcd direct =
      dense(encode(left_hamiltonian(h), e), 6) + dense(encode(right_hamiltonian(h), e), 6);
  for (std::size_t j = 0; j < 6; ++j)
    direct += 0.3 * std::complex<double>(0, 0.5) * dense(e.left[j], 6) * dense(e.right[j], 6);
  EXPECT_TRUE(dense(encode(maldacena_qi(h, 0.3), e), 6).isApprox(direct, 1e-13));
}

TEST(OperatorSum, SumsAndMultiplesAreThoseOfTheMatrices) {
  const Hamiltonian h = dense_syk(6, 4, 1.0, {4, 0});
  const Encoding e = paired_encoding(6);
  const auto matrix = [&](const MajoranaSum& sum) { return dense(encode(sum, e), 6); };
  const MajoranaSum left = left_hamiltonian(h), right = right_hamiltonian(h);
  const MajoranaSum coupling = coupling_operator({}, 6, 4);
  const Eigen::MatrixXcd expected = matrix(left) + matrix(right) - 0.7 * matrix(coupling);
  EXPECT_TRUE(matrix(left + right + -0.7 * coupling).isApprox(expected, 1e-13));
  EXPECT_TRUE(matrix(coupled_hamiltonian(h, -0.7)).isApprox(expected, 1e-13));
}

TEST(OperatorSum, RefusesBadCouplings) {
  EXPECT_THROW(coupling_operator({}, 0, 4), std::invalid_argument);
  EXPECT_THROW(coupling_operator({}, 4, 0), std::invalid_argument);
  for (const double nu : {double{NAN}, double{INFINITY}, -1e301})
    EXPECT_THROW(coupled_hamiltonian(learned(), nu), std::invalid_argument);
  EXPECT_THROW(maldacena_qi(learned(), INFINITY), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
