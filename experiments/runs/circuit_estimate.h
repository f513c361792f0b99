// What circuits of the protocol take, before they are made.
#pragma once

#include "circuits/circuit.h"
#include "circuits/noisy_wormhole.h"
#include "experiments/runs/fact.h"
#include "experiments/runs/wormhole_choice.h"

namespace traversable {

/// A circuit of the protocol. A preparation that has to be trained is not: half of the rotations that it may have stand for it.
struct SketchedCircuit {
  Circuit circuit;
  bool is_trained = false;
  std::size_t rotations = 0;
};

SketchedCircuit sketch_circuit(const WormholeChoice& choice);

/// Networks that the compiler chooses from.
Fact trials_fact(const SketchedCircuit& sketch, const CompileOptions& options);

/// Seconds of compiling it, and of running it once with noise (all trajectories of it), by this machine's speed: a part of it
/// is compiled with few networks, and a circuit of few qubits is run.
struct CircuitTimes {
  double compilation = 0, run = 0;
};

CircuitTimes measure_circuit(const SketchedCircuit& sketch, const NoisyWormholeOptions& options,
                             const NoiseModel& noise, const NoiseRunOptions& run, int num_qubits);

}  // namespace traversable
