// A run into arrays of NumPy.
#pragma once

#include <pybind11/pybind11.h>

#include "experiments/runs/option.h"
#include "experiments/runs/plan.h"

namespace traversable::python {

/// Keyword values as settings whose refusals name the argument; None is left out.
Settings settings_of(const pybind11::dict& given);

/// Computes a plan. Returns {"axes": [(name, long_name, units, values)], "fields": [(name, dims, long_name, units, values)],
/// "attributes": {...}} as in the result file of the run. progress(done, total) is called a few times a second unless None.
pybind11::dict run_into_arrays(const Plan& plan, const pybind11::object& progress);

}  // namespace traversable::python
