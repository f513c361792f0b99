// From settings to Hamiltonians.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "experiments/runs/option.h"
#include "experiments/runs/settings.h"
#include "sym/encoding.h"
#include "sym/hamiltonian.h"
#include "sym/models.h"
#include "sym/protocol.h"

namespace traversable {

/// A named model with its parameters, or a Hamiltonian read from a JSON file.
struct ModelChoice {
  std::string name;                // "learned", "dense_syk", ..., the file, or "" of objects
  std::vector<Hamiltonian> given;  // of a file or objects, one an instance
  int num_majoranas = 7;
  int q = 4;
  double J = 1.0;
  double k = 0.0;
  Hypergraph hypergraph = Hypergraph::bernoulli;
  BinaryCoupling coupling = BinaryCoupling::same_variance;
  int num_terms = 0;
  TermCommutation commutation = TermCommutation::any;
  std::uint64_t seed = 0;
  std::uint64_t first_instance = 0;
  /// As in Draw, of reference ensembles.
  std::uint64_t reference_of = 0;
  std::size_t num_instances = 1;
  bool is_ensemble = false;  // --instances was given: the result has an instance axis
};

/// Hamiltonians that are there already, of one size; with an instance axis or of one instance. Throws
/// std::invalid_argument where there are none or their sizes differ.
ModelChoice choice_of(std::vector<Hamiltonian> given, bool is_ensemble);

/// A Hamiltonian from a JSON file. Throws std::invalid_argument naming the file.
Hamiltonian read_hamiltonian(const std::string& path);

/// Names of the models, also as a list for messages.
std::vector<std::string> model_words();
std::string model_names();

/// Options of everything that names a model.
std::vector<KeyOption> model_options();
/// Of what takes one instance of it.
std::vector<KeyOption> one_model_options();

/// Keys that a model takes.
std::span<const std::string> model_keys();

/// Takes model, majoranas, q, J, k, hypergraph, coupling, num_terms, commutation, seed, first_instance and instances
/// out of `settings`. A parameter that the model does not have is refused. Throws std::invalid_argument.
ModelChoice take_model(Settings& settings);

/// The choice as TOML lines, every parameter of the model spelled out; nothing of objects.
std::string to_toml(const ModelChoice& model);

/// Hamiltonians of one size, made when they are needed.
struct HamiltonianList {
  HamiltonianList(const ModelChoice& model);
  HamiltonianList(int majoranas, std::size_t size, std::function<Hamiltonian(std::size_t)> member)
      : num_majoranas(majoranas), count(size), make(std::move(member)) {}
  /// Of a run whose dynamics follow from its configuration alone: its file has no couplings.
  static HamiltonianList none() { return {0, 0, {}}; }

  int num_majoranas;
  std::size_t count;
  std::function<Hamiltonian(std::size_t index)> make;
};

/// Member `index` (from 0, counted from first_instance) of the ensemble.
Hamiltonian make_hamiltonian(const ModelChoice& model, std::size_t index);

/// By name, or both sides' Pauli strings: "X,ZX;Y,ZY" of gamma_L^0, gamma_L^1; gamma_R^0, gamma_R^1, qubit 0 leftmost.
/// Throws std::invalid_argument.
Encoding parse_encoding(const std::string& text, int num_majoranas);

/// "0,1": two distinct Majoranas of 0 .. N-1. Throws std::invalid_argument.
ProbeMode parse_probe(const std::string& text, int num_majoranas);

/// Everything that names a model, of a configuration with a `model`; none of it where the model is there
/// already. `then` may complete the configuration.
template <class Config>
Option<Config> model_option(
    std::vector<KeyOption> keys = model_options(),
    std::function<void(Config&)> then = [](Config&) {}) {
  return {std::move(keys),
          [=](Settings& settings, Config& config) {
            if (config.model.given.empty()) config.model = take_model(settings);
            then(config);
          },
          [](const Config& config) { return to_toml(config.model); }};
}

std::vector<KeyOption> protocol_options();
/// Takes `probe` and `couple` of N Majoranas. Throws std::invalid_argument.
Protocol take_protocol(Settings& settings, int num_majoranas);
/// As TOML lines; the coupling only where it is not the plain one.
std::string to_toml(const Protocol& protocol);

/// The options of a protocol, of a configuration with a `model` before it.
template <class Config, class Place>
Option<Config> protocol_option(Place place) {
  return {protocol_options(),
          [=](Settings& settings, Config& config) {
            place(config) = take_protocol(settings, config.model.num_majoranas);
          },
          [=](const Config& config) { return to_toml(place(config)); }};
}

}  // namespace traversable
