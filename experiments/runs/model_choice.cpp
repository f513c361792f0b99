#include "experiments/runs/model_choice.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "experiments/files/text_file.h"
#include "experiments/runs/number_list.h"
#include "sym/hamiltonian_json.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

// What a model can be given besides its name.
struct ModelKind {
  const char* name;
  bool is_syk;
  bool is_sparse;
  bool has_hypergraph;
  bool has_terms;
  bool has_coupling;
};

constexpr std::array<ModelKind, 7> model_kinds{
    {{"learned", false, false, false, false, false},
     {"binary_sparse_n8", false, false, false, false, false},
     {"dense_syk", true, false, false, false, false},
     {"sparse_syk", true, true, true, false, false},
     {"binary_sparse_syk", true, true, false, false, true},
     {"fixed_terms_syk", true, false, false, true, false},
     {"commuting_syk", true, false, false, false, false}}};

const ModelKind* find_kind(const std::string& name) {
  const auto* found = std::find_if(model_kinds.begin(), model_kinds.end(),
                                   [&](const ModelKind& kind) { return name == kind.name; });
  return found == model_kinds.end() ? nullptr : found;
}

// Only the name and these may be set for a model of one instance.
void take_syk_parameters(Settings& settings, const ModelKind& kind, ModelChoice& model) {
  const auto integer = [](long long least, long long most) {
    return [=](const std::string& text) { return parse_integer(text, least, most); };
  };
  const auto biggest = std::numeric_limits<long long>::max();
  model.num_majoranas = static_cast<int>(
      settings.require("majoranas", "the number of Majoranas a side, 2 to 64", integer(2, 64)));
  model.q = static_cast<int>(settings.take("q", integer(2, 64)).value_or(4));
  model.J = settings.take("J", parse_number).value_or(1.0);
  model.seed = static_cast<std::uint64_t>(settings.take("seed", integer(0, biggest)).value_or(0));
  model.first_instance =
      static_cast<std::uint64_t>(settings.take("first_instance", integer(0, biggest)).value_or(0));
  model.is_ensemble = settings.contains("instances");
  model.num_instances =
      static_cast<std::size_t>(settings.take("instances", integer(1, 10'000'000)).value_or(1));
  if (model.num_instances - 1 > static_cast<std::uint64_t>(biggest) - model.first_instance)
    throw Refusal("first_instance",
                  fmt::format("{} and {} instances from there, expected numbers up to {}",
                              model.first_instance, model.num_instances, biggest));
  if (kind.is_sparse)
    model.k = settings.require("k", "the number of terms per Majorana", parse_number);
  if (kind.has_hypergraph)
    model.hypergraph =
        settings.take("hypergraph", hypergraph_by_name).value_or(Hypergraph::bernoulli);
  if (kind.has_coupling)
    model.coupling =
        settings.take("coupling", binary_coupling_by_name).value_or(BinaryCoupling::same_variance);
  if (kind.has_terms) {
    model.num_terms = static_cast<int>(
        settings.require("num_terms", "the number of terms", integer(1, 1'000'000)));
    model.commutation =
        settings.take("commutation", term_commutation_by_name).value_or(TermCommutation::any);
  }
}

void refuse_leftovers(Settings& settings, const std::string& model) {
  for (const std::string& key : model_keys())
    settings.take(key, [&](const std::string& text) -> int {
      throw std::invalid_argument(
          fmt::format("{} is not a parameter of model {}", excerpt(text), excerpt(model)));
    });
}

}  // namespace

ProbeMode parse_probe(const std::string& text, int num_majoranas) {
  const std::vector<double> values = parse_numbers(text);
  ProbeMode probe{};
  const auto is_index = [&](double v) { return v == std::floor(v) && v >= 0 && v < num_majoranas; };
  if (values.size() != 2 || !is_index(values[0]) || !is_index(values[1]))
    throw std::invalid_argument(fmt::format("{}: expected two distinct Majoranas from 0 to {}",
                                            in_quotes(text), num_majoranas - 1));
  for (std::size_t i = 0; i < 2; ++i) probe[i] = static_cast<int>(values[i]);
  return probe;
}

std::vector<KeyOption> protocol_options() {
  return {
      {"probe", "", "the two Majoranas of the probe mode, from 0", form::two_integers, "0,1"},
      {"couple", "",
       "what V couples: all, fermions 2-9 or 0=1,1-3=0.5 with weights, or bits of pairs 2+3,4+5",
       form::one_of({"all"}, "FERMIONS|PAIRS"), "all"}};
}

Protocol take_protocol(Settings& settings, int num_majoranas) {
  Protocol protocol;
  if (const auto probe = settings.take(
          "probe", [&](const std::string& text) { return parse_probe(text, num_majoranas); }))
    protocol.probe = *probe;
  if (const auto coupling = settings.take("couple", [&](const std::string& text) {
        const Coupling read = coupling_by_text(text);
        read.check(num_majoranas);
        return read;
      }))
    protocol.coupling = *coupling;
  return protocol;
}

std::string to_toml(const Protocol& protocol) {
  std::string toml = fmt::format("probe = [{}, {}]\n", protocol.probe[0], protocol.probe[1]);
  if (!protocol.coupling.is_plain())
    toml += fmt::format("couple = '{}'\n", to_text(protocol.coupling));
  return toml;
}

namespace {

std::vector<PauliString> parse_strings(std::string_view text) {
  std::vector<PauliString> strings;
  for (std::size_t begin = 0; !text.empty() && begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    strings.push_back(pauli_from_text(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return strings;
}

}  // namespace

Encoding parse_encoding(const std::string& text, int num_majoranas) {
  const std::size_t middle = text.find(';');
  if (middle == text.npos) return encoding_by_name(text, num_majoranas);
  const std::string_view whole = text;
  Encoding encoding = user_encoding(parse_strings(whole.substr(0, middle)),
                                    parse_strings(whole.substr(middle + 1)));
  if (encoding.num_majoranas() != num_majoranas)
    throw std::invalid_argument(
        fmt::format("strings of {} Majoranas a side, the Hamiltonian has {}",
                    encoding.num_majoranas(), num_majoranas));
  return encoding;
}

ModelChoice choice_of(std::vector<Hamiltonian> given, bool is_ensemble) {
  if (given.empty()) throw std::invalid_argument("no Hamiltonians, expected one at least");
  for (const Hamiltonian& hamiltonian : given)
    if (hamiltonian.num_majoranas() != given[0].num_majoranas())
      throw std::invalid_argument(fmt::format("instances of {} and {} Majoranas, expected one size",
                                              given[0].num_majoranas(),
                                              hamiltonian.num_majoranas()));
  ModelChoice model;
  model.num_majoranas = given[0].num_majoranas();
  model.num_instances = given.size();
  model.is_ensemble = is_ensemble;
  model.given = std::move(given);
  return model;
}

Hamiltonian read_hamiltonian(const std::string& path) {
  try {
    return hamiltonian_from_json(read_text_file(path));
  } catch (const std::invalid_argument& error) {
    const std::string what = error.what();
    throw std::invalid_argument(what.starts_with(path) ? what : path + ": " + what);
  }
}

std::vector<std::string> model_words() {
  std::vector<std::string> names;
  for (const auto& kind : model_kinds) names.emplace_back(kind.name);
  return names;
}

std::string model_names() { return fmt::format("{}", fmt::join(model_words(), ", ")); }

std::vector<KeyOption> model_options() {
  const std::string of_syk = "required by SYK ensembles";
  return in_group(
      "Model",
      {{"model", "-m", "a model, or a Hamiltonian's .json file",
        form::one_of(model_words(), "FILE", FileRole::read), "required"},
       {"majoranas", "-N", "Majoranas a side", form::integer, of_syk},
       {"q", "", "Majoranas in a term", form::integer, "4"},
       {"J", "", "coupling scale of an SYK ensemble", form::number, "1"},
       {"k", "", "terms per Majorana of a sparse ensemble", form::number,
        "required by sparse ensembles"},
       {"hypergraph", "", "of sparse_syk", form::one_of({"bernoulli", "regular"}), "bernoulli"},
       {"coupling", "", "of binary_sparse_syk: modulus of its couplings",
        form::one_of({"same_variance", "J/sqrt(K)"}), "same_variance"},
       {"num_terms", "", "number of terms of fixed_terms_syk", form::integer,
        "required by fixed_terms_syk"},
       {"commutation", "", "of the terms of fixed_terms_syk",
        form::one_of({"any", "commuting", "noncommuting"}), "any"},
       {"seed", "", "seed of an ensemble", form::integer, "0"},
       {"first_instance", "", "first instance of the ensemble", form::integer, "0"},
       {"instances", "", "number of instances; the result gets an instance axis", form::integer,
        "one, without an axis"}});
}

std::vector<KeyOption> one_model_options() { return without(model_options(), {"instances"}); }

std::span<const std::string> model_keys() {
  static const std::vector<std::string> keys = keys_of(model_options());
  return keys;
}

ModelChoice take_model(Settings& settings) {
  const std::string expected = fmt::format("{}, or a .json file", model_names());
  ModelChoice model;
  model.name = settings.require("model", expected, [&](const std::string& name) {
    if (find_kind(name) == nullptr && !name.ends_with(".json"))
      throw std::invalid_argument(
          fmt::format("unknown model {}, expected {}", in_quotes(name), expected) +
          did_you_mean(name, model_words()));
    return name;
  });
  const ModelKind* kind = find_kind(model.name);
  if (kind == nullptr) {
    try {
      model.given = {read_hamiltonian(model.name)};
    } catch (const std::invalid_argument& error) {
      throw Refusal("model", error.what());
    }
    model.num_majoranas = model.given[0].num_majoranas();
  } else if (kind->is_syk) {
    take_syk_parameters(settings, *kind, model);
  } else {
    model.num_majoranas = make_hamiltonian(model, 0).num_majoranas();
  }
  refuse_leftovers(settings, model.name);
  make_hamiltonian(model, 0);  // refuses what the ensemble does not allow, before anything starts
  return model;
}

HamiltonianList::HamiltonianList(const ModelChoice& model)
    : HamiltonianList(model.num_majoranas, model.num_instances,
                      [model](std::size_t index) { return make_hamiltonian(model, index); }) {}

Hamiltonian make_hamiltonian(const ModelChoice& model, std::size_t index) {
  if (!model.given.empty()) return model.given[index];
  const Draw draw{model.seed, model.first_instance + index, model.reference_of};
  const int n = model.num_majoranas;
  if (model.name == "dense_syk") return dense_syk(n, model.q, model.J, draw);
  if (model.name == "sparse_syk")
    return sparse_syk(n, model.q, model.J, model.k, model.hypergraph, draw);
  if (model.name == "binary_sparse_syk")
    return binary_sparse_syk(n, model.q, model.J, model.k, model.coupling, draw);
  if (model.name == "fixed_terms_syk")
    return fixed_terms_syk(n, model.q, model.J, model.num_terms, model.commutation, draw);
  if (model.name == "commuting_syk") return commuting_syk(n, model.q, model.J, draw);
  return model.name == "binary_sparse_n8" ? binary_sparse_n8() : learned();
}

std::string to_toml(const ModelChoice& model) {
  if (model.name.empty()) return "";  // an object of Python
  std::string toml = fmt::format("model = {}\n", toml_string(model.name));
  const ModelKind* kind = find_kind(model.name);
  if (kind == nullptr || !kind->is_syk) return toml;
  toml += fmt::format("majoranas = {}\nq = {}\nJ = {}\n", model.num_majoranas, model.q, model.J);
  if (kind->is_sparse) toml += fmt::format("k = {}\n", model.k);
  if (kind->has_hypergraph)
    toml += fmt::format("hypergraph = '{}'\n",
                        model.hypergraph == Hypergraph::regular ? "regular" : "bernoulli");
  if (model.coupling != BinaryCoupling::same_variance)
    toml += fmt::format("coupling = '{}'\n", name_of(model.coupling));
  if (kind->has_terms)
    toml += fmt::format("num_terms = {}\ncommutation = '{}'\n", model.num_terms,
                        name_of(model.commutation));
  toml += fmt::format("seed = {}\nfirst_instance = {}\n", model.seed, model.first_instance);
  if (model.is_ensemble) toml += fmt::format("instances = {}\n", model.num_instances);
  return toml;
}

}  // namespace traversable
