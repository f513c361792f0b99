// The extension module traversable._core: one function a part of it.
#pragma once

#include <pybind11/pybind11.h>

#include <string>
#include <vector>

#include "sym/encoding.h"
#include "sym/hamiltonian.h"

namespace traversable::python {

/// The encoding with these strings. Throws std::invalid_argument.
Encoding encoding_of(const std::vector<std::string>& left, const std::vector<std::string>& right);

/// What a Hamiltonian has of a number, a sequence and a matrix.
void bind_hamiltonian_values(pybind11::module_& module, pybind11::class_<Hamiltonian>& bound);

void bind_sym(pybind11::module_& module);
void bind_sim(pybind11::module_& module);
void bind_state_vector(pybind11::module_& module);
void bind_typicality(pybind11::module_& module);
void bind_spins(pybind11::module_& module);
void bind_spin_protocol(pybind11::module_& module);
void bind_circuits(pybind11::module_& module);
void bind_circuit_builders(pybind11::module_& module);
void bind_density_matrix(pybind11::module_& module);
void bind_noise(pybind11::module_& module);
void bind_diagnostics(pybind11::module_& module);
void bind_runs(pybind11::module_& module);
void bind_learning(pybind11::module_& module);
void bind_result_file(pybind11::module_& module);
void bind_short_arguments(pybind11::module_& module);

}  // namespace traversable::python
