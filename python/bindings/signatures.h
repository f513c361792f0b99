// Signatures of compiled functions as Python's own are read: by help, inspect and completion.
#pragma once

#include <pybind11/pybind11.h>

#include <string>

namespace traversable::python {

/// Writes "name(self, beta, t=None)" where CPython looks for it (__text_signature__); the types stay in the
/// docstring. Of several overloads it is "*args, **kwargs".
void give_signature(PyMethodDef& method, const pybind11::detail::function_record& record);

/// A function of Python that calls a static method of the class, which help shows without the
/// library's internals.
pybind11::object plain_function(const pybind11::object& function,
                                const std::string& qualified_name);

}  // namespace traversable::python
