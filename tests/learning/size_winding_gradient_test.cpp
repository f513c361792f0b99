#include "learning/size_winding_gradient.h"

#include <gtest/gtest.h>

#include "sim/diagnostics/exact_copy.h"
#include "sim/diagnostics/size_distribution.h"
#include "sym/models.h"
#include "tests/learning/central_difference.h"
#include "tests/sim/mixed_sizes.h"

namespace traversable {
namespace {

TEST(SizeWindingGradient, AgainstDifferences) {
  for (const Hamiltonian& hamiltonian : {dense_syk(6, 4, 1.4, {1, 0}), dense_syk(7, 4, 1.0, {2, 0}),
                                         learned(), test::mixed(6, {2, 4}), test::mixed(6, {4, 6})})
    for (const double beta : {0.0, 3.0}) {
      const CouplingSpace space(hamiltonian);
      const Eigen::VectorXd couplings = space.couplings_of(hamiltonian);
      const WindingPoint point{.beta = beta, .t = 1.9, .fermion = 2};
      // The Q that the diagnostics compute.
      const Eigen::VectorXcd wound =
          size_distributions(ExactCopy(hamiltonian), beta, {{2}}, {{1.9}})[0].q;
      size_winding_gradient(space, couplings, point,
                            [&](const Eigen::VectorXcd& q, Eigen::VectorXcd&) {
                              EXPECT_LT((q - wound).cwiseAbs().maxCoeff(), 1e-13);
                              return 0.0;
                            });
      const auto loss = [](const Eigen::VectorXcd& q, Eigen::VectorXcd& w) {
        double sum = 0;
        for (Eigen::Index n = 0; n < q.size(); ++n) {
          const Complex distance = q[n] - Complex(0.1 * static_cast<double>(n), 0.3);
          w[n] = 2.0 * std::conj(distance);
          sum += std::norm(distance);
        }
        return sum;
      };
      const CouplingGradient gradient = size_winding_gradient(space, couplings, point, loss);
      test::expect_gradient(
          [&](const Eigen::VectorXd& x) {
            return size_winding_gradient(space, x, point, loss).loss;
          },
          couplings, gradient.couplings);
    }
}

}  // namespace
}  // namespace traversable
