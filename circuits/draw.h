// Circuits as text for people.
#pragma once

#include <string>
#include <vector>

#include "circuits/angle_text.h"
#include "circuits/circuit.h"

namespace traversable {

/// Operations by column, no two of them crossing: each moment takes as many columns as its
/// operations overlap.
std::vector<std::vector<std::size_t>> drawing_columns(const Circuit& circuit);

/// One line a qubit, gates as "H", "Rz(π/2)", "●──●" for CZ, "●──⊕" for CNOT, "×──×" for SWAP, the
/// letters of a Pauli rotation with its angle on the first, "M→c0" for a measurement. Lines longer
/// than `width` characters go on in a further block; 0 for no limit. Labels name the qubits
/// ("q0", ... where empty). Throws std::invalid_argument for another number of labels.
std::string draw(const Circuit& circuit, int width = 100,
                 const std::vector<std::string>& labels = {},
                 AngleStyle style = AngleStyle::terminal);

/// What stands in the box of an operation on its k-th qubit.
std::string gate_label(const Operation& operation, std::size_t k,
                       AngleStyle style = AngleStyle::terminal);

}  // namespace traversable
