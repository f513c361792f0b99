#include "sym/pauli_string.h"

#include <gtest/gtest.h>

#include <random>
#include <stdexcept>

#include "tests/sym/dense.h"

namespace traversable {
namespace {

using testing_support::dense;

PauliString random_string(std::mt19937_64& random) {
  return {random() % 8, random() % 8, static_cast<int>(random() % 4)};
}

TEST(PauliString, ProductsCommutationAndAdjointsMatchMatrices) {
  std::mt19937_64 random(1);
  for (int trial = 0; trial < 200; ++trial) {
    const PauliString a = random_string(random), b = random_string(random);
    const Eigen::MatrixXcd ma = dense(a, 3), mb = dense(b, 3);
    EXPECT_TRUE(dense(product(a, b), 3).isApprox(ma * mb, 1e-14));
    EXPECT_EQ(commute(a, b), (ma * mb - mb * ma).norm() < 1e-12);
    EXPECT_EQ(is_hermitian(a), (ma - ma.adjoint()).norm() < 1e-12);
  }
}

TEST(PauliString, CoefficientTimesLettersIsTheString) {
  std::mt19937_64 random(2);
  for (int trial = 0; trial < 100; ++trial) {
    const PauliString a = random_string(random);
    std::string letters = to_text(a);
    letters.erase(0, letters.find_first_of("IXYZ"));
    EXPECT_TRUE(dense(a, 3).isApprox(coefficient(a) * dense(pauli_from_text(letters), 3), 1e-14));
    EXPECT_EQ(pauli_from_text(to_text(a)), a);
  }
}

TEST(PauliString, ReadsAndRefusesText) {
  EXPECT_EQ(to_text(pauli_from_text("-iZZXY")), "-iZZXY");
  EXPECT_EQ(to_text(pauli_from_text("+XII")), "X");
  EXPECT_EQ(num_qubits(pauli_from_text("IIZI")), 3);
  EXPECT_THROW(pauli_from_text(""), std::invalid_argument);
  EXPECT_THROW(pauli_from_text("-"), std::invalid_argument);
  EXPECT_THROW(pauli_from_text("XA"), std::invalid_argument);
  EXPECT_THROW(pauli_from_text(std::string(65, 'X')), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
