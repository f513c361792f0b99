// Angles as OpenQASM 2 writes them.
#pragma once

#include <map>
#include <string>

#include "circuits/qasm_tokens.h"

namespace traversable::qasm {

/// Numbers by name.
using Values = std::map<std::string, double>;

/// The value of the expression at the cursor, which moves behind it: + - * / ^, brackets, numbers,
/// pi, the values, and sin, cos, tan, exp, ln, sqrt. Throws std::invalid_argument with the line of
/// what is none of these, or of brackets and signs nested more than 200 deep.
double evaluate(Cursor& cursor, const Values& values);

}  // namespace traversable::qasm
