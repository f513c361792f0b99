// A run into arrays of NumPy.
#pragma once

#include <pybind11/pybind11.h>

#include <map>
#include <string>

#include "experiments/runs/option.h"
#include "experiments/runs/plan.h"

namespace traversable::python {

/// Keyword values as settings whose refusals name the argument; None is left out. `keys` are those of arguments that
/// have another name than their option.
Settings settings_of(const pybind11::dict& given,
                     const std::map<std::string, std::string>& keys = {});

/// Computes a plan. Returns {"axes": [(name, long_name, units, values)], "fields": [(name, dims, long_name, units, values)],
/// "attributes": {...}, "messages": [text]}: as in the result file of the run, and what went wrong without ending it.
/// progress(done, total) is called a few times a second unless None.
pybind11::dict run_into_arrays(const Plan& plan, const pybind11::object& progress);

}  // namespace traversable::python
