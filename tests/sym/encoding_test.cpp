#include "sym/encoding.h"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <stdexcept>

#include "sym/models.h"
#include "sym/operator_sum.h"
#include "tests/sym/dense.h"

namespace traversable {
namespace {

using testing_support::dense;

std::vector<Encoding> encodings_of_seven() {
  return {paired_encoding(7), split_encoding(7), sycamore_encoding()};
}

TEST(Encoding, SpectrumDoesNotDependOnTheEncoding) {
  const MajoranaSum h = coupled_hamiltonian(learned(), 4.0);
  const Eigen::VectorXd reference =
      dense(encode(h, sycamore_encoding()), 7).selfadjointView<Eigen::Lower>().eigenvalues();
  EXPECT_NEAR(reference[0], -1.039092, 5e-7);  // the published E0(nu = 4)
  const Eigen::VectorXd paired =
      dense(encode(h, paired_encoding(7)), 7).selfadjointView<Eigen::Lower>().eigenvalues();
  EXPECT_LT((reference - paired).cwiseAbs().maxCoeff(), 1e-12);
  // Two spectators in the split encoding: every level twice.
  const Eigen::VectorXd split =
      dense(encode(h, split_encoding(7)), 8).selfadjointView<Eigen::Lower>().eigenvalues();
  for (Eigen::Index i = 0; i < reference.size(); ++i) {
    EXPECT_NEAR(split[2 * i], reference[i], 1e-12);
    EXPECT_NEAR(split[2 * i + 1], reference[i], 1e-12);
  }
}

TEST(Encoding, EncodedProductsMultiplyLikeStrings) {
  const MajoranaString a{0b1011, 0b0110}, b{0b0110, 0b1100};
  const SignedMajoranaString ab = product(a, b);
  for (const Encoding& e : encodings_of_seven()) {
    PauliString expected = encode(ab.string, e);
    if (ab.sign < 0) expected.phase = (expected.phase + 2) % 4;
    EXPECT_EQ(product(encode(a, e), encode(b, e)), expected);
  }
}

TEST(Encoding, PairedCouplingIsDiagonal) {
  for (const PauliTerm& term : encode(coupling_operator({}, 6, 4), paired_encoding(6)))
    EXPECT_EQ(term.string.x, 0u);
}

TEST(Encoding, SplitKeepsTheCopiesApart) {
  const Encoding e = split_encoding(6);
  for (const PauliTerm& term : encode(left_hamiltonian(dense_syk(6, 4, 1, {})), e))
    EXPECT_LE(num_qubits(term.string), 3);
}

TEST(Encoding, SycamoreIsThePublishedOne) {
  const Encoding e = sycamore_encoding();
  EXPECT_EQ(e.num_qubits, 7);
  EXPECT_EQ(to_text(e.left[0]), "ZX");
  EXPECT_EQ(to_text(e.right[1]), "Y");
}

TEST(Encoding, RefusesWhatDoesNotAnticommute) {
  const auto p = pauli_from_text;
  EXPECT_THROW(user_encoding({p("X")}, {p("X")}), std::invalid_argument);
  EXPECT_THROW(user_encoding({p("XI")}, {p("IX")}), std::invalid_argument);
  EXPECT_THROW(user_encoding({p("iX")}, {p("Y")}), std::invalid_argument);
  EXPECT_THROW(user_encoding({p("X"), p("Y")}, {p("Z")}), std::invalid_argument);
  EXPECT_NO_THROW(user_encoding({p("X")}, {p("-Y")}));
  EXPECT_THROW(encoding_by_name("sycamore", 8), std::invalid_argument);
  EXPECT_THROW(encoding_by_name("bravyi", 8), std::invalid_argument);
  EXPECT_EQ(encoding_by_name("split", 5).num_qubits, 6);
  EXPECT_THROW(encode(coupling_operator({}, 8, 4), sycamore_encoding()), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
