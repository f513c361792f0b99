#include "learning/ladder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <numeric>
#include <stdexcept>

#include "sim/parallel.h"

namespace traversable {
namespace {

constexpr int largest_side_by_side = 16;

void climb_one(const LadderChain& chain, const LadderPlan& plan,
               const std::function<void(std::size_t stage, const Fit& fit)>& on_rung,
               const std::stop_token& stop) {
  Eigen::VectorXd couplings = chain.start;
  for (std::size_t stage = chain.first_stage; stage < plan.schedule.size(); ++stage) {
    SparsifierOptions options = plan.options;
    options.seed = chain.seed;
    options.stage = stage;
    const Fit fit =
        sparsify(*chain.objective, *chain.space, couplings, plan.schedule[stage], options, stop);
    couplings = fit.couplings;
    on_rung(stage, fit);
  }
}

}  // namespace

std::vector<int> default_schedule(int num_terms) {
  std::vector<int> schedule{num_terms};
  for (const int rung : {100, 60, 40, 28, 20, 16, 13, 11, 10, 9, 8, 7, 6, 5, 4, 3})
    if (rung < num_terms) schedule.push_back(rung);
  return schedule;
}

void validate(const LadderPlan& plan) {
  if (plan.schedule.empty())
    throw std::invalid_argument("schedule: empty, expected falling numbers of terms");
  for (std::size_t k = 0; k < plan.schedule.size(); ++k) {
    if (plan.schedule[k] < 1)
      throw std::invalid_argument(
          fmt::format("schedule: {} terms, expected one at least", plan.schedule[k]));
    if (k > 0 && plan.schedule[k] >= plan.schedule[k - 1])
      throw std::invalid_argument(fmt::format("schedule: {} after {}, expected falling numbers",
                                              plan.schedule[k], plan.schedule[k - 1]));
  }
  const auto at_least = [](const char* name, int value, int least) {
    if (value < least)
      throw std::invalid_argument(fmt::format("{} = {}: expected {} or more", name, value, least));
  };
  at_least("evaluations", plan.options.fit.evaluations, 1);
  at_least("regrowth", plan.options.regrowth, 0);
  at_least("candidates", plan.options.candidates, 1);
  const double rate = plan.options.fit.learning_rate;
  if (!(rate > 0) || !std::isfinite(rate))
    throw std::invalid_argument(
        fmt::format("learning_rate = {}: expected a finite number > 0", rate));
  if (!(plan.options.goal >= 0) || !std::isfinite(plan.options.goal))
    throw std::invalid_argument(
        fmt::format("goal = {}: expected a finite number >= 0", plan.options.goal));
}

std::vector<std::string> climb(const std::vector<LadderChain>& chains, const LadderPlan& plan,
                               const OnRung& on_rung, const std::stop_token& stop) {
  validate(plan);
  std::vector<std::string> messages(chains.size());
  const bool side_by_side = std::all_of(chains.begin(), chains.end(), [](const LadderChain& chain) {
    return chain.space->num_majoranas() <= largest_side_by_side;
  });
  std::mutex mutex;  // rungs are reported one at a time
  parallel_for(chains.size(), side_by_side ? omp_get_max_threads() : 1, stop,
               [&](std::size_t k, const std::stop_token& token) {
                 const auto report = [&](std::size_t stage, const Fit& fit) {
                   const std::lock_guard lock(mutex);
                   on_rung(k, stage, fit);
                 };
                 try {
                   climb_one(chains[k], plan, report, token);
                 } catch (const NotFinite& failure) {
                   messages[k] = failure.what();
                 }
               });
  return messages;
}

}  // namespace traversable
