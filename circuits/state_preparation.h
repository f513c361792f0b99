// States as circuits from |0...0>, exactly.
#pragma once

#include <complex>
#include <span>

#include "circuits/circuit.h"
#include "sym/encoding.h"
#include "sym/hamiltonian.h"

namespace traversable {

inline constexpr int max_prepared_qubits = 12;

/// Any state of n <= 12 qubits by uniformly controlled rotations, qubit after qubit from the
/// highest, written as the Pauli rotations Z...Z Y that they are products of, then the phases as
/// rotations about Z...Z (Mottonen et al., quant-ph/0407010): at most 2^(n+1) - 2 rotations.
/// Amplitude i belongs to |i>, qubit k = bit k. Throws std::invalid_argument where their number is
/// no power of two, one is not finite, all are zero, or there are more than 12 qubits.
Circuit state_preparation(std::span<const std::complex<double>> amplitudes);

/// Throws std::invalid_argument for a state of none or of more than 12 qubits.
void check_prepared_qubits(int num_qubits);

/// the encoding's qubits.
Circuit infinite_temperature_circuit(const Encoding& encoding);

/// terms are products of r independent strings b_m with values (-1)^{s_m}; |I> is the uniform
/// superposition of all s, and rotations about X_m b_m b_S, X_m the stabilisers of |I> that flip
/// b_m alone, turn its amplitudes into exp(-beta E_s / 2) / sqrt Z: 2^r - 1 rotations. Throws
/// std::invalid_argument where terms do not commute, r > 12, beta is negative or not finite, or the
/// encoding has another number of Majoranas.
Circuit commuting_thermofield_double(const Hamiltonian& hamiltonian, double beta,
                                     const Encoding& encoding);

/// What it refuses of the Hamiltonian. Throws std::invalid_argument.
void check_commuting_thermofield_double(const Hamiltonian& hamiltonian, const Encoding& encoding);

}  // namespace traversable
