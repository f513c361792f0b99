#include "sim/state_vector/parity_sectors.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "sim/state_vector/pauli_operator.h"
#include "tests/sim/dense_pauli.h"

namespace traversable {
namespace {

TEST(ParitySectors, RestrictedStringsActAsTheWholeOnesDo) {
  std::mt19937_64 random(1);
  const ParitySectors parity(split_encoding(6));
  ASSERT_EQ(parity.num_sectors(), 2);
  ASSERT_EQ(parity.num_qubits(), 5);
  const auto whole = random_state<double>(6, 1, 0);
  for (int k = 0; k < 200; ++k) {
    const PauliTerm term{{0.3, -0.8}, dense_pauli::random_string(6, random)};
    const bool odd = std::popcount(term.string.x) % 2 == 1;
    StateVector<double> image(6);
    PauliOperator<double>(6, {&term, 1}).apply(whole, image);
    for (const int sector : {0, 1}) {
      StateVector<double> part(5);
      PauliOperator<double>(5, parity.restrict(PauliSum{term}, sector))
          .apply(parity.restrict(whole, sector), part);
      const auto expected = parity.restrict(image, parity.image(sector, odd));
      EXPECT_LT((part.amplitudes() - expected.amplitudes()).norm(), 1e-14) << to_text(term.string);
    }
  }
}

TEST(ParitySectors, FindsTheSectorOfAState) {
  const ParitySectors parity(split_encoding(4));
  EXPECT_EQ(parity.sector_of(basis_state<double>(4, 0b0101)), 0);
  EXPECT_EQ(parity.sector_of(basis_state<double>(4, 0b0111)), 1);
  EXPECT_THROW(parity.sector_of(random_state<double>(4, 1, 0)), std::invalid_argument);
  EXPECT_NEAR(norm(parity.restrict(basis_state<double>(4, 0b0111), 1)), 1, 0);
  EXPECT_NEAR(norm(parity.restrict(basis_state<double>(4, 0b0111), 0)), 0, 0);
}

}  // namespace
}  // namespace traversable
