// A circuit and a noise model with every kind of gate and channel.
#pragma once

#include "circuits/circuit.h"
#include "circuits/noise_model.h"
#include "tests/sim/noise/noise_matrices.h"

namespace traversable::test {

inline Circuit small_circuit() {
  Circuit circuit(4);
  circuit.append(Gate::h, {0});
  circuit.append(Gate::cnot, {0, 2});
  circuit.append(Gate::rx, {1}, {0.3});
  circuit.append(Gate::rz, {2}, {0.7});
  circuit.append(Gate::iswap, {2, 1});
  circuit.append(Gate::u3, {3}, {0.1, 0.2, 0.3});
  circuit.append(Gate::cz, {3, 0});
  circuit.append(Gate::h, {2});
  circuit.append(Gate::fsim, {1, 3}, {0.4, 0.5});
  circuit.measure(2, 0);
  circuit.measure(0, 1);
  return circuit;
}

inline NoiseModel every_channel() {
  NoiseModel model;
  model.one_qubit = {25, {pauli_channel({0.01, 0.02, 0.03}), over_rotation(0.05, "X")}};
  model.two_qubit = {40,
                     {depolarizing(0.05, 2), over_rotation(0.1, "ZZ"), amplitude_damping(0.03),
                      kraus_channel(random_kraus(2, 2, 3))}};
  model.gates[Gate::iswap] = {70, {phase_damping(0.1), pauli_channel(std::vector(15, 0.004))}};
  model.virtual_gates = {Gate::rz};
  model.idle = {500, 400, {over_rotation(0.02, "Z")}};
  model.qubits[1] = {.idle = {100, 150, {}}, .read_out = {0.1, 0.2}};
  return model;
}

}  // namespace traversable::test
