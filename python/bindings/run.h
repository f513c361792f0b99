// A run into arrays of NumPy.
#pragma once

#include <pybind11/pybind11.h>

#include <stdexcept>
#include <string>
#include <utility>

#include "experiments/runs/option.h"
#include "experiments/runs/plan.h"

namespace traversable::python {

/// What an argument is called: `names` has those that are not called as their key.
std::string argument_name(const pybind11::dict& names, const std::string& key);

/// Keyword values by key as settings whose refusals name the argument; None is left out.
Settings settings_of(const pybind11::dict& given, const pybind11::dict& names);

/// What `work` does; a Refusal of it names the argument.
template <class Work>
auto naming_arguments(const pybind11::dict& names, const Work& work) {
  try {
    return work();
  } catch (const Refusal& refusal) {
    throw std::invalid_argument(argument_name(names, refusal.key()) + ": " + refusal.why());
  }
}

/// The configuration with what was given. Throws std::invalid_argument naming the argument.
template <class Config>
Config taken(const Options<Config>& options, const pybind11::dict& given,
             const pybind11::dict& names, Config config) {
  Settings settings = settings_of(given, names);
  return naming_arguments(names, [&] { return options.take(settings, std::move(config)); });
}

/// Computes a plan. Returns {"axes": [(name, long_name, units, values)], "fields": [(name, dims, long_name, units, values)],
/// "attributes": {...}, "messages": [text]}: as in the result file of the run, and what went wrong without ending it.
/// progress(done, total) is called a few times a second unless None.
pybind11::dict run_into_arrays(const Plan& plan, const pybind11::object& progress);

}  // namespace traversable::python
