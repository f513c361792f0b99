// The extension module traversable._core: one function a part of it.
#pragma once

#include <pybind11/pybind11.h>

namespace traversable::python {

void bind_sym(pybind11::module_& module);
void bind_sim(pybind11::module_& module);
void bind_state_vector(pybind11::module_& module);
void bind_typicality(pybind11::module_& module);

}  // namespace traversable::python
