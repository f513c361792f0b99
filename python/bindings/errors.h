// Errors in words: what every function of the module says of arguments that do not fit.
#pragma once

#include <pybind11/pybind11.h>

#include <string>

namespace traversable::python {

/// C++ exceptions as Python's, in one line of valid text.
void translate_exceptions();

/// Wraps every function and class that the module holds by now. A call whose arguments do not fit
/// raises a TypeError of one line that names the argument, its value and what was expected; so does
/// an object whose __init__ was not called. A call that succeeds costs nothing more.
void guard_calls(const pybind11::module_& module);

/// An object as an error prints it: one line of 80 letters at most.
std::string shown(const pybind11::handle& object);

}  // namespace traversable::python
