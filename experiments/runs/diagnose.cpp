#include "experiments/runs/diagnose.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <omp.h>

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>

#include "circuits/toml_string.h"
#include "experiments/runs/machine_speed.h"
#include "experiments/runs/number_list.h"
#include "experiments/runs/option_group.h"
#include "sim/diagnostics/ensemble_comparison.h"
#include "sim/evolution_length.h"
#include "sim/parallel.h"

namespace traversable {
namespace {

using Config = DiagnoseConfig;

// ---- options

void check_plan(Config& config) { validate(config.plan, config.model.num_majoranas); }

Hamiltonian model_of(const Config& config) { return make_hamiltonian(config.model, 0); }

void follow_model(Config& config) {
  config.plan.pairs = default_pairs(config.model.num_majoranas);
  config.draw.J = matched_J(model_of(config));
}

bool draws(const Config& config) { return config.draws_ensembles; }
bool has_J(const Config& config) { return draws(config) && config.draw.J > 0; }

void require_J(const Config& config) {
  if (!has_J(config)) throw Refusal("ensemble_J", "missing, the model's couplings are all zero");
}

Option<Config> ensembles_option() {
  return {{{"ensembles",
            "",
            "what to compare with: " + ensemble_names(),
            {.word = "NAME,...", .words = ensemble_words()},
            "all that suit the model"}},
          [](Settings& settings, Config& config) {
            if (!config.draws_ensembles) return;
            const auto given = settings.take("ensembles", [&](const std::string& text) {
              if (text != "none") require_J(config);
              return parse_ensembles(text, model_of(config), config.draw);
            });
            if (!given) require_J(config);
            config.ensembles = given ? *given : default_ensembles(model_of(config), config.draw);
          },
          [](const Config& config) {
            std::vector<std::string> names;
            for (const ReferenceEnsemble& one : config.ensembles) names.push_back(one.name);
            return fmt::format(
                "ensembles = {}\n",
                toml_string(names.empty() ? "none" : fmt::format("{}", fmt::join(names, ","))));
          }};
}

std::vector<Option<Config>> strength_options() {
  return {
      option<Config>({"beta", "", "inverse temperature"}, in(&Config::plan, &DiagnosisPlan::beta),
                     number(bound::not_negative), {.required = "an inverse temperature >= 0"}),
      option<Config>({"mu", "", "|mu| of the coupling; both signs are run"},
                     in(&Config::plan, &DiagnosisPlan::mu), number(bound::positive),
                     {.required = "|mu| > 0, whose both signs are run",
                      .then = [](Config& c) { c.plan.mu_scan = default_mu_scan(c.plan.mu); }})};
}

/// What the ensembles are drawn with: before they are.
std::vector<Option<Config>> drawing_options() {
  return {option<Config>({"ensemble_instances", "", "instances of each ensemble"},
                         in(&Config::draw, &EnsembleDraw::instances),
                         integer<std::size_t>(2, 1'000'000), {.decides = draws}),
          option<Config>({"ensemble_seed", "", "seed of the ensembles"},
                         in(&Config::draw, &EnsembleDraw::seed),
                         integer<std::uint64_t>(0, std::numeric_limits<long long>::max()),
                         {.decides = draws}),
          option<Config>({"ensemble_J", "", "their J", {}, "the one that gives the model's Tr H^2"},
                         in(&Config::draw, &EnsembleDraw::J), number(bound::positive),
                         {.decides = has_J})};
}

void check_sample(const Config& config, const Hamiltonian& hamiltonian) {
  check_length("t", longest_time(config.plan), one_norm(hamiltonian));
}

// ---- axes and fields

std::vector<std::string> ensemble_axis(const Config& config) {
  std::vector<std::string> names{"model"};
  for (const ReferenceEnsemble& ensemble : config.ensembles) names.push_back(ensemble.name);
  return names;
}

std::vector<Axis> axes_of(const Config& config) {
  std::vector<Axis> axes{
      counted_axis("sample", "0 the model, then instances of the ensembles", config.num_samples())};
  for (const DiagnosisAxis& axis : diagnosis_axes(config.model.num_majoranas, config.plan)) {
    Axis own{axis.name, axis.long_name, axis.units, axis.values};
    if (axis.is_index) own.values = std::vector<long long>(axis.values.begin(), axis.values.end());
    axes.push_back(std::move(own));
  }
  axes.push_back({"ensemble", "what the model is compared with", "1", ensemble_axis(config)});
  return axes;
}

/// The samples' places among ensembles and instances.
std::vector<Field> place_fields(const Config& config) {
  std::vector<long long> ensemble{0}, instance{0};
  for (std::size_t e = 0; e < config.ensembles.size(); ++e)
    for (std::size_t i = 0; i < config.ensembles[e].count; ++i) {
      ensemble.push_back(static_cast<long long>(e) + 1);
      instance.push_back(static_cast<long long>(i));
    }
  const auto constant = [](const char* name, const char* long_name, std::vector<long long> values) {
    return Field{name,
                 long_name,
                 "1",
                 {"sample"},
                 Field::Element::count,
                 Field::Part::constants,
                 std::move(values)};
  };
  return {constant("sample_ensemble", "place of its ensemble, 0 the model", std::move(ensemble)),
          constant("sample_instance", "instance of its ensemble", std::move(instance))};
}

std::vector<Field> fields_of(const Config& config) {
  std::vector<Field> fields = place_fields(config);
  for (const DiagnosisField& field : diagnosis_fields())
    fields.push_back({field.name, field.long_name, field.units,
                      AxisNames{"sample"} + field.dimensions,
                      field.is_complex ? Field::Element::complex : Field::Element::number});
  for (const DiagnosisField& field : diagnosis_fields())
    if (field.dimensions.empty())
      for (const ComparisonField& c : comparison_fields())
        fields.push_back({field.name + c.suffix,
                          c.long_name + field.long_name,
                          c.units.empty() ? field.units : c.units,
                          {"ensemble"},
                          Field::Element::number,
                          Field::Part::statistics});
  return fields;
}

// ---- computation

Hamiltonian sample(const Config& config, std::size_t index) {
  if (index == 0) return model_of(config);
  std::size_t first = 1;
  for (const ReferenceEnsemble& ensemble : config.ensembles) {
    if (index - first < ensemble.count) return ensemble.member(index - first);
    first += ensemble.count;
  }
  throw std::logic_error("a sample beyond the last");
}

/// Small matrices go to threads Hamiltonian by Hamiltonian, large ones are shared.
bool is_side_by_side(const Config& config) {
  const Eigen::Index block = ParityBasis(config.model.num_majoranas).sector_dimension();
  return !worth_threads(block * block);
}

double memory_of(const Config& config) {
  const auto threads = static_cast<std::size_t>(omp_get_max_threads());
  const std::size_t together =
      is_side_by_side(config) ? std::min(threads, config.num_samples()) : 1;
  return static_cast<double>(together) * diagnosis_memory(config.model.num_majoranas, config.plan);
}

double speed_of(const Config& config) {
  const Eigen::Index block = ParityBasis(config.model.num_majoranas).sector_dimension();
  const double speed = measured_speed(std::min<Eigen::Index>(block, 512));
  return is_side_by_side(config) ? speed * omp_get_max_threads() : speed;
}

Facts cost_of(const Config& config) {
  const double operations = static_cast<double>(config.num_samples()) *
                            diagnosis_cost(config.model.num_majoranas, config.plan);
  return {{"operations", fmt::format("{:.2g}", operations), {{"operations", operations}}},
          time_fact(operations / speed_of(config))};
}

void compare(const Config& config, const std::string& name, Sink& sink) {
  const std::vector<double> values = sink.read(name, 0, config.num_samples());
  std::vector<EnsembleComparison> found;
  std::size_t first = 1;
  for (const ReferenceEnsemble& ensemble : config.ensembles) {
    found.push_back(
        compare_with_ensemble(values[0], std::span(values).subspan(first, ensemble.count)));
    first += ensemble.count;
  }
  for (const ComparisonField& c : comparison_fields()) {
    std::vector<double> numbers{std::numeric_limits<double>::quiet_NaN()};  // of the model
    std::ranges::transform(found, std::back_inserter(numbers), c.value);
    sink.write_statistic(name + c.suffix, numbers);
  }
}

void compute(const Config& config, Sink& sink, const std::stop_token& stop) {
  diagnose_all([&](std::size_t i) { return sample(config, i); }, config.num_samples(), config.plan,
               [&](std::size_t i) { return sink.is_done(i); },
               [&](std::size_t i, const Diagnosis& diagnosis) {
                 std::vector<std::vector<double>> values;
                 for (const DiagnosisField& field : diagnosis_fields())
                   values.push_back(field.values(diagnosis));
                 sink.write(i, values);
               },
               stop);
  for (const DiagnosisField& field : diagnosis_fields())
    if (field.dimensions.empty()) compare(config, field.name, sink);
}

}  // namespace

DiagnoseConfig::DiagnoseConfig() {
  plan.times = parse_numbers("0:8:41");
  plan.mu_scan = default_mu_scan(plan.mu);
}

std::size_t DiagnoseConfig::num_samples() const {
  std::size_t count = 1;
  for (const ReferenceEnsemble& ensemble : ensembles) count += ensemble.count;
  return count;
}

const Options<DiagnoseConfig>& diagnose_options() {
  const Details<Config> checked{.then = check_plan};
  static const Options<Config> options(
      grouped<Config>(
          {{"Model", {model_option<Config>(one_model_options(), follow_model)}},
           {"Protocol", strength_options()},
           {"Times",
            {option<Config>({"t", "", "times, ascending from 0"},
                            in(&Config::plan, &DiagnosisPlan::times), numbers(), checked)}},
           {"Protocol",
            {protocol_option<Config>(in(&Config::plan, &DiagnosisPlan::protocol)),
             option<Config>(
                 {"pairs",
                  "",
                  "which pairs of fermions to teleport",
                  {},
                  "all up to N = 12, then disjoint"},
                 in(&Config::plan, &DiagnosisPlan::pairs),
                 choice<PairChoice>(form::one_of({"all", "disjoint", "none"}), pair_choice_by_name),
                 checked)}},
           {"Times",
            {option<Config>({"reference_time",
                             "",
                             "time of size distributions, response and injections",
                             {},
                             "each model's own time of largest asymmetry"},
                            in(&Config::plan, &DiagnosisPlan::reference_time), number_or_none(),
                            checked),
             option<Config>({"injections", "", "injection times of the arrivals, in units of it"},
                            in(&Config::plan, &DiagnosisPlan::injections), numbers(), checked),
             option<Config>({"messages", "", "injection times of two messages, in units of it"},
                            in(&Config::plan, &DiagnosisPlan::messages), two_numbers(), checked)}},
           {"Ensembles", drawing_options()},
           {"Ensembles", {ensembles_option()}}}),
      [](Config& config) {
        check_plan(config);
        check_sample(config, model_of(config));
      });
  return options;
}

Plan plan_of(const DiagnoseConfig& given) {
  const auto config = std::make_shared<const DiagnoseConfig>(given);
  const int n = config->model.num_majoranas;
  return {.experiment = "diagnose",
          .configuration = diagnose_options().to_toml(*config),
          .seed = draws(*config) ? std::optional(config->draw.seed) : std::nullopt,
          .axes = axes_of(*config),
          .fields = fields_of(*config),
          .point = {"sample"},
          .unit = "Hamiltonians",
          .completed = "1 where the sample is computed",
          .hamiltonians = {n, config->num_samples(),
                           [config](std::size_t i) { return sample(*config, i); }},
          .check = [config](const Hamiltonian& h) { check_sample(*config, h); },
          .memory = memory_of(*config),
          .needs = fmt::format("a diagnosis with {} Majoranas a side", n),
          .size =
              [count = config->num_samples()] {
                return Facts{
                    {"Hamiltonians", fmt::format("{}", count), {{"hamiltonians", whole(count)}}}};
              },
          .cost = [config] { return cost_of(*config); },
          .compute =
              [config](Sink& sink, const std::stop_token& stop) {
                compute(*config, sink, stop);
                return true;
              }};
}

}  // namespace traversable
