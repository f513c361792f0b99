#include "sim/two_sided/sparse_hamiltonian.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <unsupported/Eigen/KroneckerProduct>

#include "sim/interrupted.h"
#include "sim/two_sided/one_sided_operators.h"
#include "sym/hamiltonian_algebra.h"
#include "sym/majorana_string.h"
#include "sym/models.h"

namespace traversable {
namespace {

/// psi_j on `qubits` qubits by Kronecker products, qubit 0 the last factor: the lowest bit.
Eigen::MatrixXcd majorana(int j, int qubits) {
  Eigen::Matrix2cd x, y, z;
  x << 0, 1, 1, 0;
  y << 0, Complex(0, -1), Complex(0, 1), 0;
  z << 1, 0, 0, -1;
  Eigen::MatrixXcd result = Eigen::MatrixXcd::Identity(1, 1);
  for (int k = 0; k < qubits; ++k) {
    const Eigen::Matrix2cd factor = k < j / 2    ? z
                                    : k > j / 2  ? Eigen::Matrix2cd::Identity().eval()
                                    : j % 2 == 0 ? x
                                                 : y;
    result = Eigen::kroneckerProduct(factor, result).eval();
  }
  return result / std::sqrt(2.0);
}

Eigen::MatrixXcd by_products(const Hamiltonian& h) {
  const int qubits = ParityBasis(h.num_majoranas()).num_qubits;
  Eigen::MatrixXcd sum = Eigen::MatrixXcd::Zero(1 << qubits, 1 << qubits);
  for (const Term& term : h.terms()) {
    Eigen::MatrixXcd product = Eigen::MatrixXcd::Identity(1 << qubits, 1 << qubits);
    for (const int j : term.indices()) product *= majorana(j, qubits);
    sum += term.coupling * (hermitian_phase(term.size()) == 1 ? Complex(0, 1) : 1.0) * product;
  }
  return sum;
}

std::vector<Hamiltonian> examples() {
  return {dense_syk(2, 2, 1, {1, 0}), dense_syk(6, 4, 1, {2, 0}),
          dense_syk(7, 4, 1, {3, 0}) + dense_syk(7, 2, 1, {4, 0}),
          dense_syk(8, 6, 1, {5, 0}) - dense_syk(8, 4, 1, {6, 0}), learned()};
}

TEST(SparseHamiltonian, IsTheSumOfProducts) {
  for (const Hamiltonian& h : examples())
    EXPECT_LT((dense(sparse_hamiltonian(h, {})) - by_products(h)).norm(), 1e-13);
}

TEST(SparseHamiltonian, SectorsAreThoseOfTheEngineInOrderOfTheirStates) {
  for (const Hamiltonian& h : examples()) {
    const GradedMatrix blocks = dense_hamiltonian(h);
    for (const int parity : {0, 1}) {
      const RowMajorMatrix mine = dense(sparse_hamiltonian(h, parity));
      EXPECT_LT((mine - blocks.block[static_cast<std::size_t>(parity)]).norm(), 1e-13);
    }
  }
}

TEST(SparseHamiltonian, RowsAreInOrderWithoutZeros) {
  const Hamiltonian zero = 0 * learned();
  EXPECT_TRUE(sparse_hamiltonian(zero, {}).value.empty());
  EXPECT_EQ(sparse_hamiltonian(zero, {}).first, std::vector<std::int64_t>(17, 0));
  const SparseMatrix matrix = sparse_hamiltonian(learned(), {});
  EXPECT_EQ(matrix.column.size(), 80u);
  EXPECT_EQ(matrix.first.back(), 80);
  for (std::size_t row = 0; row + 1 < matrix.first.size(); ++row)
    EXPECT_TRUE(std::is_sorted(matrix.column.begin() + matrix.first[row],
                               matrix.column.begin() + matrix.first[row + 1]));
  EXPECT_LT(matrix.value.size() * (sizeof(Complex) + sizeof(std::int64_t)),
            sparse_hamiltonian_memory(learned()));
}

TEST(SparseHamiltonian, StopsWhenAsked) {
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(sparse_hamiltonian(learned(), {}, source.get_token()), Interrupted);
}

}  // namespace
}  // namespace traversable
