// Two-qubit unitaries from as few entangling gates as they take.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "circuits/circuit.h"

namespace traversable {

/// The entangling gate of a processor.
enum class Entangler { cz, sqrt_iswap };

/// "cz" or "sqrt_iswap". Throws std::invalid_argument.
Entangler entangler_by_name(std::string_view name);
std::string_view name_of(Entangler entangler);
Gate gate_of(Entangler entangler);

/// How many entanglers exp(i (x XX + y YY + z ZZ)) takes: 0 for a product, then for CZ 1 at (pi/4,
/// 0, 0), 2 at z = 0, else 3 (Vidal and Dawson, quant-ph/0307177); for the root of iSWAP 1 at
/// (pi/8, pi/8, 0), 2 where x >= y + |z|, else 3 (Huang et al., arXiv:2105.06074).
int num_entanglers(const Eigen::Matrix4cd& unitary, Entangler entangler);

/// `unitary` on qubits (a, b), a the lowest bit, as one-qubit unitaries and num_entanglers
/// entanglers. Equal up to a phase to 1e-12.
std::vector<Operation> two_qubit_synthesis(const Eigen::Matrix4cd& unitary, int a, int b,
                                           Entangler entangler);

}  // namespace traversable
