// Angles as people write them, for every drawing of a circuit.
#pragma once

#include <string>

#include "circuits/circuit.h"

namespace traversable {

/// Text of a terminal: "-π/2", or in ASCII "-pi/2"; typeset, with the true minus sign: "−π/2"; LaTeX: "-\pi/2".
enum class AngleStyle { terminal, ascii, typeset, latex };

/// A multiple of pi with a denominator of up to 16, to 1e-9, as that ("3π/4"), other numbers in three
/// digits; with a parameter "2 theta + π/2".
std::string angle_text(const Angle& angle, AngleStyle style);

/// Of all angles of an operation, with commas between.
std::string angles_text(const Operation& operation, AngleStyle style);

}  // namespace traversable
