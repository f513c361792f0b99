#include "learning/ladder.h"

#include <gtest/gtest.h>
#include <omp.h>

#include <map>
#include <stdexcept>

#include "learning/learning_report.h"
#include "learning/learning_task.h"
#include "sym/models.h"

namespace traversable {
namespace {

const Hamiltonian target = dense_syk(6, 4, 1.4, {3, 0});

LearningTask small_task() {
  LearningTask task{.targets = {target}, .points = {}};
  task.points = {.beta = 4, .mu = {-12, 12}, .times = {}, .protocol = {}};
  for (int k = 0; k < 5; ++k) task.points.times.push_back({1.5 * k, {1.5 * k}});
  return task;
}

struct Ladder {
  CouplingSpace space = complete_space(6, 4);
  LearningObjective objective = make_objective(small_task(), space);
  LadderPlan plan{{15, 8, 5, 3}, {.fit = {.evaluations = 15}, .regrowth = 1, .candidates = 2}};

  std::vector<LadderChain> chains() const {
    return {{&objective, &space, space.couplings_of(target), 1},
            {&objective, &space, random_start(space, 2, 5, 0), 2},
            {&objective, &space, random_start(space, 2, 5, 1), 3}};
  }
  using Rungs = std::map<std::pair<std::size_t, std::size_t>, Eigen::VectorXd>;
  Rungs climb_all(const std::vector<LadderChain>& all) const {
    Rungs rungs;
    const auto messages =
        climb(all, plan, [&](std::size_t chain, std::size_t stage, const Fit& fit) {
          rungs[{chain, stage}] = fit.couplings;
          EXPECT_LE(fit.num_terms(), plan.schedule[stage]);
        });
    for (const std::string& message : messages) EXPECT_EQ(message, "");
    return rungs;
  }
};

TEST(Ladder, SameBitsForAnyNumberOfThreadsAndAfterAnInterruption) {
  const Ladder ladder;
  const int before = omp_get_max_threads();
  omp_set_num_threads(1);
  const auto one = ladder.climb_all(ladder.chains());
  omp_set_num_threads(3);
  const auto three = ladder.climb_all(ladder.chains());
  omp_set_num_threads(before);
  ASSERT_EQ(one.size(), 12u);
  EXPECT_EQ(one, three);
  // From the second rung of the second chain on.
  auto chains = ladder.chains();
  chains[1].start = one.at({1, 1});
  chains[1].first_stage = 2;
  const auto resumed = ladder.climb_all({chains[1]});
  ASSERT_EQ(resumed.size(), 2u);
  EXPECT_EQ(resumed.at({0, 2}), one.at({1, 2}));
  EXPECT_EQ(resumed.at({0, 3}), one.at({1, 3}));
}

TEST(Ladder, AChainWhoseLossIsNotFiniteKeepsItsRungs) {
  const Ladder ladder;
  LearningObjective broken = ladder.objective;
  // A distance that overflows when it is squared.
  broken.curves[0].information[0][0] = 1e200;
  auto chains = ladder.chains();
  chains[1].objective = &broken;
  std::size_t done = 0;
  const auto messages = climb(chains, ladder.plan, [&](std::size_t chain, std::size_t, const Fit&) {
    EXPECT_NE(chain, 1u);
    ++done;
  });
  EXPECT_EQ(done, 8u);
  EXPECT_EQ(messages[0], "");
  EXPECT_NE(messages[1].find("not finite"), std::string::npos);
}

TEST(Ladder, StopsWhenAsked) {
  const Ladder ladder;
  std::stop_source stop;
  std::size_t done = 0;
  EXPECT_THROW(climb(
                   ladder.chains(), ladder.plan,
                   [&](std::size_t, std::size_t, const Fit&) {
                     if (++done == 2) stop.request_stop();
                   },
                   stop.get_token()),
               std::runtime_error);
  EXPECT_LT(done, 12u);
}

TEST(Ladder, RefusesBadPlans) {
  const Ladder ladder;
  const auto refused = [&](const auto& change) {
    LadderPlan plan = ladder.plan;
    change(plan);
    EXPECT_THROW(validate(plan), std::invalid_argument);
  };
  refused([](LadderPlan& p) { p.schedule = {}; });
  refused([](LadderPlan& p) { p.schedule = {5, 5}; });
  refused([](LadderPlan& p) { p.schedule = {5, 0}; });
  refused([](LadderPlan& p) { p.options.fit.evaluations = 0; });
  refused([](LadderPlan& p) { p.options.fit.learning_rate = 0; });
  refused([](LadderPlan& p) { p.options.candidates = 0; });
  refused([](LadderPlan& p) { p.options.regrowth = -1; });
  refused([](LadderPlan& p) { p.options.goal = NAN; });
}

TEST(LearningReport, OfTheTargetItselfIsPerfect) {
  const LearningReport report = report_on(target, small_task());
  EXPECT_EQ(report.num_terms, 15);
  EXPECT_TRUE(report.idle_fermions.empty());
  for (const Generalisation& g : report.information) {
    EXPECT_LT(g.rms, 1e-12) << g.name;
    EXPECT_EQ(g.trained, g.name == "trained points");
  }
  EXPECT_EQ(report.information.size(), 6u);  // later, two temperatures, two other probes
  EXPECT_LT(report.mean_two_point_rms, 1e-12);
  EXPECT_NEAR(report.winding, report.winding_target, 1e-12);
}

TEST(LearningReport, CountsFermionsAndPairs) {
  const Hamiltonian model(
      6, {make_term(0.5, std::vector{0, 1, 2, 3}, 6), make_term(0.5, std::vector{0, 1, 2, 4}, 6)});
  const LearningReport report = report_on(model, small_task());
  EXPECT_EQ(report.idle_fermions, std::vector<int>{5});
  EXPECT_EQ(report.anticommuting_pairs, 1);
  EXPECT_NEAR(report.noncommutativity, 0.5, 1e-15);
  const std::string text = to_text(report);
  EXPECT_NE(text.find("probe 2,3"), std::string::npos);
  EXPECT_NE(text.find("anticommuting pairs   1 of 1"), std::string::npos);
}

TEST(Ladder, AnExceptionOfTheCallerArrives) {
  const Ladder ladder;
  const int before = omp_get_max_threads();
  for (const int threads : {1, 2, 4})
    for (const int place : {1, 2, 5}) {
      omp_set_num_threads(threads);
      int calls = 0;
      EXPECT_THROW(climb(ladder.chains(), ladder.plan,
                         [&](std::size_t, std::size_t, const Fit&) {
                           if (++calls == place) throw std::invalid_argument("no room on the disk");
                         }),
                   std::invalid_argument);
      EXPECT_LT(calls, place + threads);  // others may just be reporting theirs
    }
  omp_set_num_threads(before);
}

}  // namespace
}  // namespace traversable
