#include "sim/two_sided/one_sided_operators.h"

#include <gtest/gtest.h>

#include "sim/two_sided/sector_spectrum.h"
#include "sim/two_sided/symmetry_class.h"
#include "sym/encoding.h"
#include "sym/models.h"
#include "sym/operator_sum.h"
#include "tests/sym/dense.h"

namespace traversable {
namespace {

/// Rows and columns of a Kronecker-product matrix (qubit 0 first) in parity order.
Eigen::MatrixXcd in_parity_order(const Eigen::MatrixXcd& m, int qubits) {
  const Eigen::Index half = m.rows() / 2;
  const auto place = [&](Eigen::Index position) {
    const std::uint64_t state =
        ParityBasis::state(static_cast<int>(position / half), position % half);
    Eigen::Index reversed = 0;  // qubit 0 is the most significant bit of a Kronecker product
    for (int k = 0; k < qubits; ++k)
      if (state >> k & 1) reversed |= Eigen::Index{1} << (qubits - 1 - k);
    return reversed;
  };
  Eigen::MatrixXcd result(m.rows(), m.cols());
  for (Eigen::Index r = 0; r < m.rows(); ++r)
    for (Eigen::Index c = 0; c < m.cols(); ++c) result(r, c) = m(place(r), place(c));
  return result;
}

Eigen::MatrixXcd full(const GradedMatrix& m) {
  const Eigen::Index half = m.block[0].rows();
  Eigen::MatrixXcd result = Eigen::MatrixXcd::Zero(2 * half, 2 * half);
  for (int c = 0; c < 2; ++c)
    result.block((c ^ m.grade) * half, c * half, half, half) = m.block[static_cast<std::size_t>(c)];
  return result;
}

TEST(OneSidedOperators, HamiltonianMatchesKroneckerProducts) {
  for (const int n : {4, 7, 8})
    for (const int q : {2, 4}) {
      const Hamiltonian h = dense_syk(n, q, 1.0, {2, 0});
      const int qubits = (n + 1) / 2;
      Encoding one_side = split_encoding(n);
      const Eigen::MatrixXcd reference =
          testing_support::dense(encode(left_hamiltonian(h), one_side), qubits);
      EXPECT_LT((full(dense_hamiltonian(h)) - in_parity_order(reference, qubits)).norm(), 1e-12);
    }
}

TEST(OneSidedOperators, MonomialsMatchKroneckerProducts) {
  const ParityBasis basis(8);
  const std::array<std::vector<int>, 4> products{{{0}, {5}, {2, 7}, {6, 1, 3}}};
  for (const auto& majoranas : products) {
    PauliString p;
    for (const int j : majoranas) p = product(p, jordan_wigner(j));
    const Eigen::MatrixXcd reference = in_parity_order(testing_support::dense(p, 4), 4);
    GradedMatrix m;
    m.block = {Eigen::MatrixXcd::Random(8, 8), Eigen::MatrixXcd::Random(8, 8)};
    const Eigen::MatrixXcd result = full(multiply(majorana_product(basis, majoranas), m));
    EXPECT_LT((result - reference * full(m)).norm(), 1e-13);
  }
}

TEST(OneSidedOperators, InTheEigenbasis) {
  const ParityBasis basis(9);
  const GradedMatrix u = diagonalize(dense_syk(9, 4, 1.0, {3, 0})).vectors;
  std::vector<MonomialOperator> operators{spectator(9)};
  const std::array<std::vector<int>, 5> products{{{0}, {5}, {2, 7}, {6, 1, 3}, {1, 2, 3, 4, 8}}};
  for (const auto& majoranas : products) operators.push_back(majorana_product(basis, majoranas));
  for (const MonomialOperator& p : operators) {
    const Eigen::MatrixXcd expected = full(u).adjoint() * full(multiply(p, u));
    EXPECT_LT((full(in_eigenbasis(p, u)) - expected).norm(), 1e-13);
  }
}

}  // namespace
}  // namespace traversable
