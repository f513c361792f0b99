// The protocol as a circuit, and how it is compiled, as options.
#pragma once

#include <string>
#include <vector>

#include "circuits/compile.h"
#include "circuits/thermofield_double.h"
#include "circuits/wormhole_circuit.h"
#include "experiments/runs/model_choice.h"
#include "experiments/runs/option.h"

namespace traversable {

/// The wormhole to build.
struct WormholeChoice {
  ModelChoice model;
  std::string encoding;  // as parse_encoding reads it
  std::vector<double> beta{0};
  WormholeOptions options;
  PreparationOptions preparation;

  /// Of a Hamiltonian of the model.
  Encoding encoding_of(const Hamiltonian& hamiltonian) const {
    return parse_encoding(encoding, hamiltonian.num_majoranas());
  }
};

/// Everything of a wormhole but mu and the times; `model` says whether it may be an ensemble, `beta` how many temperatures
/// there are.
Options<WormholeChoice> wormhole_options(std::vector<KeyOption> model, Option<WormholeChoice> beta);

/// What a compiler run is asked for.
struct CompileChoice {
  bool is_asked = false;
  std::string connectivity = "all";
  CompileOptions options = {.preserve = Preserve::measured_state};
};

const Options<CompileChoice>& compile_options();

}  // namespace traversable
