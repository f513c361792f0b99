#include "learning/two_point_gradient.h"

#include <gtest/gtest.h>

#include "sym/models.h"
#include "tests/learning/central_difference.h"

namespace traversable {
namespace {

TEST(TwoPointGradient, AgainstDifferences) {
  for (const Hamiltonian& hamiltonian : {dense_syk(6, 4, 1.4, {1, 0}), dense_syk(7, 4, 1.0, {2, 0}),
                                         dense_syk(6, 2, 1.0, {3, 0}), learned()})
    for (const double beta : {0.0, 2.5}) {
      const CouplingSpace space(hamiltonian);
      const TwoPointPoints points{.beta = beta, .fermions = {0, 3, 5}, .times = {0, 0.8, 2.5}};
      const auto loss = [](Eigen::Index j, const Eigen::VectorXd& g, Eigen::VectorXd& weights) {
        const std::vector<double> wanted{0.5, 0.1 * static_cast<double>(j), -0.2};
        double sum = 0;
        for (Eigen::Index t = 0; t < 3; ++t) {
          const double distance = g[t] - wanted[static_cast<std::size_t>(t)];
          weights[t] = 2 * distance;
          sum += distance * distance;
        }
        return sum;
      };
      const Eigen::VectorXd couplings = space.couplings_of(hamiltonian);
      const CouplingGradient gradient = two_point_gradient(space, couplings, points, loss);
      test::expect_gradient(
          [&](const Eigen::VectorXd& x) { return two_point_gradient(space, x, points, loss).loss; },
          couplings, gradient.couplings);
    }
}

TEST(TwoPointGradient, RefusesWhatIsNotThere) {
  const Hamiltonian hamiltonian = learned();
  const CouplingSpace space(hamiltonian);
  const Eigen::VectorXd couplings = space.couplings_of(hamiltonian);
  for (const TwoPointPoints& points :
       {TwoPointPoints{-1, {0}, {1}}, TwoPointPoints{1, {}, {1}}, TwoPointPoints{1, {0}, {}},
        TwoPointPoints{1, {7}, {1}}, TwoPointPoints{1, {0}, {NAN}}})
    EXPECT_THROW(
        two_point_gradient(space, couplings, points, [](auto, const auto&, auto&) { return 0.0; }),
        std::invalid_argument);
}

}  // namespace
}  // namespace traversable
