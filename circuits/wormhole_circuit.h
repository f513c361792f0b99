// The teleportation protocol as a circuit.
//
//   1. |TFD> on the system's qubits; P and Q in (|00> + |11>) / sqrt 2
//   2. exp(+i H_L t0)       3. fermionic swap of Q with chi_L     4. exp(-i H_L t0)
//   5. exp(i mu V)          6. exp(-i H_R t1)                     7. fermionic swap of T with chi_R
//
// chi = (gamma_a + i gamma_b) / 2 is a mode. The swap of a qubit with it, ((chi chi^+, chi^+),
// (chi, chi^+ chi)) in the qubit's basis, is half of 1 + X gamma_a + Y gamma_b + Z (-i gamma_a
// gamma_b), that is three Clifford rotations about commuting strings, in every encoding. Source:
// Jafferis et al., Nature 612, 51 (2022), doi:10.1038/s41586-022-05424-3.
#pragma once

#include "circuits/circuit.h"
#include "sym/encoding.h"
#include "sym/hamiltonian.h"
#include "sym/operator_sum.h"
#include "sym/protocol.h"

namespace traversable {

struct WormholeOptions {
  double mu = -12;
  double t0 = 0;
  double t1 = 0;
  Protocol protocol = {};
  /// Of each of the three evolutions; one step is exact where the terms commute.
  int trotter_steps = 1;
  /// 1, 2 or 4.
  int trotter_order = 1;
};

/// Where the registers of a wormhole circuit are: the system on qubits 0 .. n-1, P = n, Q = n + 1,
/// and T = n + 2, or the bare qubit of the system that the right probe mode is in.
struct WormholeRegisters {
  int reference = 0;
  int message = 0;
  int read_out = 0;
  bool read_out_is_bare = false;
  int num_qubits = 0;
};

/// The read-out is bare where gamma_R^a and gamma_R^b are X and Y of one qubit, as in the sycamore
/// encoding with the probe (0, 1): measuring this qubit is the swap with T. Throws
/// std::invalid_argument for a bad probe.
WormholeRegisters wormhole_registers(const Encoding& encoding, const ProbeMode& probe);

/// What wormhole_circuit refuses whatever the preparation. Throws std::invalid_argument.
void check_wormhole(const Hamiltonian& hamiltonian, const Encoding& encoding,
                    const WormholeOptions& options);

/// Classical bit 0 measures T and bit 1 measures P, so that measured_state is rho_PT with row
/// 2 p + a. `thermofield_double` prepares |TFD> on the encoding's qubits. Throws
/// std::invalid_argument for a preparation of another number of qubits or with measurements, an
/// encoding or probe that does not fit, arguments that are not finite, times that are too long
/// (evolution_length.h), or trotter_steps < 1.
Circuit wormhole_circuit(const Hamiltonian& hamiltonian, const Encoding& encoding,
                         const Circuit& thermofield_double, const WormholeOptions& options);

/// exp(-i t sum c_P P) by `steps` Suzuki-Trotter steps as Pauli rotations; terms in trotter_order.
/// Throws std::invalid_argument for coefficients that are not real, steps < 1 or another order than
/// 1, 2, 4.
Circuit evolution_circuit(int num_qubits, const PauliSum& terms, double t, int order, int steps);

/// The fermionic swap of `qubit` with chi = (gamma_a + i gamma_b) / 2, all on the circuit's qubits.
void append_fermionic_swap(Circuit& circuit, int qubit, const PauliString& gamma_a,
                           const PauliString& gamma_b);

}  // namespace traversable
