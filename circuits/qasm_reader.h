// OpenQASM 2 text as circuits.
#pragma once

#include <string_view>

#include "circuits/circuit.h"

namespace traversable {

/// OpenQASM 2.0 (arXiv:1707.03429): qreg, creg, gate definitions, the gates of qelib1.inc and those
/// that Qiskit writes (p, sx, sxdg, u, cp, rxx, rzz, ...), measure, barrier; gates on whole
/// registers. Registers follow each other as they are declared. Definitions that to_qasm writes
/// become the gates that they stand for; other defined gates are expanded, controlled ones (cu3,
/// ccx, ...) become unitaries. Throws std::invalid_argument "line 3: ..." for a syntax error, an
/// undeclared name, a wrong number of arguments, an index out of range, and for reset, if and
/// opaque, which a circuit here cannot hold.
Circuit from_qasm2(std::string_view text);

}  // namespace traversable
