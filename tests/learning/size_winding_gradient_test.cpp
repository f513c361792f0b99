#include "learning/size_winding_gradient.h"

#include <gtest/gtest.h>

#include "sym/models.h"
#include "tests/learning/central_difference.h"

namespace traversable {
namespace {

TEST(SizeWindingGradient, LearnedModelAtBetaFour) {
  const Hamiltonian hamiltonian = learned();
  const CouplingSpace space(hamiltonian);
  const Eigen::VectorXd couplings = space.couplings_of(hamiltonian);
  struct Row {
    int fermion;
    std::array<double, 3> p, ratio;
  };
  for (const Row& row : {Row{0, {0.1766, 0.5927, 0.2307}, {1.000, 0.962, 0.956}},
                         Row{3, {0.4123, 0.5349, 0.0528}, {1.000, 0.996, 0.631}}}) {
    const SizeWinding w =
        size_winding(space, couplings, {.beta = 4, .t = 2.8, .fermion = row.fermion});
    EXPECT_NEAR(w.p.sum(), 1, 1e-13);
    for (int k = 0; k < 3; ++k) {
      EXPECT_NEAR(w.p[2 * k + 1], row.p[static_cast<std::size_t>(k)], 5e-5);
      EXPECT_NEAR(std::abs(w.q[2 * k + 1]) / w.p[2 * k + 1], row.ratio[static_cast<std::size_t>(k)],
                  5e-4);
    }
    for (int even = 0; even <= 7; even += 2) EXPECT_NEAR(w.p[even], 0, 1e-14);
  }
}

TEST(SizeWindingGradient, AtTimeZeroAndInfiniteTemperatureOneFermionHasSizeOne) {
  const Hamiltonian hamiltonian = dense_syk(6, 4, 1.4, {1, 0});
  const CouplingSpace space(hamiltonian);
  const SizeWinding w = size_winding(space, space.couplings_of(hamiltonian), {0, 0, 2});
  for (int n = 0; n <= 6; ++n) {
    EXPECT_NEAR(w.p[n], n == 1, 1e-14);
    EXPECT_NEAR(std::abs(w.q[n] - double(n == 1)), 0, 1e-14);
  }
}

TEST(SizeWindingGradient, AgainstDifferences) {
  for (const Hamiltonian& hamiltonian :
       {dense_syk(6, 4, 1.4, {1, 0}), dense_syk(7, 4, 1.0, {2, 0}), learned()})
    for (const double beta : {0.0, 3.0}) {
      const CouplingSpace space(hamiltonian);
      const Eigen::VectorXd couplings = space.couplings_of(hamiltonian);
      const WindingPoint point{.beta = beta, .t = 1.9, .fermion = 2};
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
