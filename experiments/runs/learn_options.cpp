// What may be asked of a learning run.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>
#include <stdexcept>

#include "circuits/toml_string.h"
#include "experiments/runs/learn.h"
#include "experiments/runs/number_list.h"
#include "experiments/runs/option_group.h"
#include "experiments/runs/shared_options.h"
#include "sim/cuda/device_choice.h"

namespace traversable {
namespace {

using Config = LearnConfig;

constexpr long long many = std::numeric_limits<int>::max();

// ---- places

template <class T>
auto in_task(T LearningTask::*member) {
  return in(&Config::task, member);
}
template <class T>
auto in_points(T ProtocolPoints::*member) {
  return [=](auto& config) -> auto& { return config.task.points.*member; };
}
template <class T>
auto in_penalties(T CouplingPenalties::*member) {
  return [=](auto& config) -> auto& { return config.task.penalties.*member; };
}
template <class T>
auto in_sparsifier(T SparsifierOptions::*member) {
  return [=](auto& config) -> auto& { return config.plan.options.*member; };
}
template <class T>
auto in_fit(T FitOptions::*member) {
  return [=](auto& config) -> auto& { return config.plan.options.fit.*member; };
}

// ---- targets and points

std::vector<KeyOption> target_options() {
  std::vector<KeyOption> keys = model_options();
  for (KeyOption& option : keys)
    if (option.key == "model") option.help = "the target: " + option.help;
  return keys;
}

void follow_target(Config& config) {
  const Hamiltonian first = make_hamiltonian(config.model, 0);
  if (!config.space)
    config.space = std::make_shared<const CouplingSpace>(
        complete_space(first.num_majoranas(), first.degree()));
  config.space->couplings_of(first);
  config.plan.schedule = default_schedule(static_cast<int>(config.space->size()));
}

Option<Config> average_option() {
  return {
      {{"average", "", "one target: the mean over the instances", form::flag, "false"}},
      [](Settings& settings, Config& config) {
        if (settings.take_flag("average")) config.average = true;
        if (config.average && !config.model.is_ensemble && config.model.given.empty())
          throw Refusal("average", "only with instances");
      },
      [](const Config& config) { return std::string(config.average ? "average = true\n" : ""); }};
}

Option<Config> times_option() {
  return {
      time_options(),
      [](Settings& settings, Config& config) {
        config.times = take_times(settings);
        const bool diagonal = config.times.axes == TimeAxes::diagonal;
        for (const double t0 : config.times.t0)
          config.task.points.times.push_back({t0, diagonal ? std::vector{t0} : config.times.t1});
      },
      [](const Config& config) { return to_toml(config.times); }};
}

// ---- the loss

/// Zero where it is not asked for, and not written then.
template <class Place>
Option<Config> weight(const char* key, const char* help, Place place) {
  return option<Config>({key, "", help}, place, number(bound::not_negative),
                        {.decides = [=](const Config& config) { return place(config) > 0; }});
}

/// What has to be given with a weight, and only with it.
template <class T, class Place, class Weight>
Option<Config> of_weight(const std::string& key, const char* help, Place place, Kind<T> kind,
                         const std::string& weight_key, Weight weight, const char* expected) {
  return option<Config>({key, "", help, {}, "required with " + weight_key}, place, std::move(kind),
                        {.decides = [=](const Config& config) { return weight(config) > 0; },
                         .only = "only with " + weight_key,
                         .otherwise = [=](Config&) { throw missing(key, expected); }});
}

std::vector<Option<Config>> loss_options() {
  const auto two_point = in_task(&LearningTask::two_point_weight);
  const auto winding = in_task(&LearningTask::winding_weight);
  const auto noncommuting = in_penalties(&CouplingPenalties::noncommutativity_weight);
  const auto norm = in_penalties(&CouplingPenalties::norm_weight);
  const Kind<double> not_negative = number(bound::not_negative);
  return {option<Config>({"curve_weight", "", "of the squared distance of I_PT"},
                         in_task(&LearningTask::curve_weight), not_negative),
          option<Config>({"asymmetry_weight", "", "of that of the asymmetry"},
                         in_task(&LearningTask::asymmetry_weight), not_negative),
          weight("two_point_weight", "of that of every fermion's two-point function", two_point),
          of_weight("two_point_t", "its times", in_task(&LearningTask::two_point_times), numbers(),
                    "two_point_weight", two_point, "times of the two-point functions"),
          weight("winding_weight", "of that of the winding size distribution Q(n)", winding),
          of_weight("winding_t", "its times", in_task(&LearningTask::winding_times), numbers(),
                    "winding_weight", winding, "times of the winding distributions"),
          weight("commutativity_weight", "of kappa, which is 0 where all terms commute",
                 in_penalties(&CouplingPenalties::commutativity_weight)),
          weight("noncommutativity_weight",
                 "of what kappa lacks to least_noncommutativity, squared", noncommuting),
          of_weight("least_noncommutativity", "kappa that is demanded",
                    in_penalties(&CouplingPenalties::least_noncommutativity), not_negative,
                    "noncommutativity_weight", noncommuting, "kappa between 0 and 1"),
          weight("norm_weight", "of the squared distance of J^2 from norm", norm),
          of_weight("norm", "J^2 of dense SYK with the same sum of squares",
                    in_penalties(&CouplingPenalties::norm), not_negative, "norm_weight", norm,
                    "J^2, such as 2")};
}

// ---- the ladder

/// Numbers of terms, 60,20,5; ranges make no sense for falling numbers.
std::vector<int> parse_schedule(const std::string& text) {
  std::vector<int> schedule;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const auto terms = static_cast<int>(parse_integer(text.substr(begin, end - begin), 1, many));
    if (!schedule.empty() && terms >= schedule.back())
      throw std::invalid_argument(
          fmt::format("{} after {}, expected falling numbers", terms, schedule.back()));
    schedule.push_back(terms);
    begin = end + 1;
  }
  return schedule;
}

void check_terms(Config& config) {
  if (config.terms < config.plan.schedule.back())
    throw std::invalid_argument(
        fmt::format("{}: the schedule ends at {}", config.terms, config.plan.schedule.back()));
}

bool is_prune(const Config& config) { return config.plan.options.kind == Sparsifier::prune; }
bool tries_candidates(const Config& config) {
  return is_prune(config) || config.plan.options.kind == Sparsifier::greedy;
}
bool is_adam(const Config& config) { return config.plan.options.fit.optimizer == Optimizer::adam; }

std::vector<Option<Config>> ladder_options() {
  return {
      option<Config>({"schedule", "", "falling numbers of terms", form::integers,
                      "all,100,60,40,28,20,16,13,11,...,3"},
                     in(&Config::plan, &LadderPlan::schedule),
                     Kind<std::vector<int>>{parse_schedule,
                                            [](const std::vector<int>& schedule) {
                                              return fmt::format("[{}]", fmt::join(schedule, ", "));
                                            }}),
      option<Config>({"sparsifier", "", "how terms are removed"},
                     in_sparsifier(&SparsifierOptions::kind),
                     choice<Sparsifier>(form::one_of({"prune", "greedy", "l1", "hard_concrete"}),
                                        sparsifier_by_name)),
      option<Config>({"optimizer", "", "of a fit"}, in_fit(&FitOptions::optimizer),
                     choice<Optimizer>(form::one_of({"lbfgs", "adam"}), optimizer_by_name)),
      option<Config>({"evaluations", "", "most evaluations of a fit"},
                     in_fit(&FitOptions::evaluations), integer<int>(1, many)),
      option<Config>({"learning_rate", "", "of adam"}, in_fit(&FitOptions::learning_rate),
                     number(bound::positive),
                     {.decides = is_adam, .only = "only with optimizer adam"}),
      option<Config>({"regrowth", "", "most rounds of re-growth a rung"},
                     in_sparsifier(&SparsifierOptions::regrowth), integer<int>(0, many),
                     {.decides = is_prune, .only = "only with sparsifier prune"}),
      option<Config>({"candidates", "", "terms that are tried for removal"},
                     in_sparsifier(&SparsifierOptions::candidates), integer<int>(1, many),
                     {.decides = tries_candidates, .only = "only with sparsifier prune or greedy"}),
      option<Config>({"goal", "", "bits; no re-growth where the curves are closer"},
                     in(&Config::goal), number(bound::not_negative)),
      option<Config>({"terms", "", "of the model that is taken in the end, at most"},
                     in(&Config::terms), integer<int>(1, many),
                     {.otherwise =
                          [](Config& config) {
                            if (config.terms < config.plan.schedule.back())
                              throw missing(
                                  "terms",
                                  fmt::format("a number from {} on, where the schedule ends",
                                              config.plan.schedule.back()));
                          },
                      .then = check_terms})};
}

// ---- starts

void take_start(Settings& settings, Config& config) {
  settings.take("start", [&](const std::string& name) {
    if (config.start_model)
      config.start.clear();
    else if ((config.start = name) != "target" && name != "random")
      config.start_model = read_hamiltonian(name);
    if (!config.start_model) return 0;
    config.space->couplings_of(*config.start_model);
    check_target(config, *config.start_model);
    return 0;
  });
}

Option<Config> start_option() {
  return {{{"start", "", "of the first chain",
            form::one_of({"target", "random"}, "FILE", FileRole::read), "target"}},
          take_start,
          [](const Config& config) {
            return config.start.empty() ? "" : "start = " + toml_string(config.start) + "\n";
          }};
}

std::vector<Option<Config>> all_options() {
  return grouped<Config>(
      {{"Model", {model_option<Config>(target_options(), follow_target), average_option()}},
       {"Protocol",
        {option<Config>({"beta", "", "inverse temperature"}, in_points(&ProtocolPoints::beta),
                        number(bound::not_negative), {.required = "the inverse temperature"}),
         option<Config>({"mu", "", "coupling strengths, such as -12,12"},
                        in_points(&ProtocolPoints::mu), numbers(),
                        {.required = "coupling strengths, such as -12,12"}),
         times_option(), protocol_option<Config>(in_points(&ProtocolPoints::protocol))}},
       {"Machine",
        {device_option<Config>(in(&Config::device), "where the curves' gradients are computed")}},
       {"Loss", loss_options()},
       {"Ladder", ladder_options()},
       {"Starts",
        {start_option(),
         option<Config>({"starts", "", "chains of models; from the second on random"},
                        in(&Config::num_starts), integer<std::size_t>(1, 1'000'000)),
         option<Config>({"learning_seed", "", "of random starts and gates"}, in(&Config::seed),
                        integer<std::uint64_t>(0, std::numeric_limits<long long>::max()))}}});
}

void check(Config& config) {
  config.device = device_for(config.device, Workload::learning, config.model.num_majoranas);
  config.plan.options.goal = config.goal * config.goal * config.task.curve_weight;
  LearningTask task = config.task;
  task.targets = {make_hamiltonian(config.model, 0)};
  validate(task, *config.space);
  check_target(config, task.targets[0]);
}

}  // namespace

const Options<LearnConfig>& learn_options() {
  static const Options<Config> options(all_options(), check);
  return options;
}

}  // namespace traversable
