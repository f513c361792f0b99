#include <omp.h>
#include <pthread.h>

#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/errors.h"

namespace {

/// In a forked child the parent's threads are gone, and OpenMP would wait for them for ever: it lets
/// those of the forking thread go before. Children, of which there are often many, begin with the
/// thread that asks for a computation alone.
void work_alone_after_fork() {
  pthread_atfork([] { omp_pause_resource_all(omp_pause_soft); }, nullptr,
                 [] { omp_set_num_threads(1); });
}

}  // namespace

PYBIND11_MODULE(_core, module) {
  work_alone_after_fork();
  module.doc() = "Compiled part of traversable; use the functions of the package.";
  module.attr("__version__") = TRAVERSABLE_VERSION;
  traversable::python::translate_exceptions();
  traversable::python::bind_sym(module);
  traversable::python::bind_sim(module);
  traversable::python::bind_state_vector(module);
  traversable::python::bind_typicality(module);
  traversable::python::bind_circuits(module);
  traversable::python::bind_circuit_builders(module);
  traversable::python::bind_density_matrix(module);
  traversable::python::bind_noise(module);
  traversable::python::bind_diagnostics(module);
  traversable::python::bind_runs(module);
  traversable::python::bind_learning(module);
  traversable::python::bind_result_file(module);
  traversable::python::bind_short_arguments(module);
  traversable::python::guard_calls(module);
}
