// Swaps that bring the qubits of two-qubit gates together.
#pragma once

#include <cstdint>
#include <stop_token>

#include "circuits/pauli_network.h"

namespace traversable {

/// A circuit of one- and two-qubit gates with swaps such that every two-qubit gate is on adjacent
/// qubits, after SABRE (Li, Ding and Xie, arXiv:1809.02573): of the swaps that touch a waiting
/// gate, the one that brings the waiting gates, and those after them, closest. `trials` initial
/// layouts, each improved by routing the reversed circuit; the one with the fewest swaps.
/// Measurements come last, where their qubits end. The same for any number of threads. Throws
/// std::invalid_argument for gates on more than two qubits or a processor that is too small;
/// Interrupted.
PlacedCircuit route(const Circuit& circuit, const Connectivity& connectivity, int trials,
                    std::uint64_t seed, const std::stop_token& stop = {});

}  // namespace traversable
