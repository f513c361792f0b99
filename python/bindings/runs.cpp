// The runs: what is asked for by key, Hamiltonians and noise as objects.
#include <fmt/format.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <memory>
#include <stdexcept>

#include "experiments/runs/diagnose.h"
#include "experiments/runs/noise.h"
#include "experiments/runs/origin.h"
#include "experiments/runs/run_kind.h"
#include "experiments/runs/teleport.h"
#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/run.h"
#include "sim/statistics.h"
#include "sym/quoted.h"
#include "sym/suggestion.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

using Hamiltonians = std::vector<Hamiltonian>;
using Members = std::vector<std::pair<std::string, Hamiltonians>>;

py::dict teleport(const Hamiltonians& hamiltonians, bool is_ensemble, const py::dict& options,
                  const py::dict& names, const py::object& progress) {
  TeleportConfig config;
  config.model = choice_of(hamiltonians, is_ensemble);
  return run_into_arrays(plan_of(taken(teleport_options(), options, names, std::move(config))),
                         progress);
}

py::dict noise(const NoiseModel& model, const Hamiltonians& hamiltonians, bool is_ensemble,
               const py::dict& options, const py::dict& names, const py::object& progress) {
  NoiseConfig config;
  config.wormhole.model = choice_of(hamiltonians, is_ensemble);
  config.has_beta_axis = true;
  config.noise = model.name.empty() ? "model" : model.name;
  config.model = model;
  return run_into_arrays(plan_of(taken(noise_options(), options, names, std::move(config))),
                         progress);
}

std::vector<ReferenceEnsemble> ensembles_of(const Members& members, int num_majoranas) {
  std::vector<ReferenceEnsemble> ensembles;
  for (const auto& [name, hamiltonians] : members) {
    for (const Hamiltonian& one : hamiltonians)
      if (one.num_majoranas() != num_majoranas)
        throw std::invalid_argument(fmt::format("ensembles[{}]: {} Majoranas, expected {}",
                                                in_quotes(name), one.num_majoranas(),
                                                num_majoranas));
    const auto shared = std::make_shared<const std::vector<Hamiltonian>>(hamiltonians);
    ensembles.push_back({name, shared->size(), [shared](std::size_t i) { return (*shared)[i]; }});
  }
  return ensembles;
}

py::dict diagnose(const Hamiltonian& hamiltonian, const Members& ensembles, const py::dict& options,
                  const py::dict& names, const py::object& progress) {
  DiagnoseConfig config;
  config.model = choice_of({hamiltonian}, false);
  config.draws_ensembles = false;
  config.ensembles = ensembles_of(ensembles, hamiltonian.num_majoranas());
  return run_into_arrays(plan_of(taken(diagnose_options(), options, names, std::move(config))),
                         progress);
}

/// What the table of a run says: (name, help, [(key, help with its values and default, is_flag)], [(when, TOML)]).
py::list run_kinds() {
  py::list kinds;
  for (const RunKind& kind : all_runs()) {
    py::list keys, examples;
    for (const KeyOption& option : kind.keys)
      keys.append(py::make_tuple(
          option.key,
          (option.value.words.empty() ? "" : option.value.text() + ": ") + described(option),
          option.value.is_flag));
    for (const RunExample& example : kind.examples)
      examples.append(py::make_tuple(example.when, example.toml));
    kinds.append(py::make_tuple(kind.name, kind.help, keys, examples));
  }
  return kinds;
}

Plan planned(const std::string& name, const py::dict& options) {
  Settings settings = settings_of(options, {});
  const std::vector<RunKind> runs = all_runs();
  return naming_arguments({}, [&] { return run_by_name(runs, name).plan(settings); });
}

/// Axes (name, long_name, units) and fields (name, axes, long_name, units, is a statistic) of a run of `toml`, which is
/// not computed.
py::tuple laid_out(const std::string& name, const std::string& toml) {
  const std::vector<RunKind> runs = all_runs();
  const RunKind& kind = run_by_name(runs, name);
  Settings settings;
  add_toml(toml, name, keys_of(kind.keys), settings);
  const Plan plan = kind.plan(settings);
  py::list axes, fields;
  for (const Axis& axis : plan.axes)
    axes.append(py::make_tuple(axis.name, axis.long_name, axis.units));
  for (const Field& field : plan.fields)
    fields.append(py::make_tuple(field.name, field.axes, field.long_name, field.units,
                                 field.part == Field::Part::statistics));
  return py::make_tuple(axes, fields, plan.point);
}

/// Over the first axis of (samples, values), as the runs do it: mean and standard error of every value.
py::tuple mean_and_error(const py::array_t<double, py::array::c_style>& samples) {
  if (samples.ndim() != 2) throw std::invalid_argument("samples: expected two axes");
  const auto values = samples.unchecked<2>();
  py::array_t<double> mean(values.shape(1)), error(values.shape(1));
  for (py::ssize_t k = 0; k < values.shape(1); ++k) {
    Moments moments;
    for (py::ssize_t i = 0; i < values.shape(0); ++i) moments.add(values(i, k));
    mean.mutable_at(k) = moments.mean();
    error.mutable_at(k) = moments.standard_error();
  }
  return py::make_tuple(mean, error);
}

}  // namespace

void bind_runs(py::module_& module) {
  module.def("mean_and_error", &mean_and_error, py::arg("samples"));
  module.def("program_facts", &program_facts, py::arg("libraries"));
  module.def("run_kinds", &run_kinds);
  module.def("did_you_mean", &did_you_mean, py::arg("text"), py::arg("words"));
  module.def(
      "run",
      [](const std::string& name, const py::dict& options, const py::object& progress) {
        return run_into_arrays(planned(name, options), progress);
      },
      py::arg("name"), py::arg("options"), py::arg("progress"));
  module.def("laid_out", &laid_out, py::arg("name"), py::arg("toml"));
  module.def("teleport", &teleport, py::arg("hamiltonians"), py::arg("is_ensemble"),
             py::arg("options"), py::arg("names"), py::arg("progress"));
  module.def("noise", &noise, py::arg("model"), py::arg("hamiltonians"), py::arg("is_ensemble"),
             py::arg("options"), py::arg("names"), py::arg("progress"));
  module.def("diagnose", &diagnose, py::arg("hamiltonian"), py::arg("ensembles"),
             py::arg("options"), py::arg("names"), py::arg("progress"));
}

}  // namespace traversable::python
