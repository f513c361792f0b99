#include <omp.h>
#include <pthread.h>

#include "experiments/runs/origin.h"
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
  module.attr("__version__") = traversable::version();
  using namespace traversable::python;
  translate_exceptions();
  for (const auto bind : {&bind_sym, &bind_sim, &bind_state_vector, &bind_typicality, &bind_spins,
                          &bind_spin_protocol, &bind_circuits, &bind_circuit_builders,
                          &bind_density_matrix, &bind_noise, &bind_diagnostics, &bind_runs,
                          &bind_learning, &bind_result_file, &bind_short_arguments})
    bind(module);
  guard_calls(module);
}
