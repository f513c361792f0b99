// What goes wrong where in a circuit.
//
// After every gate come the channels of its kind: channels of one qubit on each of its qubits,
// channels of two on the pair. A qubit that waits while others work relaxes with T1 and T2, and
// suffers the idle channels once a moment. Measured bits come out wrong with the probabilities of
// the read-out errors. The rates are independent of each other, and each has a scale: "1.5 times the
// noise" is scaled(model, 1.5).
#pragma once

#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "circuits/circuit.h"
#include "sim/noise/channel.h"
#include "sim/noise/read_out.h"

namespace traversable {

/// Of gates of one kind; duration in ns.
struct GateNoise {
  double duration = 0;
  std::vector<Channel> channels = {};
};

/// Waiting: relaxation times in ns (infinite for none) and channels of one qubit a moment.
struct IdleNoise {
  double t1 = std::numeric_limits<double>::infinity();
  double t2 = std::numeric_limits<double>::infinity();
  std::vector<Channel> channels = {};
};

/// Figures of one qubit that differ from the others'.
struct QubitNoise {
  IdleNoise idle = {};
  ReadOutError read_out = {};
};

struct NoiseModel {
  std::string name = "none";
  std::string description = {};
  /// Where the figures come from, for people.
  std::string origin = {};
  GateNoise one_qubit = {};
  GateNoise two_qubit = {};
  /// Gates that differ from the others on as many qubits.
  std::map<Gate, GateNoise> gates = {};
  /// One-qubit gates that take no time and make no errors.
  std::set<Gate> virtual_gates = {};
  IdleNoise idle = {};
  ReadOutError read_out = {};
  double read_out_duration = 0;
  std::map<int, QubitNoise> qubits = {};
};

/// Throws std::invalid_argument naming the figure for a time that is negative or not finite (T1, T2:
/// not positive), T2 > 2 T1, a read-out error outside [0, 1], a channel of two qubits where there
/// is one, or a virtual gate on more than one qubit.
void validate(const NoiseModel& model);

/// "sycamore", "rainbow", "ionq_like", "none", or "uniform_depolarizing(0.003)": that probability
/// after every gate, on the qubits it acts on. Throws std::invalid_argument with the names there are.
NoiseModel noise_preset(const std::string& name);
std::vector<std::string> noise_preset_names();
NoiseModel uniform_depolarizing(double probability);

/// Every rate times scale (channel.h): T1 and T2 are divided by it, read-out errors multiplied.
/// Throws std::invalid_argument for a scale that is negative, not finite or takes a probability
/// beyond one.
NoiseModel scaled(const NoiseModel& model, double scale);

/// The parts of a model whose cost a noise budget tells apart: "one_qubit", "two_qubit", "idle",
/// "read_out" and the names of gates with noise of their own, those without any noise left out.
std::vector<std::string> components(const NoiseModel& model);

/// The model with the rates of one component times `scale`. Throws std::invalid_argument for a
/// component that is not there.
NoiseModel scaled(const NoiseModel& model, const std::string& component, double scale);

/// What acts after a gate on one or two qubits; nullptr for a virtual one.
const GateNoise* noise_after(const NoiseModel& model, const Operation& operation);

const IdleNoise& idle_noise(const NoiseModel& model, int qubit);
const ReadOutError& read_out_error(const NoiseModel& model, int qubit);

}  // namespace traversable
