#include "experiments/runs/learn.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stop_token>

#include "experiments/runs/machine_speed.h"
#include "learning/learning_report.h"
#include "sim/coupling_axis.h"
#include "sim/evolution_length.h"
#include "sym/decimal.h"
#include "sym/hamiltonian_json.h"
#include "sym/random.h"

namespace traversable {
namespace {

using Config = LearnConfig;

constexpr std::size_t history_length = 1000;

// ---- axes and fields

AxisNames instance_of(const Config& config) {
  return config.has_instance_axis() ? AxisNames{"instance"} : AxisNames{};
}

AxisNames point_of(const Config& config) {
  return instance_of(config) + AxisNames{"start", "rung"};
}

std::vector<Axis> axes_of(const Config& config) {
  const std::vector<int>& schedule = config.plan.schedule;
  std::vector<Axis> axes;
  if (config.has_instance_axis()) axes.push_back(instance_axis(config.model));
  axes.push_back(counted_axis("start", "chain of models", config.num_starts));
  axes.push_back(
      {"rung", "terms allowed", "1", std::vector<long long>(schedule.begin(), schedule.end())});
  axes.push_back({"mu", coupling_long_name, no_unit, config.task.points.mu});
  for (Axis& axis : config.times.result_axes()) axes.push_back(std::move(axis));
  axes.push_back(counted_axis("term", "Majorana term that may be learned", config.space->size()));
  axes.push_back(counted_axis("position", "place in the term",
                              static_cast<std::size_t>(config.space->degree())));
  axes.push_back(counted_axis("evaluation", "evaluation of the loss in a rung", history_length));
  return axes;
}

Field term_table(const CouplingSpace& space) {
  Field table{"term_majoranas",     "0-based indices of the terms", "1",
              {"term", "position"}, Field::Element::count,          Field::Part::constants};
  for (std::size_t k = 0; k < space.size(); ++k)
    for (const int j : Term{1.0, space.majoranas(k)}.indices()) table.constants.push_back(j);
  return table;
}

/// In the order in which values_of gives their numbers.
std::vector<Field> fields_of(const Config& config) {
  using enum Field::Element;
  const AxisNames rungs = point_of(config);
  const AxisNames curves = AxisNames{"mu"} + config.times.names();
  return {{"target_mutual_information", "I_PT of the target", "bits", instance_of(config) + curves},
          {"target_peak_asymmetry", "largest I_PT(-|mu|) - I_PT(+|mu|) of the target", "bits",
           instance_of(config)},
          {"mutual_information", "I_PT of the learned model", "bits", rungs + curves},
          {"mutual_information_rms", "root mean square distance of I_PT over times", "bits",
           rungs + AxisNames{"mu"}},
          {"peak_asymmetry", "largest I_PT(-|mu|) - I_PT(+|mu|)", "bits", rungs},
          {"coupling", "coupling J_S", "energy", rungs + AxisNames{"term"}},
          {"loss", "loss", "1", rungs},
          {"loss_curves", "part of the loss: I_PT", "1", rungs},
          {"loss_asymmetry", "part of the loss: asymmetry", "1", rungs},
          {"loss_two_point", "part of the loss: two-point functions", "1", rungs},
          {"loss_size_winding", "part of the loss: winding size distributions", "1", rungs},
          {"loss_penalties", "part of the loss: penalties on the couplings", "1", rungs},
          {"history", "best loss of the fit under way", "1", rungs + AxisNames{"evaluation"}},
          {"num_terms", "terms that are not zero", "1", rungs, count},
          {"num_evaluations", "evaluations of the loss", "1", rungs, count},
          term_table(*config.space)};
}

/// (mu, times) of [group][m * t1 + t].
std::vector<double> by_mu(const std::vector<std::vector<double>>& information, std::size_t num_mu) {
  std::vector<double> values;
  for (std::size_t m = 0; m < num_mu; ++m)
    for (const auto& group : information) {
      const auto times = static_cast<std::ptrdiff_t>(group.size() / num_mu);
      const auto first = group.begin() + static_cast<std::ptrdiff_t>(m) * times;
      values.insert(values.end(), first, first + times);
    }
  return values;
}

std::vector<std::vector<double>> values_of(const CurveTarget& target, const Fit& fit,
                                           const std::vector<std::vector<double>>& information) {
  const std::size_t num_mu = target.points.mu.size();
  const CurveFit curves = curve_fit(target, information);
  std::vector<double> history = fit.history;
  history.resize(history_length, std::numeric_limits<double>::quiet_NaN());
  return {by_mu(target.information, num_mu),
          {curves.peak_asymmetry_target},
          by_mu(information, num_mu),
          curves.rms,
          {curves.peak_asymmetry},
          {fit.couplings.begin(), fit.couplings.end()},
          {fit.loss()},
          {fit.parts.curves},
          {fit.parts.asymmetry},
          {fit.parts.two_point},
          {fit.parts.size_winding},
          {fit.parts.penalties},
          history,
          {static_cast<double>(fit.num_terms())},
          {static_cast<double>(fit.history.size())}};
}

// ---- computation

double memory_of(const Config& config) {
  return gradient_memory(config.space->num_majoranas(), config.task.points,
                         config.device.has_backend() ? Place::device : Place::host,
                         omp_get_max_threads());
}

Facts size_of(const Config& config) {
  const std::size_t chains = config.num_targets() * config.num_starts,
                    rungs = config.plan.schedule.size();
  return {{"couplings",
           fmt::format("{}", config.space->size()),
           {{"couplings", whole(config.space->size())}}},
          {"chains",
           fmt::format("{} of {} rungs", chains, rungs),
           {{"chains", whole(chains)}, {"rungs", whole(rungs)}}}};
}

// Of what fits are like: measured in ladders from 15 to 210 terms.
constexpr double evaluations_of_a_fit = 0.3;  // of those that it may take
constexpr int fully_searched = 12;  // terms from which on down removals are tried one by one

/// Evaluations of the loss in a chain, as far as they can be told before: how often re-growth helps cannot.
double evaluations_of(const Config& config) {
  const SparsifierOptions& options = config.plan.options;
  double fits = 0;
  int before = 0;
  for (const int terms : config.plan.schedule) {
    const bool searches =
        terms <= fully_searched && options.kind == Sparsifier::prune && before > 0;
    const int removed = std::min(3, before - terms);
    fits += searches ? std::max(1, removed) * options.candidates : 1;
    if (searches && terms <= 5) fits += options.regrowth / 2.0 * (2 + 3 * options.candidates);
    before = terms;
  }
  return fits * evaluations_of_a_fit * options.fit.evaluations;
}

/// Seconds of the loss and its gradient, of a model that is small enough to try; from there on they go with the cube of the
/// dimension.
double evaluation_seconds(const Config& config) {
  constexpr int most_tried = 12;
  const int n = config.space->num_majoranas(), tried = std::min(n, most_tried + n % 2);
  const CouplingSpace space =
      n == tried ? *config.space : complete_space(tried, config.space->degree());
  const Eigen::VectorXd couplings = random_start(space, 1, 0, 0);
  LearningTask task = config.task;
  task.targets = {space.hamiltonian(couplings)};
  task.points.protocol = {};
  const LearningObjective objective = make_objective(task, space);
  return fastest_seconds([&] { learning_loss(objective, space, couplings); }) *
         std::exp2(1.5 * (n - tried));
}

Facts cost_of(const Config& config) {
  if (config.device.has_backend())
    return {{"device", name_of(config.device), {{"device", name_of(config.device)}}}};
  const double evaluations =
      evaluations_of(config) * static_cast<double>(config.num_targets() * config.num_starts);
  return {{"evaluations",
           fmt::format("about {:.1g} of the loss", evaluations),
           {{"evaluations", evaluations}}},
          time_fact(evaluations * evaluation_seconds(config))};
}

std::vector<LearningObjective> objectives_of(const Config& config, const std::stop_token& stop) {
  if (config.objective) return {*config.objective};
  std::shared_ptr<cuda::StreamPool> device;
  if (config.device.has_backend()) device = std::make_shared<cuda::StreamPool>(config.device);
  std::vector<LearningObjective> objectives;
  for (std::size_t instance = 0; instance < config.num_targets(); ++instance)
    objectives.push_back(make_objective(task_of(config, instance, device), *config.space, stop));
  return objectives;
}

/// Of chain number `chain`, (instance, start) in a row.
Eigen::VectorXd start_of(const Config& config, std::size_t chain) {
  const CouplingSpace& space = *config.space;
  const std::size_t instance = chain / config.num_starts;
  const bool is_first = chain % config.num_starts == 0;
  if (is_first && config.start_model) return space.couplings_of(*config.start_model);
  const Eigen::VectorXd target = space.couplings_of(make_hamiltonian(config.model, instance));
  if (is_first && config.start == "target") return target;
  return random_start(space, effective_coupling_squared(space, target).value, config.seed, chain);
}

/// From the last rung that is there; without a rung to come where all are.
LadderChain chain_of(const Config& config, std::size_t chain, const LearningObjective& objective,
                     const Sink& sink) {
  const std::size_t rungs = config.plan.schedule.size(), terms = config.space->size();
  std::size_t done = 0;
  while (done < rungs && sink.is_done(chain * rungs + done)) ++done;
  Eigen::VectorXd start;
  if (done == 0) {
    start = start_of(config, chain);
  } else if (done < rungs) {
    const std::vector<double> last =
        sink.read("coupling", (chain * rungs + done - 1) * terms, terms);
    start = Eigen::Map<const Eigen::VectorXd>(last.data(), static_cast<Eigen::Index>(terms));
  }
  return {.objective = &objective,
          .space = config.space.get(),
          .start = std::move(start),
          .seed = seed_for(config.seed, chain, Stream::gates),
          .first_stage = done};
}

/// False where a chain ended early.
bool compute(const Config& config, Sink& sink, const std::stop_token& stop) {
  const std::vector<LearningObjective> objectives = objectives_of(config, stop);
  const std::size_t rungs = config.plan.schedule.size();
  std::vector<LadderChain> chains;
  std::vector<std::size_t> numbers;
  for (std::size_t k = 0; k < config.num_targets() * config.num_starts; ++k) {
    LadderChain chain = chain_of(config, k, objectives[k / config.num_starts], sink);
    if (chain.first_stage == rungs) continue;
    chains.push_back(std::move(chain));
    numbers.push_back(k);
  }
  const auto name = [&](std::size_t k) {
    return fmt::format("target {} start {}", numbers[k] / config.num_starts,
                       numbers[k] % config.num_starts);
  };
  const auto on_rung = [&](std::size_t k, std::size_t rung, const Fit& fit) {
    const LearningObjective& objective = *chains[k].objective;
    const CurveTarget& target = objective.curves.front();
    const auto information =
        information_curves(*config.space, fit.couplings, target.points, {}, objective.device.get());
    const CurveFit curves = curve_fit(target, information);
    sink.note(fmt::format("{}: {} terms, loss {:.2e}, rms {} bits, asymmetry {}", name(k),
                          fit.num_terms(), fit.loss(), decimal(curves.largest_rms(), 4),
                          decimal(curves.peak_asymmetry, 3)));
    sink.write(numbers[k] * rungs + rung, values_of(target, fit, information));
  };
  const std::vector<std::string> messages = climb(chains, config.plan, on_rung, stop);
  for (std::size_t k = 0; k < messages.size(); ++k)
    if (!messages[k].empty())
      sink.warn(
          fmt::format("{} ended early: {}; its models so far are kept", name(k), messages[k]));
  return std::ranges::all_of(messages, &std::string::empty);
}

}  // namespace

LearningTask task_of(const LearnConfig& config, std::size_t instance,
                     std::shared_ptr<cuda::StreamPool> device) {
  LearningTask task = config.task;
  task.device = std::move(device);
  for (std::size_t i = 0; i < config.model.num_instances; ++i)
    if (config.average || i == instance) task.targets.push_back(make_hamiltonian(config.model, i));
  return task;
}

void check_target(const LearnConfig& config, const Hamiltonian& hamiltonian) {
  double longest = longest_time(config.task.points);
  for (const auto& times : {config.task.two_point_times, config.task.winding_times})
    for (const double t : times) longest = std::max(longest, std::abs(t));
  check_length("t", longest, one_norm(hamiltonian));
}

std::optional<std::size_t> best_model(std::span<const double> loss,
                                      std::span<const double> num_terms, int most) {
  std::optional<std::size_t> best;
  for (std::size_t k = 0; k < loss.size(); ++k)
    if (std::isfinite(loss[k]) && num_terms[k] > 0 && num_terms[k] <= most &&
        (!best || loss[k] < loss[*best]))
      best = k;
  return best;
}

std::optional<LearnedModel> learned_model(const LearnConfig& config, const Sink& results,
                                          std::size_t instance) {
  const std::size_t models = config.num_starts * config.plan.schedule.size();
  const std::size_t first = instance * models, terms = config.space->size();
  const auto best = best_model(results.read("loss", first, models),
                               results.read("num_terms", first, models), config.terms);
  if (!best) return std::nullopt;
  const std::vector<double> couplings = results.read("coupling", (first + *best) * terms, terms);
  return LearnedModel{first + *best, config.space->hamiltonian(Eigen::Map<const Eigen::VectorXd>(
                                         couplings.data(), static_cast<Eigen::Index>(terms)))};
}

Plan plan_of(const LearnConfig& given) {
  const auto config = std::make_shared<const LearnConfig>(given);
  Plan plan{
      .experiment = "learn",
      .configuration = learn_options().to_toml(*config),
      .seed = config->seed,
      .axes = axes_of(*config),
      .fields = fields_of(*config),
      .point = point_of(*config),
      .unit = "rungs",
      .completed = "1 where the rung is done",
      .hamiltonians = {config->space->num_majoranas(), config->model.num_instances,
                       [config](std::size_t i) { return make_hamiltonian(config->model, i); }},
      .check = [config](const Hamiltonian& hamiltonian) { check_target(*config, hamiltonian); },
      .memory = memory_of(*config),
      .needs = fmt::format("learning with {} Majoranas a side", config->space->num_majoranas()),
      .size = [config] { return size_of(*config); },
      .cost = [config] { return cost_of(*config); },
      .compute = [config](Sink& sink,
                          const std::stop_token& stop) { return compute(*config, sink, stop); }};
  if (config->start_model) plan.inputs.emplace_back("start_model", to_json(*config->start_model));
  return plan;
}

}  // namespace traversable
