#include "circuits/angle_text.h"

#include <gtest/gtest.h>

#include <numbers>

namespace traversable {
namespace {

TEST(AngleText, AreMultiplesOfPiWhereTheyAre) {
  const double pi = std::numbers::pi;
  Circuit circuit(1);
  circuit.append(Gate::u3, {0}, {pi / 2, -3 * pi / 4, 0.123456});
  const Operation& gate = circuit.operations()[0];
  EXPECT_EQ(angles_text(gate, AngleStyle::terminal), "π/2,-3π/4,0.123");
  EXPECT_EQ(angles_text(gate, AngleStyle::typeset), "π/2, −3π/4, 0.123");
  EXPECT_EQ(angles_text(gate, AngleStyle::latex), "\\pi/2, -3\\pi/4, 0.123");
  EXPECT_EQ(angle_text(-pi, AngleStyle::terminal), "-π");
  EXPECT_EQ(angle_text(-2 * pi, AngleStyle::ascii), "-2pi");
  EXPECT_EQ(angle_text(0.0, AngleStyle::terminal), "0");
  EXPECT_EQ(angle_text(pi / 16, AngleStyle::terminal), "π/16");
  EXPECT_EQ(angle_text(pi / 17, AngleStyle::terminal), "0.185");
  EXPECT_EQ(angle_text(pi / 2 + 2e-9, AngleStyle::terminal), "1.57");
  EXPECT_EQ(angle_text(-1.5e-7, AngleStyle::latex), "-1.5 \\times 10^{-7}");
  EXPECT_EQ(angle_text(-1.5e-7, AngleStyle::typeset), "−1.5e−07");
  EXPECT_EQ(angle_text({"a_b", -2.0, -pi}, AngleStyle::typeset), "−2 a_b − π");
  EXPECT_EQ(angle_text({"a_b", -1.0, 0.5}, AngleStyle::latex), "-\\mathrm{a\\_b} + 0.5");
}

}  // namespace
}  // namespace traversable
