// Circuits as OpenQASM text.
#pragma once

#include <string>

#include "circuits/circuit.h"

namespace traversable {

enum class QasmVersion {
  two,   ///< OpenQASM 2.0 (arXiv:1707.03429) with qelib1.inc
  three  ///< OpenQASM 3.0 (arXiv:2104.14722) with stdgates.inc
};

/// Any circuit: gates that the standard library has by their names, iswap, sqrt_iswap, fswap and
/// fsim by definitions at the top of the file (where they are used), other one-qubit gates as u3,
/// other rotations and larger unitaries as cx, cz and turns. Numbers with 17 digits; equal up to a
/// phase. Parameters become inputs in version 3, followed by
/// underscores where the language has their names already, and are refused in version 2. Throws
/// std::invalid_argument.
std::string to_qasm(const Circuit& circuit, QasmVersion version);

}  // namespace traversable
