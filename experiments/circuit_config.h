// A checked circuit: what to build or read, and what to make of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "circuits/compile.h"
#include "circuits/qasm_writer.h"
#include "circuits/thermofield_double.h"
#include "circuits/wormhole_circuit.h"
#include "experiments/command.h"
#include "experiments/runs/model_choice.h"
#include "experiments/runs/settings.h"

namespace traversable {

/// The wormhole to build.
struct WormholeChoice {
  ModelChoice model;
  std::string encoding;
  double beta = 0;
  WormholeOptions options;
  PreparationOptions preparation;
};

/// What a compiler run is asked for.
struct CompileChoice {
  std::string connectivity = "all";
  CompileOptions options = {};
};

enum class CircuitFormat { qasm2, qasm3, text };

struct CircuitConfig {
  std::optional<WormholeChoice> wormhole;  // or else
  std::string input;                       // an OpenQASM 2 file
  std::optional<CompileChoice> compile;
  CircuitFormat format = CircuitFormat::qasm3;
};

/// The keys of the wormhole: those of the model, its protocol and its preparation.
std::vector<KeyOption> wormhole_options();
/// ... and of the compiler.
std::vector<KeyOption> compile_options();

/// Takes everything of a wormhole but mu and the times. Throws std::invalid_argument.
WormholeChoice take_wormhole_frame(Settings& settings);
std::string frame_to_toml(const WormholeChoice& wormhole);

/// Nothing where there is no key `compile`. Throws std::invalid_argument.
std::optional<CompileChoice> take_compile(Settings& settings);
std::string to_toml(const CompileChoice& choice);

/// A finite number >= 0. Throws std::invalid_argument.
double parse_inverse_temperature(const std::string& text);

/// Takes all keys that decide the circuit out of `settings`. Throws std::invalid_argument with the
/// origin of what is missing, malformed, contradicting or out of range.
CircuitConfig take_circuit_config(Settings& settings);

/// The configuration as TOML text that reads back to the same one.
std::string to_toml(const CircuitConfig& config);

}  // namespace traversable
