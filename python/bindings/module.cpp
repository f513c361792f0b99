#include "python/bindings/bindings.h"
#include "python/bindings/errors.h"

PYBIND11_MODULE(_core, module) {
  module.doc() = "Compiled part of traversable; use the functions of the package.";
  module.attr("__version__") = TRAVERSABLE_VERSION;
  traversable::python::translate_exceptions();
  traversable::python::bind_sym(module);
  traversable::python::bind_sim(module);
  traversable::python::bind_state_vector(module);
  traversable::python::bind_typicality(module);
  traversable::python::bind_circuits(module);
  traversable::python::bind_noise(module);
  traversable::python::bind_diagnostics(module);
  traversable::python::bind_learning(module);
  traversable::python::bind_result_file(module);
  traversable::python::guard_calls(module);
}
