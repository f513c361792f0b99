#include "learning/coupling_penalties.h"

#include <gtest/gtest.h>

#include "sym/models.h"
#include "tests/learning/central_difference.h"

namespace traversable {
namespace {

TEST(CouplingPenalties, CommutingModelsHaveNoNoncommutativity) {
  for (const Hamiltonian& hamiltonian : {learned(), commuting_syk(8, 4, 1.0, {1, 0})}) {
    const CouplingSpace space(hamiltonian);
    EXPECT_EQ(noncommutativity(space, space.couplings_of(hamiltonian)).value, 0);
  }
}

TEST(CouplingPenalties, TwoAnticommutingTermsOfEqualStrength) {
  const Hamiltonian hamiltonian(
      6, {make_term(0.3, std::vector{0, 1, 2, 3}, 6), make_term(-0.3, std::vector{1, 2, 3, 4}, 6)});
  const CouplingSpace space(hamiltonian);
  EXPECT_NEAR(noncommutativity(space, space.couplings_of(hamiltonian)).value, 0.5, 1e-15);
}

TEST(CouplingPenalties, EffectiveCouplingOfTheEnsemble) {
  double mean = 0;
  for (std::uint64_t instance = 0; instance < 40; ++instance) {
    const Hamiltonian hamiltonian = dense_syk(10, 4, std::sqrt(2.0), {3, instance});
    const CouplingSpace space(hamiltonian);
    mean += effective_coupling_squared(space, space.couplings_of(hamiltonian)).value / 40;
  }
  // 40 x 210 squares of Gaussians: a relative sqrt(2 / 8400).
  EXPECT_NEAR(mean, 2, 4 * 2 * std::sqrt(2 / 8400.0));
}

TEST(CouplingPenalties, GradientsAgainstDifferences) {
  const Hamiltonian hamiltonian = dense_syk(7, 4, 1.0, {1, 0});
  const CouplingSpace space(hamiltonian);
  const Eigen::VectorXd couplings = space.couplings_of(hamiltonian);
  for (const auto penalty : {noncommutativity, effective_coupling_squared})
    test::expect_gradient([&](const Eigen::VectorXd& x) { return penalty(space, x).value; },
                          couplings, penalty(space, couplings).gradient);
}

}  // namespace
}  // namespace traversable
