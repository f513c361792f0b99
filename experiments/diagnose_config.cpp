#include "experiments/diagnose_config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>

#include "experiments/number_list.h"
#include "sim/evolution_length.h"
#include "sim/interrupted.h"
#include "sym/fingerprint.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

constexpr std::size_t most_ensembles = 100;
constexpr const char* ensemble_names =
    "dense, sparse:K, binary:K (K terms per Majorana), commuting_syk, same_terms, "
    "same_terms_commuting, "
    "same_terms_noncommuting, or none";

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> words;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    std::string word = text.substr(begin, end - begin);
    word.erase(0, word.find_first_not_of(' '));
    word.erase(word.find_last_not_of(' ') + 1);
    words.push_back(word);
    begin = end + 1;
  }
  return words;
}

/// Instances that are drawn before anything else, to see whether an ensemble suits the model.
constexpr std::size_t drawn_at_once = 100;

/// Whether one instance may be drawn and another not: no set of terms found that commutes, or does not.
bool differs_by_instance(const ModelChoice& model) {
  return model.name == "fixed_terms_syk" && model.commutation != TermCommutation::any;
}

/// An instance, or why there is none. Throws std::invalid_argument with the name of the ensemble.
Hamiltonian draw(const ReferenceEnsemble& ensemble, std::size_t instance) {
  try {
    return make_hamiltonian(ensemble.model, instance);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("{}: {}", in_quotes(ensemble.name), error.what()));
  }
}

/// One ensemble by name, whose first instances can be drawn. Throws std::invalid_argument.
ReferenceEnsemble make_ensemble(const std::string& name, const Hamiltonian& hamiltonian,
                                const DiagnoseConfig& config) {
  ReferenceEnsemble ensemble{name, {}};
  ModelChoice& model = ensemble.model;
  model.num_majoranas = hamiltonian.num_majoranas();
  model.q = hamiltonian.degree();
  model.J = config.ensemble_J;
  model.seed = config.ensemble_seed;
  model.reference_of = fingerprint(hamiltonian);
  model.num_instances = config.ensemble_instances;
  model.is_ensemble = true;
  model.num_terms = static_cast<int>(hamiltonian.terms().size());
  const auto colon = name.find(':');
  const std::string kind = name.substr(0, colon);
  const bool has_k = kind == "sparse" || kind == "binary";
  if (has_k != (colon != std::string::npos))
    throw std::invalid_argument(fmt::format("{}: expected {}", in_quotes(name), ensemble_names));
  if (has_k) model.k = parse_number(name.substr(colon + 1));
  if (kind == "dense")
    model.name = "dense_syk";
  else if (kind == "sparse")
    model.name = "sparse_syk";
  else if (kind == "binary")
    model.name = "binary_sparse_syk";
  else if (kind == "commuting_syk")
    model.name = "commuting_syk";
  else if (kind == "same_terms" || kind == "same_terms_commuting" ||
           kind == "same_terms_noncommuting")
    model.name = "fixed_terms_syk";
  else
    throw std::invalid_argument(fmt::format("{}: expected {}", in_quotes(name), ensemble_names));
  if (kind == "same_terms_commuting") model.commutation = TermCommutation::commuting;
  if (kind == "same_terms_noncommuting") model.commutation = TermCommutation::noncommuting;
  const std::size_t trials = differs_by_instance(model) ? drawn_at_once : 1;
  for (std::size_t i = 0; i < std::min(config.ensemble_instances, trials); ++i) draw(ensemble, i);
  return ensemble;
}

/// What can be drawn of the usual families.
std::vector<ReferenceEnsemble> default_ensembles(const Hamiltonian& hamiltonian,
                                                 const DiagnoseConfig& config) {
  const int n = hamiltonian.num_majoranas();
  std::vector<std::string> names{
      "dense",
      "sparse:1",
      "sparse:2",
      "sparse:4",
      fmt::format("binary:{:.6g}", static_cast<double>(hamiltonian.terms().size()) / n),
      "commuting_syk",
      "same_terms_commuting",
      "same_terms_noncommuting"};
  std::vector<ReferenceEnsemble> ensembles;
  for (const std::string& name : names) try {
      ensembles.push_back(make_ensemble(name, hamiltonian, config));
    } catch (const std::invalid_argument&) {
      continue;  // not for this number of fermions or terms
    }
  return ensembles;
}

std::vector<ReferenceEnsemble> parse_ensembles(const std::string& text,
                                               const Hamiltonian& hamiltonian,
                                               const DiagnoseConfig& config) {
  std::vector<ReferenceEnsemble> ensembles;
  if (text == "none") return ensembles;
  const std::vector<std::string> names = split(text);
  if (names.size() > most_ensembles)
    throw std::invalid_argument(
        fmt::format("{} ensembles, expected at most {}", names.size(), most_ensembles));
  for (const std::string& name : names) {
    if (std::count(names.begin(), names.end(), name) > 1)
      throw std::invalid_argument(fmt::format("{} is given twice", in_quotes(name)));
    ensembles.push_back(make_ensemble(name, hamiltonian, config));
  }
  return ensembles;
}

double parse_positive(const std::string& text) {
  const double value = parse_number(text);
  if (!(value > 0)) throw std::invalid_argument(fmt::format("{}: expected a number > 0", value));
  return value;
}

/// Applies `set` and checks the whole plan, so that an error names the key.
template <class Set>
bool take_checked(Settings& settings, const char* key, DiagnosisPlan& plan, int num_majoranas,
                  const Set& set) {
  return settings
      .take(key,
            [&](const std::string& text) {
              set(text);
              validate(plan, num_majoranas);
              return true;
            })
      .value_or(false);
}

void take_plan(Settings& settings, DiagnosisPlan& plan, int n) {
  plan.beta = settings.require("beta", "an inverse temperature >= 0", [](const std::string& text) {
    const double beta = parse_number(text);
    if (beta < 0) throw std::invalid_argument(fmt::format("{}: expected a number >= 0", beta));
    return beta;
  });
  plan.mu =
      settings.require("mu", "|mu| > 0, whose both signs are run", [&](const std::string& text) {
        const double mu = parse_positive(text);
        plan.mu_scan = default_mu_scan(mu);
        return mu;
      });
  plan.times = parse_numbers("0:8:41");
  plan.pairs = default_pairs(n);
  const auto take = [&](const char* key, const auto& set) {
    take_checked(settings, key, plan, n, set);
  };
  take("t", [&](const std::string& text) { plan.times = parse_numbers(text); });
  take("probe", [&](const std::string& text) { plan.probe = parse_probe(text, n); });
  take("pairs", [&](const std::string& text) { plan.pairs = pair_choice_by_name(text); });
  take("reference_time",
       [&](const std::string& text) { plan.reference_time = parse_number(text); });
  take("injections", [&](const std::string& text) { plan.injections = parse_numbers(text); });
  take("messages", [&](const std::string& text) {
    const std::vector<double> values = parse_numbers(text);
    if (values.size() != 2)
      throw std::invalid_argument(fmt::format("{}: expected two numbers", in_quotes(text)));
    plan.messages = {values[0], values[1]};
  });
  validate(plan, n);
}

void refuse_instances(Settings& settings) {
  settings.refuse({"instances"}, "a diagnosis is of one Hamiltonian; ensembles are for comparison");
}

}  // namespace

Hamiltonian DiagnoseConfig::sample(std::size_t index) const {
  if (index == 0) return make_hamiltonian(model, 0);
  const std::size_t k = index - 1;
  return draw(ensembles[k / ensemble_instances], k % ensemble_instances);
}

HamiltonianList DiagnoseConfig::samples() const {
  return {model.num_majoranas, num_samples(),
          [config = *this](std::size_t index) { return config.sample(index); }};
}

std::vector<KeyOption> diagnose_options() {
  std::vector<KeyOption> options = model_options();
  std::erase_if(options, [](const KeyOption& option) { return option.key == "instances"; });
  const std::vector<KeyOption> own{
      {"beta", "", "inverse temperature"},
      {"mu", "", "|mu| of the coupling; both signs are run"},
      {"t", "", "times, ascending from 0 (0:8:41)"},
      {"probe", "", "the Majoranas of the probe mode (0,1)"},
      {"pairs", "",
       "which pairs of fermions to teleport: all, disjoint or none (all up to N = 12, then "
       "disjoint)"},
      {"reference_time", "",
       "time of size distributions, response and injections (each model's own time of largest "
       "asymmetry)"},
      {"injections", "", "injection times of the arrivals, in units of it (0.7,0.85,1,1.15,1.3)"},
      {"messages", "", "injection times of two messages, in units of it (1.2,0.8)"},
      {"ensembles", "",
       fmt::format("what to compare with: {} (all that suit the model)", ensemble_names)},
      {"ensemble_instances", "", "instances of each ensemble (40)"},
      {"ensemble_seed", "", "seed of the ensembles (1)"},
      {"ensemble_J", "", "their J (the one that gives the model's Tr H^2)"}};
  options.insert(options.end(), own.begin(), own.end());
  return options;
}

DiagnoseConfig take_diagnose_config(Settings& settings) {
  DiagnoseConfig config;
  refuse_instances(settings);
  config.model = take_model(settings);
  const Hamiltonian hamiltonian = make_hamiltonian(config.model, 0);
  take_plan(settings, config.plan, hamiltonian.num_majoranas());
  const auto integer = [](long long least, long long most) {
    return [=](const std::string& text) { return parse_integer(text, least, most); };
  };
  config.ensemble_instances = static_cast<std::size_t>(
      settings.take("ensemble_instances", integer(2, 1'000'000)).value_or(40));
  config.ensemble_seed = static_cast<std::uint64_t>(
      settings.take("ensemble_seed", integer(0, std::numeric_limits<long long>::max()))
          .value_or(1));
  config.ensemble_J = settings.take("ensemble_J", parse_positive).value_or(matched_J(hamiltonian));
  if (!(config.ensemble_J > 0))
    throw std::invalid_argument("--ensemble-J: missing, the model's couplings are all zero");
  const auto given = settings.take("ensembles", [&](const std::string& text) {
    return parse_ensembles(text, hamiltonian, config);
  });
  config.ensembles = given ? *given : default_ensembles(hamiltonian, config);
  check_sample(config, hamiltonian);
  return config;
}

void check_sample(const DiagnoseConfig& config, const Hamiltonian& hamiltonian) {
  check_length("t", longest_time(config.plan), one_norm(hamiltonian));
}

std::string to_toml(const DiagnoseConfig& config) {
  const DiagnosisPlan& plan = config.plan;
  std::vector<std::string> names;
  for (const ReferenceEnsemble& ensemble : config.ensembles) names.push_back(ensemble.name);
  std::string toml = to_toml(config.model);
  toml += fmt::format("beta = {}\nmu = {}\nt = [{}]\nprobe = [{}, {}]\npairs = '{}'\n", plan.beta,
                      plan.mu, fmt::join(plan.times, ", "), plan.probe[0], plan.probe[1],
                      name_of(plan.pairs));
  if (plan.reference_time) toml += fmt::format("reference_time = {}\n", *plan.reference_time);
  toml += fmt::format("injections = [{}]\nmessages = [{}, {}]\n", fmt::join(plan.injections, ", "),
                      plan.messages[0], plan.messages[1]);
  return toml +
         fmt::format(
             "ensembles = {}\nensemble_instances = {}\nensemble_seed = {}\nensemble_J = {}\n",
             toml_string(names.empty() ? "none" : fmt::format("{}", fmt::join(names, ","))),
             config.ensemble_instances, config.ensemble_seed, config.ensemble_J);
}

}  // namespace traversable
