#include "sym/coupling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace traversable {
namespace {

TEST(Coupling, TextThereAndBack) {
  for (const char* text :
       {"all", "0", "2-9", "0,2,5-7", "0=0.25,1-3=0.5", "63", "2+3,4+5", "0+9=0.5,2+3=1", "1=2"}) {
    const Coupling coupling = coupling_by_text(text);
    EXPECT_EQ(to_text(coupling), text);
    EXPECT_EQ(coupling_by_text(to_text(coupling)), coupling);
  }
  EXPECT_EQ(to_text(coupling_by_text("7,5,6,0")), "0,5-7");
  EXPECT_EQ(coupling_by_text("5+4"), coupling_by_text("4+5"));
  const double odd = 0.1 + 0.2;
  const Coupling weighted = Coupling::of_weights(std::vector{odd, 1.0 / 3, 0.0});
  EXPECT_EQ(coupling_by_text(to_text(weighted)), weighted);
}

TEST(Coupling, SaysWhatIsWrong) {
  for (const char* text :
       {"",    "all,2",   "2-",    "3-2",  "-1",          "64",       "2,2",   "1-4,3",
        "2+2", "2+3,3+4", "1,2+3", "1=",   "1=x",         "1=-2",     "1=nan", "1=inf",
        "0=0", "2+3=0",   "1:3",   "1,,2", "1=1e308,2=1", "1=1e-310", " 2",    "2.5"}) {
    try {
      coupling_by_text(text);
      ADD_FAILURE() << text;
    } catch (const std::invalid_argument& error) {
      EXPECT_NE(std::string(error.what()).find("expected"), std::string::npos) << error.what();
      EXPECT_NE(std::string(error.what()).find(text), std::string::npos) << error.what();
    }
  }
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::vector<double>& weights :
       {std::vector<double>{}, {0, 0}, {1, -1}, {nan, 1}, {1, HUGE_VAL}, std::vector(65, 1.0)})
    EXPECT_THROW(Coupling::of_weights(weights), std::invalid_argument);
  EXPECT_THROW(Coupling::of_weights(std::vector{1.0, 1.0}).check(3), std::invalid_argument);
  EXPECT_NO_THROW(Coupling::of_weights(std::vector{1.0, 0.0, 1.0}).check(3));
  EXPECT_THROW(coupling_by_text("2-9").check(9), std::invalid_argument);
  EXPECT_THROW(coupling_by_text("2+9").check(9), std::invalid_argument);
  EXPECT_THROW(Coupling().terms(65, 4), std::invalid_argument);
  EXPECT_THROW(Coupling().terms(6, 0), std::invalid_argument);
}

TEST(Coupling, NormalisationAndFormula) {
  EXPECT_DOUBLE_EQ(Coupling().terms(7, 4).normalization, 28);
  EXPECT_DOUBLE_EQ(coupling_by_text("2-6").terms(7, 4).normalization, 20);
  EXPECT_DOUBLE_EQ(coupling_by_text("0=1,3=0.5").terms(7, 4).normalization, 6);
  EXPECT_DOUBLE_EQ(coupling_by_text("2+3,4+5").terms(7, 4).normalization, 1);
  EXPECT_EQ(formula_of({}, 7, 4), "(1/28) sum i psi_L^j psi_R^j over j = 0-6");
  EXPECT_EQ(formula_of(coupling_by_text("0=1,3=0.5"), 7, 4),
            "(1/6) sum w_j i psi_L^j psi_R^j over j = 0=1,3=0.5");
  EXPECT_EQ(formula_of(coupling_by_text("2+3,4+5"), 7, 4),
            "(1/2) sum (2i psi_a psi_b)_L (2i psi_a psi_b)_R over 2+3,4+5");
}

}  // namespace
}  // namespace traversable
