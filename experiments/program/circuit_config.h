// A checked circuit: what to build or read, and what to make of it.
#pragma once

#include <string>

#include "experiments/runs/option.h"
#include "experiments/runs/wormhole_choice.h"

namespace traversable {

enum class CircuitFormat { qasm2, qasm3, text };

struct CircuitConfig {
  std::string input;        // an OpenQASM 2 file, or "" for
  WormholeChoice wormhole;  // of one instance and temperature
  CompileChoice compile;
  CircuitFormat format = CircuitFormat::qasm3;

  bool builds() const { return input.empty(); }
};

const Options<CircuitConfig>& circuit_options();

}  // namespace traversable
