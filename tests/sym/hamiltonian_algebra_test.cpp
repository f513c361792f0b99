#include "sym/hamiltonian_algebra.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "sym/coupling_scale.h"
#include "sym/encoding.h"
#include "sym/hamiltonian_text.h"
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

TEST(HamiltonianText, IsWholeWhereItIsShort) {
  EXPECT_EQ(short_text(learned()), to_text(learned()));
  EXPECT_EQ(to_latex(Hamiltonian(12, {{-1.5e-9, 0b11}, {0.5, 0b100000000001}})),
            "-1.5 \\times 10^{-9}\\,i\\,\\psi_{1}\\psi_{2} + 0.5\\,i\\,\\psi_{1}\\psi_{12}");
  EXPECT_EQ(to_html(Hamiltonian(4, {{-0.36, 0b1111}})),
            "<p><i>H</i> = −0.36 <i>ψ</i><sub>1</sub><i>ψ</i><sub>2</sub><i>ψ</i><sub>3</sub>"
            "<i>ψ</i><sub>4</sub><br/><small>4 Majoranas a side, 1 term</small></p>");
}

TEST(HamiltonianText, OfALongOneIsTheBeginningTheEndAndTheNumberOfTerms) {
  const Hamiltonian long_one = dense_syk(12, 4, 1, {1, 0});
  const std::string text = short_text(long_one);
  EXPECT_NE(text.find("+ ... "), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with("\n(495 terms on 12 Majoranas)")) << text;
  EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 6) << text;
  EXPECT_NE(text.find("ψ9ψ10ψ11ψ12"), std::string::npos) << text;
  EXPECT_TRUE(to_latex(long_one).ends_with("\\quad\\text{(495 terms)}"));
  EXPECT_NE(to_latex(long_one).find("+ \\cdots "), std::string::npos);
}

}  // namespace
}  // namespace traversable
