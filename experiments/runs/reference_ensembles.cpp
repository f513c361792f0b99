#include "experiments/runs/reference_ensembles.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "experiments/runs/model_choice.h"
#include "experiments/runs/number_list.h"
#include "sym/fingerprint.h"
#include "sym/quoted.h"
#include "sym/suggestion.h"

namespace traversable {
namespace {

constexpr std::size_t most_ensembles = 100;
/// Instances that are drawn before anything else, to see whether an ensemble suits the model.
constexpr std::size_t drawn_at_once = 100;

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

/// Whether one instance may be drawn and another not: no set of terms found that commutes, or does not.
bool differs_by_instance(const ModelChoice& model) {
  return model.name == "fixed_terms_syk" && model.commutation != TermCommutation::any;
}

std::invalid_argument unknown(const std::string& name) {
  return std::invalid_argument(fmt::format("{}: expected {}", in_quotes(name), ensemble_names()) +
                               did_you_mean(name, ensemble_words()));
}

/// Family and parameter of a name.
void choose_family(const std::string& name, ModelChoice& model) {
  const auto colon = name.find(':');
  const std::string kind = name.substr(0, colon);
  const bool has_k = kind == "sparse" || kind == "binary";
  if (has_k != (colon != std::string::npos)) throw unknown(name);
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
    throw unknown(name);
  if (kind == "same_terms_commuting") model.commutation = TermCommutation::commuting;
  if (kind == "same_terms_noncommuting") model.commutation = TermCommutation::noncommuting;
}

/// One ensemble by name, whose first instances can be drawn. Throws std::invalid_argument.
ReferenceEnsemble make_ensemble(const std::string& name, const Hamiltonian& hamiltonian,
                                const EnsembleDraw& draw) {
  ModelChoice model;
  choose_family(name, model);
  model.num_majoranas = hamiltonian.num_majoranas();
  model.q = hamiltonian.degree();
  model.J = draw.J;
  model.seed = draw.seed;
  model.reference_of = fingerprint(hamiltonian);
  model.num_instances = draw.instances;
  model.is_ensemble = true;
  model.num_terms = static_cast<int>(hamiltonian.terms().size());
  const ReferenceEnsemble ensemble{
      name, draw.instances, [name, model](std::size_t index) {
        try {
          return make_hamiltonian(model, index);
        } catch (const std::invalid_argument& error) {
          throw std::invalid_argument(fmt::format("{}: {}", in_quotes(name), error.what()));
        }
      }};
  const std::size_t trials = differs_by_instance(model) ? drawn_at_once : 1;
  for (std::size_t i = 0; i < std::min(draw.instances, trials); ++i) ensemble.member(i);
  return ensemble;
}

}  // namespace

std::string ensemble_names() {
  return "dense, sparse:K, binary:K (K terms per Majorana), commuting_syk, same_terms, "
         "same_terms_commuting, same_terms_noncommuting, or none";
}

std::vector<std::string> ensemble_words() {
  return {"dense", "commuting_syk", "same_terms", "same_terms_commuting", "same_terms_noncommuting",
          "none"};
}

std::vector<ReferenceEnsemble> parse_ensembles(const std::string& text,
                                               const Hamiltonian& hamiltonian,
                                               const EnsembleDraw& draw) {
  std::vector<ReferenceEnsemble> ensembles;
  if (text == "none") return ensembles;
  const std::vector<std::string> names = split(text);
  if (names.size() > most_ensembles)
    throw std::invalid_argument(
        fmt::format("{} ensembles, expected at most {}", names.size(), most_ensembles));
  for (const std::string& name : names) {
    if (std::count(names.begin(), names.end(), name) > 1)
      throw std::invalid_argument(fmt::format("{} is given twice", in_quotes(name)));
    ensembles.push_back(make_ensemble(name, hamiltonian, draw));
  }
  return ensembles;
}

std::vector<ReferenceEnsemble> default_ensembles(const Hamiltonian& hamiltonian,
                                                 const EnsembleDraw& draw) {
  const double terms_a_fermion = static_cast<double>(hamiltonian.terms().size()) /
                                 static_cast<double>(hamiltonian.num_majoranas());
  const std::vector<std::string> names{"dense",
                                       "sparse:1",
                                       "sparse:2",
                                       "sparse:4",
                                       fmt::format("binary:{:.6g}", terms_a_fermion),
                                       "commuting_syk",
                                       "same_terms_commuting",
                                       "same_terms_noncommuting"};
  std::vector<ReferenceEnsemble> ensembles;
  for (const std::string& name : names) try {
      ensembles.push_back(make_ensemble(name, hamiltonian, draw));
    } catch (const std::invalid_argument&) {
      continue;  // not for this number of fermions or terms
    }
  return ensembles;
}

}  // namespace traversable
