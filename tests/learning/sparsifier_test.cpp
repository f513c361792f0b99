#include "learning/sparsifier.h"

#include <gtest/gtest.h>

#include "learning/learning_task.h"
#include "sym/models.h"

namespace traversable {
namespace {

LearningTask task_for(const Hamiltonian& target, int num_times = 7) {
  LearningTask task{.targets = {target}, .points = {}};
  task.points = {.beta = 4, .mu = {-12, 12}, .times = {}, .protocol = {}};
  for (int k = 0; k < num_times; ++k) task.points.times.push_back({1.2 * k, {1.2 * k}});
  return task;
}

/// Dense N = 8, 70 terms.
struct Dense {
  Hamiltonian target = dense_syk(8, 4, 1.4, {3, 0});
  CouplingSpace space{target};
  Eigen::VectorXd start = space.couplings_of(target);
  LearningObjective objective = make_objective(task_for(target), space);
};

/// RMS over both curves, bits.
double rms(const Fit& fit) { return std::sqrt(fit.parts.curves); }

TEST(Sparsifier, EveryKindKeepsTheCurvesWithFarFewerTerms) {
  const Dense dense;
  for (const Sparsifier kind :
       {Sparsifier::prune, Sparsifier::greedy, Sparsifier::l1, Sparsifier::hard_concrete}) {
    Eigen::VectorXd couplings = dense.start;
    Fit fit;
    for (const int rung : {30, 16, 10}) {
      fit = sparsify(
          dense.objective, dense.space, couplings, rung,
          {.kind = kind, .fit = {.evaluations = 40}, .regrowth = 2, .candidates = 2, .seed = 1});
      EXPECT_LE(fit.num_terms(), rung) << name_of(kind);
      EXPECT_GE(fit.num_terms(), 1) << name_of(kind);
      couplings = fit.couplings;
    }
    EXPECT_LT(rms(fit), 0.01) << name_of(kind);
    EXPECT_EQ(fit.loss(), learning_loss(dense.objective, dense.space, fit.couplings).parts.total());
    EXPECT_FALSE(fit.history.empty());
  }
}

TEST(Sparsifier, ThePublishedModelIsAFixedPoint) {
  const Hamiltonian published = learned();
  const CouplingSpace space = complete_space(7, 4);
  const Eigen::VectorXd start = space.couplings_of(published);
  const LearningObjective objective = make_objective(task_for(published, 9), space);
  for (const Sparsifier kind :
       {Sparsifier::prune, Sparsifier::greedy, Sparsifier::l1, Sparsifier::hard_concrete}) {
    const Fit fit = sparsify(objective, space, start, 5, {.kind = kind});
    EXPECT_EQ(fit.couplings, start) << name_of(kind);
    EXPECT_LT(fit.loss(), 1e-25) << name_of(kind);
  }
  // Nothing improves by removing a term, whichever it is, however the rest is fitted.
  for (Eigen::Index k = 0; k < start.size(); ++k) {
    if (start[k] == 0) continue;
    Eigen::VectorXd fewer = start;
    fewer[k] = 0;
    EXPECT_GT(rms(fit(objective, space, fewer, {.evaluations = 300})), 0.003) << "term " << k;
  }
}

TEST(Sparsifier, RegrowthLeavesABadChoiceOfTerms) {
  const Dense dense;
  // Seven terms on the first six fermions, which nothing has chosen.
  Eigen::VectorXd start = Eigen::VectorXd::Zero(dense.start.size());
  for (Eigen::Index k = 0; k < 7; ++k) start[k] = dense.start[k];
  SparsifierOptions options{.fit = {.evaluations = 60}, .regrowth = 0, .candidates = 2};
  const Fit without = sparsify(dense.objective, dense.space, start, 6, options);
  options.regrowth = 4;
  const Fit with = sparsify(dense.objective, dense.space, start, 6, options);
  EXPECT_LE(with.num_terms(), 6);
  EXPECT_LT(with.loss(), 0.75 * without.loss());
}

TEST(Sparsifier, AdamFitsToo) {
  const Dense dense;
  Eigen::VectorXd start = 1.1 * dense.start;
  const double before = learning_loss(dense.objective, dense.space, start).parts.total();
  const Fit by_adam =
      fit(dense.objective, dense.space, start,
          {.optimizer = Optimizer::adam, .evaluations = 200, .learning_rate = 0.01});
  EXPECT_LT(by_adam.loss(), 1e-2 * before);
  EXPECT_EQ(by_adam.history.size(), 200u);
  EXPECT_TRUE(std::is_sorted(by_adam.history.rbegin(), by_adam.history.rend()));
}

TEST(Sparsifier, ZerosStayZeroInFits) {
  const Dense dense;
  Eigen::VectorXd start = dense.start;
  for (Eigen::Index k = 0; k < start.size(); k += 2) start[k] = 0;
  const Fit result = fit(dense.objective, dense.space, start, {.evaluations = 30});
  for (Eigen::Index k = 0; k < start.size(); k += 2) EXPECT_EQ(result.couplings[k], 0);
}

TEST(Sparsifier, RefusesWhatItCannotDo) {
  const Dense dense;
  EXPECT_THROW(sparsify(dense.objective, dense.space, dense.start, 0, {}), std::invalid_argument);
  EXPECT_THROW(sparsify(dense.objective, dense.space, 0 * dense.start, 3, {}),
               std::invalid_argument);
  EXPECT_THROW(sparsifier_by_name("lasso"), std::invalid_argument);
  EXPECT_THROW(optimizer_by_name("sgd"), std::invalid_argument);
  EXPECT_THROW(make_objective({}, dense.space), std::invalid_argument);
  LearningTask task = task_for(dense.target);
  task.two_point_weight = 1;
  EXPECT_THROW(make_objective(task, dense.space), std::invalid_argument);
  task = task_for(dense_syk(6, 4, 1.0, {1, 0}));
  EXPECT_THROW(make_objective(task, dense.space), std::invalid_argument);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(sparsify(dense.objective, dense.space, dense.start, 5, {}, stop.get_token()),
               std::runtime_error);
}

}  // namespace
}  // namespace traversable
