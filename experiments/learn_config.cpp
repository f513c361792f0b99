#include "experiments/learn_config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "experiments/runs/number_list.h"
#include "sim/evolution_length.h"

namespace traversable {
namespace {

constexpr long long many = std::numeric_limits<int>::max();
auto integer(long long least, long long most) {
  return
      [=](const std::string& text) { return static_cast<int>(parse_integer(text, least, most)); };
}

double not_negative(const std::string& text) {
  const double value = parse_number(text);
  if (value < 0) throw std::invalid_argument(fmt::format("{}: expected a number >= 0", value));
  return value;
}

std::vector<int> parse_schedule(const std::string& text) {
  std::vector<int> schedule;
  // Numbers of terms, 60,20,5; ranges make no sense for falling numbers.
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    schedule.push_back(static_cast<int>(parse_integer(text.substr(begin, end - begin), 1, many)));
    begin = end + 1;
  }
  return schedule;
}

void take_weights(Settings& settings, LearnConfig& config) {
  LearningTask& w = config.weights;
  w.curve_weight = settings.take("curve_weight", not_negative).value_or(1);
  w.asymmetry_weight = settings.take("asymmetry_weight", not_negative).value_or(0);
  w.two_point_weight = settings.take("two_point_weight", not_negative).value_or(0);
  w.winding_weight = settings.take("winding_weight", not_negative).value_or(0);
  if (w.two_point_weight > 0)
    w.two_point_times =
        settings.require("two_point_t", "times of the two-point functions", parse_numbers);
  else
    settings.refuse({"two_point_t"}, "only with two_point_weight");
  if (w.winding_weight > 0)
    w.winding_times =
        settings.require("winding_t", "times of the winding distributions", parse_numbers);
  else
    settings.refuse({"winding_t"}, "only with winding_weight");
  CouplingPenalties& p = w.penalties;
  p.commutativity_weight = settings.take("commutativity_weight", not_negative).value_or(0);
  p.noncommutativity_weight = settings.take("noncommutativity_weight", not_negative).value_or(0);
  if (p.noncommutativity_weight > 0)
    p.least_noncommutativity =
        settings.require("least_noncommutativity", "kappa between 0 and 1", not_negative);
  else
    settings.refuse({"least_noncommutativity"}, "only with noncommutativity_weight");
  p.norm_weight = settings.take("norm_weight", not_negative).value_or(0);
  if (p.norm_weight > 0)
    p.norm = settings.require("norm", "J^2, such as 2", not_negative);
  else
    settings.refuse({"norm"}, "only with norm_weight");
}

void take_plan(Settings& settings, LearnConfig& config, int num_terms) {
  LadderPlan& plan = config.plan;
  SparsifierOptions& o = plan.options;
  plan.schedule = settings.take("schedule", parse_schedule).value_or(default_schedule(num_terms));
  o.kind = settings.take("sparsifier", sparsifier_by_name).value_or(Sparsifier::prune);
  o.fit.optimizer = settings.take("optimizer", optimizer_by_name).value_or(Optimizer::lbfgs);
  o.fit.evaluations = settings.take("evaluations", integer(1, many)).value_or(150);
  if (o.fit.optimizer == Optimizer::adam)
    o.fit.learning_rate = settings.take("learning_rate", not_negative).value_or(0.01);
  else
    settings.refuse({"learning_rate"}, "only with optimizer adam");
  if (o.kind == Sparsifier::prune)
    o.regrowth = settings.take("regrowth", integer(0, many)).value_or(o.regrowth);
  else
    settings.refuse({"regrowth"}, "only with sparsifier prune");
  if (o.kind == Sparsifier::prune || o.kind == Sparsifier::greedy)
    o.candidates = settings.take("candidates", integer(1, many)).value_or(o.candidates);
  else
    settings.refuse({"candidates"}, "only with sparsifier prune or greedy");
  config.goal = settings.take("goal", not_negative).value_or(config.goal);
  o.goal = config.goal * config.goal * config.weights.curve_weight;
  validate(plan);
  config.terms = settings.take("terms", integer(1, many)).value_or(config.terms);
  if (config.terms < plan.schedule.back())
    throw std::invalid_argument(
        fmt::format("--terms: {}: the schedule ends at {}", config.terms, plan.schedule.back()));
}

double longest_time(const LearnConfig& config) {
  double longest = longest_time(task_of(config, 0).points);
  for (const auto& times : {config.weights.two_point_times, config.weights.winding_times})
    for (const double t : times) longest = std::max(longest, std::abs(t));
  return longest;
}

void take_start(Settings& settings, LearnConfig& config) {
  settings.take("start", [&](const std::string& name) {
    config.start_name = name;
    if (name == "target") return 0;
    if (name == "random") {
      config.start = LearningStart::random;
      return 0;
    }
    config.start = LearningStart::file;
    config.start_model = read_hamiltonian(name);
    coupling_space(config).couplings_of(*config.start_model);
    check_target(config, *config.start_model);
    return 0;
  });
  config.num_starts =
      static_cast<std::size_t>(settings.take("starts", integer(1, 1'000'000)).value_or(1));
  if (config.start == LearningStart::file && config.num_starts > 1)
    throw std::invalid_argument("--starts: a start from a file is one start");
  config.seed = static_cast<std::uint64_t>(
      settings
          .take("learning_seed",
                [](const std::string& text) {
                  return parse_integer(text, 0, std::numeric_limits<long long>::max());
                })
          .value_or(0));
}

std::string list(const std::vector<double>& values) {
  return fmt::format("[{}]", fmt::join(values, ", "));
}

}  // namespace

std::vector<KeyOption> learn_options() {
  std::vector<KeyOption> options = model_options();
  for (KeyOption& option : options)
    if (option.key == "model") option.help = "the target: " + option.help;
  const std::vector<KeyOption> own{
      {"average", "", "one target: the mean over the instances", true},
      {"beta", "", "inverse temperature"},
      {"mu", "", "coupling strengths, such as -12,12"},
      {"t", "", "trained times, t0 = t1"},
      {"t0", "", "trained injection times (at -t0)"},
      {"t1", "", "trained read-out times"},
      {"probe", "", "Majoranas of the probe mode (0,1)"},
      {"device", "", "of the curves' gradients: cpu, cuda (all), cuda:K or auto (cpu)"},
      {"curve_weight", "", "of the squared distance of I_PT (1)"},
      {"asymmetry_weight", "", "of that of the asymmetry (0)"},
      {"two_point_weight", "", "of that of every fermion's two-point function (0)"},
      {"two_point_t", "", "its times"},
      {"winding_weight", "", "of that of the winding size distribution Q(n) (0)"},
      {"winding_t", "", "its times"},
      {"commutativity_weight", "", "of kappa, which is 0 where all terms commute (0)"},
      {"noncommutativity_weight", "", "of what kappa lacks to least_noncommutativity, squared (0)"},
      {"least_noncommutativity", "", "kappa that is demanded"},
      {"norm_weight", "", "of the squared distance of J^2 from norm (0)"},
      {"norm", "", "J^2 of dense SYK with the same sum of squares"},
      {"schedule", "", "falling numbers of terms (all,100,60,40,28,20,16,13,11,...,3)"},
      {"sparsifier", "", "prune, greedy, l1 or hard_concrete (prune)"},
      {"optimizer", "", "lbfgs or adam (lbfgs)"},
      {"learning_rate", "", "of adam (0.01)"},
      {"evaluations", "", "most evaluations of a fit (150)"},
      {"regrowth", "", "most rounds of re-growth a rung (6)"},
      {"candidates", "", "terms that are tried for removal (4)"},
      {"goal", "", "bits; no re-growth where the curves are closer (0.01)"},
      {"terms", "", "of the model that is taken in the end, at most (5)"},
      {"start", "", "target, random or a Hamiltonian's file (target)", false, FileRole::read},
      {"starts", "", "chains of models; from the second on random (1)"},
      {"learning_seed", "", "of random starts and gates (0)"}};
  options.insert(options.end(), own.begin(), own.end());
  return options;
}

void check_target(const LearnConfig& config, const Hamiltonian& hamiltonian) {
  check_length("t", longest_time(config), one_norm(hamiltonian));
}

LearnConfig take_learn_config(Settings& settings) {
  LearnConfig config;
  config.target = take_model(settings);
  const Hamiltonian first = make_hamiltonian(config.target, 0);
  const int n = first.num_majoranas();
  config.average = settings.take_flag("average");
  if (config.average && !config.target.is_ensemble)
    throw std::invalid_argument("--average: only with --instances");
  config.beta = settings.require("beta", "the inverse temperature", not_negative);
  config.mu = settings.require("mu", "coupling strengths, such as -12,12", parse_numbers);
  config.times = take_times(settings);
  const auto probe =
      settings.take("probe", [&](const std::string& text) { return parse_probe(text, n); });
  if (probe) config.probe = *probe;
  config.device = settings.take("device", device_by_name).value_or(Device{});
  take_weights(settings, config);
  const CouplingSpace space = coupling_space(config);
  space.couplings_of(first);
  take_plan(settings, config, static_cast<int>(space.size()));
  validate(task_of(config, 0).points, n);
  check_target(config, first);
  take_start(settings, config);
  return config;
}

std::string to_toml(const LearnConfig& config) {
  const LearningTask& w = config.weights;
  const CouplingPenalties& p = w.penalties;
  const SparsifierOptions& o = config.plan.options;
  std::string toml = to_toml(config.target);
  if (config.average) toml += "average = true\n";
  toml += fmt::format("beta = {}\nmu = {}\n{}probe = [{}, {}]\n", config.beta, list(config.mu),
                      to_toml(config.times), config.probe[0], config.probe[1]);
  if (config.device.has_backend()) toml += fmt::format("device = '{}'\n", name_of(config.device));
  toml +=
      fmt::format("curve_weight = {}\nasymmetry_weight = {}\n", w.curve_weight, w.asymmetry_weight);
  if (w.two_point_weight > 0)
    toml += fmt::format("two_point_weight = {}\ntwo_point_t = {}\n", w.two_point_weight,
                        list(w.two_point_times));
  if (w.winding_weight > 0)
    toml += fmt::format("winding_weight = {}\nwinding_t = {}\n", w.winding_weight,
                        list(w.winding_times));
  if (p.commutativity_weight > 0)
    toml += fmt::format("commutativity_weight = {}\n", p.commutativity_weight);
  if (p.noncommutativity_weight > 0)
    toml += fmt::format("noncommutativity_weight = {}\nleast_noncommutativity = {}\n",
                        p.noncommutativity_weight, p.least_noncommutativity);
  if (p.norm_weight > 0)
    toml += fmt::format("norm_weight = {}\nnorm = {}\n", p.norm_weight, p.norm);
  toml += fmt::format("schedule = [{}]\nsparsifier = '{}'\noptimizer = '{}'\nevaluations = {}\n",
                      fmt::join(config.plan.schedule, ", "), name_of(o.kind),
                      name_of(o.fit.optimizer), o.fit.evaluations);
  if (o.fit.optimizer == Optimizer::adam)
    toml += fmt::format("learning_rate = {}\n", o.fit.learning_rate);
  if (o.kind == Sparsifier::prune) toml += fmt::format("regrowth = {}\n", o.regrowth);
  if (o.kind == Sparsifier::prune || o.kind == Sparsifier::greedy)
    toml += fmt::format("candidates = {}\n", o.candidates);
  return toml + fmt::format("goal = {}\nterms = {}\nstart = {}\nstarts = {}\nlearning_seed = {}\n",
                            config.goal, config.terms, toml_string(config.start_name),
                            config.num_starts, config.seed);
}

CouplingSpace coupling_space(const LearnConfig& config) {
  const Hamiltonian first = make_hamiltonian(config.target, 0);
  return complete_space(first.num_majoranas(), first.degree());
}

LearningTask task_of(const LearnConfig& config, std::size_t instance,
                     std::shared_ptr<cuda::StreamPool> device) {
  LearningTask task = config.weights;
  task.device = std::move(device);
  for (std::size_t i = 0; i < config.target.num_instances; ++i)
    if (config.average || i == instance) task.targets.push_back(make_hamiltonian(config.target, i));
  task.points = {.beta = config.beta, .mu = config.mu, .times = {}, .probe = config.probe};
  for (const double t0 : config.times.t0)
    task.points.times.push_back(
        {t0, config.times.axes == TimeAxes::diagonal ? std::vector{t0} : config.times.t1});
  return task;
}

Eigen::VectorXd start_of(const LearnConfig& config, const CouplingSpace& space,
                         std::size_t instance, std::size_t start) {
  if (config.start == LearningStart::file) return space.couplings_of(*config.start_model);
  const Eigen::VectorXd target = space.couplings_of(make_hamiltonian(config.target, instance));
  if (config.start == LearningStart::target && start == 0) return target;
  return random_start(space, effective_coupling_squared(space, target).value, config.seed,
                      instance * config.num_starts + start);
}

}  // namespace traversable
