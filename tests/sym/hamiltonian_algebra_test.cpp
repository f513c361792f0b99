#include "sym/hamiltonian_algebra.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "sym/coupling_scale.h"
#include "sym/encoding.h"
#include "sym/models.h"
#include "sym/operator_sum.h"
#include "tests/sym/dense.h"

namespace traversable {
namespace {

Eigen::MatrixXcd dense_of(const Hamiltonian& h) {
  const Encoding encoding = split_encoding(h.num_majoranas());
  return testing_support::dense(encode(left_hamiltonian(h), encoding), encoding.num_qubits);
}

TEST(HamiltonianAlgebra, IsThatOfTheOperators) {
  const Hamiltonian a = dense_syk(6, 4, 1, {1, 0});
  const Hamiltonian b = dense_syk(6, 2, 1, {2, 0});
  const Hamiltonian sum = 0.5 * a - b / 3 + -a;
  const Eigen::MatrixXcd expected = 0.5 * dense_of(a) - dense_of(b) / 3 - dense_of(a);
  EXPECT_LT((dense_of(sum) - expected).norm(), 1e-13);
  EXPECT_EQ(sum.degree(), 4);
}

TEST(HamiltonianAlgebra, EqualTermsMergeInTheirOrder) {
  const Hamiltonian a(5, {{1.5, 0b1111}, {2.0, 0b11}}), b(5, {{0.25, 0b110}, {-2.0, 0b11}});
  EXPECT_EQ(a + b, Hamiltonian(5, {{1.5, 0b1111}, {0.25, 0b110}}));
  EXPECT_EQ(a + a, 2 * a);
  EXPECT_EQ(a - b, Hamiltonian(5, {{1.5, 0b1111}, {4.0, 0b11}, {-0.25, 0b110}}));
}

TEST(HamiltonianAlgebra, NothingIsOneTermWithCouplingZero) {
  const Hamiltonian a(5, {{2.0, 0b11}, {1.5, 0b1111}, {1.0, 0b11110}});
  const Hamiltonian zero(5, {{0.0, 0b1111}});
  EXPECT_EQ(a - a, zero);
  EXPECT_EQ(0 * a, zero);
  EXPECT_EQ(zero + a, a);
  EXPECT_EQ(a + zero, a);
  EXPECT_EQ(-zero, zero);
}

TEST(HamiltonianAlgebra, RefusesWhatIsNoHamiltonian) {
  const Hamiltonian a(4, {{1.0, 0b11}}), b(5, {{1.0, 0b11}}), large(4, {{max_coupling_sum, 0b11}});
  EXPECT_THROW(a + b, std::invalid_argument);
  EXPECT_THROW(std::nan("") * a, std::invalid_argument);
  EXPECT_THROW(HUGE_VAL * a, std::invalid_argument);
  EXPECT_THROW(a / 0, std::invalid_argument);
  EXPECT_THROW(a / HUGE_VAL, std::invalid_argument);
  EXPECT_THROW(a / 1e-310, std::invalid_argument);
  EXPECT_THROW(large + large, std::invalid_argument);
}

}  // namespace
}  // namespace traversable
