#include "sym/hamiltonian_text.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sym/models.h"

namespace traversable {
namespace {

TEST(HamiltonianText, IsWholeWhereItIsShort) {
  EXPECT_EQ(short_text(learned()), to_text(learned()));
  EXPECT_EQ(short_text(Hamiltonian(4, {{-0.0, 0b11}})), "0 i ψ1ψ2");
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
