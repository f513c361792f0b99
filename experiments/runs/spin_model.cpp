#include "experiments/runs/spin_model.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

#include "sym/quoted.h"

namespace traversable {
namespace {

struct SpinModelKind {
  const char* name;
  bool steps, drawn;
  std::vector<std::string> parameters;
  SpinHamiltonian (*hamiltonian)(const SpinModel&, const Draw&);
  Scrambler (*scrambler)(const SpinModel&, int num_steps, const Draw&);
};

const std::vector<SpinModelKind>& spin_model_kinds() {
  using M = const SpinModel&;
  static const std::vector<SpinModelKind> kinds{
      {"mixed_field_ising",
       false,
       false,
       {"J", "g", "h", "boundary"},
       [](M m, const Draw&) { return mixed_field_ising(m.num_qubits, m.J, m.g, m.h, m.boundary); },
       nullptr},
      {"transverse_ising",
       false,
       false,
       {"J", "g", "boundary"},
       [](M m, const Draw&) { return mixed_field_ising(m.num_qubits, m.J, m.g, 0, m.boundary); },
       nullptr},
      {"xxz",
       false,
       false,
       {"J", "delta", "boundary"},
       [](M m, const Draw&) { return xxz(m.num_qubits, m.J, m.delta, m.boundary); },
       nullptr},
      {"spin_syk",
       false,
       true,
       {"q", "J"},
       [](M m, const Draw& draw) { return spin_syk(m.num_qubits, m.q, m.J, draw); },
       nullptr},
      {"xy_syk",
       false,
       true,
       {"q", "J"},
       [](M m, const Draw& draw) { return xy_syk(m.num_qubits, m.q, m.J, draw); },
       nullptr},
      {"random_two_local",
       false,
       true,
       {"J"},
       [](M m, const Draw& draw) { return random_two_local(m.num_qubits, m.J, draw); },
       nullptr},
      {"kicked_ising",
       true,
       false,
       {"J", "b", "h", "boundary"},
       nullptr,
       [](M m, int steps, const Draw&) {
         return kicked_ising(m.num_qubits, m.J, m.b, m.h, m.boundary, steps);
       }},
      {"brownian",
       true,
       true,
       {"J", "dt"},
       nullptr,
       [](M m, int steps, const Draw& draw) {
         return brownian_spins(m.num_qubits, m.J, m.dt, steps, draw);
       }},
      {"haar",
       true,
       true,
       {"boundary"},
       nullptr,
       [](M m, int steps, const Draw& draw) {
         return brickwork(m.num_qubits, GateEnsemble::haar, m.boundary, steps, draw);
       }},
      {"clifford", true, true, {"boundary"}, nullptr, [](M m, int steps, const Draw& draw) {
         return brickwork(m.num_qubits, GateEnsemble::clifford, m.boundary, steps, draw);
       }}};
  return kinds;
}

const SpinModelKind& kind_of(const std::string& name) {
  const auto found = std::ranges::find(spin_model_kinds(), name, &SpinModelKind::name);
  if (found == spin_model_kinds().end())
    throw std::invalid_argument(
        fmt::format("{}: expected {}", in_quotes(name), fmt::join(spin_model_words(), ", ")));
  return *found;
}

bool takes(const SpinModelKind& kind, const std::string& key) {
  return std::ranges::find(kind.parameters, key) != kind.parameters.end();
}

Draw draw_of(const SpinModel& model, std::size_t index) {
  return {model.seed, model.first_instance + index};
}

}  // namespace

std::vector<std::string> spin_model_words() {
  std::vector<std::string> words;
  for (const SpinModelKind& kind : spin_model_kinds()) words.emplace_back(kind.name);
  return words;
}

std::string spin_model_by_name(const std::string& name) { return kind_of(name).name; }

bool is_scrambler(const SpinModel& model) { return kind_of(model.name).steps; }

bool is_drawn(const SpinModel& model) { return kind_of(model.name).drawn; }

bool has_parameter(const SpinModel& model, const std::string& key) {
  return takes(kind_of(model.name), key);
}

std::string only_with(const std::string& key) {
  std::vector<std::string> names;
  for (const SpinModelKind& kind : spin_model_kinds())
    if (takes(kind, key)) names.emplace_back(kind.name);
  return fmt::format("only with model {}", fmt::join(names, ", "));
}

SpinHamiltonian spin_hamiltonian_of(const SpinModel& model, std::size_t index) {
  return kind_of(model.name).hamiltonian(model, draw_of(model, index));
}

Scrambler scrambler_of(const SpinModel& model, std::size_t index, int num_steps) {
  return kind_of(model.name).scrambler(model, num_steps, draw_of(model, index));
}

}  // namespace traversable
