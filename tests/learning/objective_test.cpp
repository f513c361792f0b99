#include "learning/objective.h"

#include <gtest/gtest.h>

#include "sim/diagnostics/size_distribution.h"
#include "sim/diagnostics/two_point.h"
#include "sim/observables/observables.h"
#include "sim/two_sided/two_sided.h"
#include "sym/models.h"
#include "tests/learning/central_difference.h"

namespace traversable {
namespace {

const ProtocolPoints points{.beta = 4,
                            .mu = {-12, 12},
                            .times = {{0.5, {0.5}}, {2.8, {2.8}}, {2.8, {0.8, 2.0}}},
                            .protocol = {}};

/// Everything at once, from a target model.
LearningObjective full_objective(const CouplingSpace& space, const Eigen::VectorXd& target) {
  const ExactCopy copy(space.hamiltonian(target));
  LearningObjective objective;
  objective.curves.push_back({.points = points,
                              .information = information_curves(space, target, points),
                              .weight = 1,
                              .asymmetry_weight = 0.5});
  const TwoPointPoints two{.beta = 2, .fermions = {1, 2}, .times = {0.5, 1.5}};
  objective.two_point.push_back(
      {two, two_point_functions(copy, 2, two.fermions, two.times).real(), 0.7});
  const WindingPoint wound{.beta = 4, .t = 2.8, .fermion = 0};
  objective.size_winding.push_back({wound, size_distributions(copy, 4, {{0}}, {{2.8}})[0].q, 0.3});
  return objective;
}

TEST(LearningObjective, IsZeroAtItsTarget) {
  const Hamiltonian target = dense_syk(7, 4, 1.4, {2, 0});
  const CouplingSpace space(target);
  const Eigen::VectorXd couplings = space.couplings_of(target);
  const LossValue value = learning_loss(full_objective(space, couplings), space, couplings);
  EXPECT_LT(value.parts.total(), 1e-25);
  EXPECT_LT(value.gradient.cwiseAbs().maxCoeff(), 1e-12);
}

TEST(LearningObjective, GradientOfAllPartsAgainstDifferences) {
  const Hamiltonian target = dense_syk(6, 4, 1.4, {2, 0});
  const CouplingSpace space(target);
  LearningObjective objective = full_objective(space, space.couplings_of(target));
  const Eigen::VectorXd start = space.couplings_of(dense_syk(6, 4, 1.4, {2, 1}));
  const auto loss = [&](const Eigen::VectorXd& x) {
    return learning_loss(objective, space, x).parts.total();
  };
  objective.penalties = {.commutativity_weight = 0.2, .norm_weight = 0.1, .norm = 2};
  test::expect_gradient(loss, start, learning_loss(objective, space, start).gradient);
  objective.penalties = {.noncommutativity_weight = 3, .least_noncommutativity = 0.9};
  const LossValue value = learning_loss(objective, space, start);
  EXPECT_GT(value.parts.curves, 0);
  EXPECT_GT(value.parts.asymmetry, 0);
  EXPECT_GT(value.parts.two_point, 0);
  EXPECT_GT(value.parts.size_winding, 0);
  EXPECT_GT(value.parts.penalties, 0);
  test::expect_gradient(loss, start, value.gradient);
}

TEST(LearningObjective, CurvesOfTheLearnedModelAreThePublishedOnes) {
  const Hamiltonian hamiltonian = learned();
  const CouplingSpace space(hamiltonian);
  const auto curves = information_curves(space, space.couplings_of(hamiltonian), points);
  EXPECT_NEAR(curves[1][0], 0.40121, 5.1e-6);
  EXPECT_NEAR(curves[1][1], 0.09950, 5.1e-6);
  EXPECT_NEAR(curves[2][0], 0.15926, 5.1e-6);  // mu = -12, t1 = 0.8
  EXPECT_NEAR(curves[2][3], 0.13747, 5.1e-6);  // mu = +12, t1 = 2.0
  // Terms that are there with coupling zero change nothing.
  const CouplingSpace all(dense_syk(7, 4, 1.0, {1, 0}));
  const auto embedded = information_curves(all, all.couplings_of(hamiltonian), points);
  for (std::size_t g = 0; g < curves.size(); ++g)
    for (std::size_t k = 0; k < curves[g].size(); ++k)
      EXPECT_NEAR(curves[g][k], embedded[g][k], 1e-12);
}

TEST(LearningObjective, DisorderAveragedTargets) {
  const std::vector<Hamiltonian> instances{dense_syk(6, 4, 1.4, {2, 0}),
                                           dense_syk(6, 4, 1.4, {2, 1})};
  const CouplingSpace space(instances[0]);
  const auto mean = mean_information_curves(instances, points);
  const auto first = information_curves(space, space.couplings_of(instances[0]), points);
  const auto second = information_curves(space, space.couplings_of(instances[1]), points);
  EXPECT_NEAR(mean[1][1], (first[1][1] + second[1][1]) / 2, 1e-14);
  EXPECT_THROW(mean_information_curves({}, points), std::invalid_argument);
}

TEST(LearningObjective, FitsAreMeasuredCurveByCurve) {
  CurveTarget target{.points = points,
                     .information = {{0.3, 0.3}, {0.4, 0.1}, {0.1, 0.3, 0.1, 0.1}}};
  auto learned_curves = target.information;
  learned_curves[1][0] += 0.02;
  learned_curves[0][1] -= 0.04;
  const CurveFit fit = curve_fit(target, learned_curves);
  EXPECT_NEAR(fit.rms[0], 0.02 / 2, 1e-15);
  EXPECT_NEAR(fit.rms[1], 0.04 / 2, 1e-15);
  EXPECT_NEAR(fit.peak_asymmetry_target, 0.3, 1e-15);
  EXPECT_NEAR(fit.peak_asymmetry, 0.32, 1e-15);
  EXPECT_EQ(fit.largest_rms(), fit.rms[1]);
}

TEST(LearningObjective, RefusesContradictionsAndNothing) {
  const Hamiltonian target = dense_syk(6, 4, 1.4, {2, 0});
  const CouplingSpace space(target);
  const LearningObjective good = full_objective(space, space.couplings_of(target));
  EXPECT_NO_THROW(validate(good, space));
  const auto refused = [&](const auto& change) {
    LearningObjective objective = good;
    change(objective);
    EXPECT_THROW(validate(objective, space), std::invalid_argument);
  };
  refused([](LearningObjective& o) { o = {}; });
  refused([](LearningObjective& o) { o.curves[0].weight = -1; });
  refused([](LearningObjective& o) { o.curves[0].information.pop_back(); });
  refused([](LearningObjective& o) { o.curves[0].information[0][0] = NAN; });
  refused([](LearningObjective& o) { o.curves[0].points.mu = {-12, 11}; });
  refused([](LearningObjective& o) { o.two_point[0].values.resize(1, 1); });
  refused([](LearningObjective& o) { o.size_winding[0].q.resize(3); });
  refused([](LearningObjective& o) { o.penalties.norm_weight = INFINITY; });
  refused([](LearningObjective& o) { o.penalties.least_noncommutativity = 1; });
  refused([](LearningObjective& o) {
    o.penalties.commutativity_weight = o.penalties.noncommutativity_weight = 1;
  });
}

}  // namespace
}  // namespace traversable
