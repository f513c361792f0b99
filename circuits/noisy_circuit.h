// A circuit and what goes wrong in it, in the order in which it happens.
//
// Gates are scheduled as late as they can be (a qubit in |0> suffers nothing before its first gate),
// moment after moment; a moment lasts as long as its longest gate, and all measurements come at the
// end. A qubit idles in a moment, or in what is left of it after a shorter gate, from its first gate
// on until it is measured.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "circuits/circuit.h"
#include "circuits/noise_model.h"
#include "sim/cuda/backend.h"
#include "sim/density_matrix/density_matrix.h"

namespace traversable {

/// A unitary on one or two qubits, or a channel.
struct NoisyStep {
  std::vector<int> qubits;
  Eigen::MatrixXcd unitary;  // empty where there is a channel
  std::optional<Channel> channel;
};

struct NoisyCircuit {
  int num_qubits = 0;
  std::vector<NoisyStep> steps;
  std::vector<int> measured;           // qubits by classical bit, empty where none is measured
  std::vector<ReadOutError> read_out;  // by classical bit
  double duration = 0;                 // ns, without the read-out
};

/// Gates on more qubits than two are written as rotations and CNOTs where the model has no noise on
/// gates. Throws std::invalid_argument for unbound parameters, gates after measurements, classical
/// bits that are left out, or gates that the model does not know.
NoisyCircuit with_noise(const Circuit& circuit, const NoiseModel& model);

/// The state before the measurements, from |0...0>. Throws std::invalid_argument for more qubits
/// than fit in memory.
DensityMatrix run_density_matrix(const NoisyCircuit& circuit);

/// How many states of `bytes` each are run side by side: one a thread, or one alone, on all threads,
/// where so many would take more than half of what is available.
int states_at_once(std::size_t runs, double bytes, int num_threads, double available);

/// Many at once, on the threads there are, the same bits as one by one; or in one sequence of launches on the device of
/// `backend`. Interrupted between runs.
std::vector<Eigen::MatrixXcd> measured_states(std::span<const NoisyCircuit> circuits,
                                              const std::stop_token& stop = {},
                                              cuda::Backend* backend = nullptr);

/// The state of the measured qubits before their measurement, classical bit k = bit k of row and
/// column: rho_PT of a wormhole circuit.
Eigen::MatrixXcd measured_state(const NoisyCircuit& circuit);
Eigen::MatrixXcd measured_state(const Circuit& circuit, const NoiseModel& model);

}  // namespace traversable
