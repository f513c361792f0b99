// Noise models, noisy circuits and sim/tomography.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>

#include "circuits/noise_analysis.h"
#include "circuits/noise_model_toml.h"
#include "circuits/run_keys.h"
#include "circuits/trajectories.h"
#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/interruptible.h"
#include "python/bindings/record.h"
#include "sim/density_matrix/density_matrix.h"
#include "sim/linear_algebra/spectral_decomposition.h"
#include "sim/noise/transfer_matrix.h"
#include "sim/tomography/shot_statistics.h"
#include "sim/tomography/zero_noise_extrapolation.h"
#include "sym/random.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

using Channels = std::vector<Channel>;
/// P(1|0), P(0|1).
using ReadOutPair = std::array<double, 2>;
/// Of P and of T.
using PairErrors = std::array<ReadOutPair, 2>;

ReadOutError read_out_of(const ReadOutPair& pair) {
  for (const double p : pair)
    if (!(p >= 0 && p <= 1))
      throw std::invalid_argument("read_out: " + std::to_string(p) + ": expected 0 to 1");
  return {.zero_as_one = pair[0], .one_as_zero = pair[1]};
}

PairReadOut errors_of(const PairErrors& errors) {
  return {.p = read_out_of(errors[0]), .t = read_out_of(errors[1])};
}

Eigen::Matrix4cd pair_state(const Eigen::MatrixXcd& rho) {
  if (rho.rows() != 4 || rho.cols() != 4)
    throw std::invalid_argument("rho: " + std::to_string(rho.rows()) + " x " +
                                std::to_string(rho.cols()) + ", expected 4 x 4");
  if (!rho.allFinite()) throw std::invalid_argument("rho: holds values that are not finite");
  constexpr double tolerance = 1e-8;
  if ((rho - rho.adjoint()).cwiseAbs().maxCoeff() > tolerance ||
      std::abs(rho.trace() - 1.0) > tolerance || eigenvalues(rho)[0] < -tolerance)
    throw std::invalid_argument("rho: not a state, expected Hermitian, of trace 1 and positive");
  return rho;
}

NoiseModel custom_model(const std::string& name, const Channels& one_qubit,
                        const Channels& two_qubit, double one_qubit_duration,
                        double two_qubit_duration, const std::vector<std::string>& virtual_gates,
                        double t1, double t2, const Channels& idle, const ReadOutPair& read_out,
                        double read_out_duration) {
  NoiseModel model;
  model.name = name;
  model.one_qubit = {one_qubit_duration, one_qubit};
  model.two_qubit = {two_qubit_duration, two_qubit};
  for (const std::string& gate : virtual_gates) model.virtual_gates.insert(gate_by_name(gate));
  model.idle = {t1, t2, idle};
  model.read_out = read_out_of(read_out);
  model.read_out_duration = read_out_duration;
  validate(model);
  return model;
}

constexpr const char* noise_model_doc = R"(
What goes wrong where in a circuit.

After every gate come the channels of its kind: channels of one qubit on each of its qubits, channels of two on
the pair. A qubit that waits relaxes with T1 and T2 and suffers the idle channels once a moment; from its first gate
on, gates being scheduled as late as they can. Measured bits come out wrong with the read-out errors.
`traversable.noise.preset`, `from_toml` and `from_file` make models too, with gates and qubits of their own.

Parameters
----------
name : str
    As it is printed.
one_qubit, two_qubit : list of Channel
    After every gate on one or two qubits.
one_qubit_duration, two_qubit_duration, read_out_duration : float
    ns.
virtual_gates : list of str
    One-qubit gates that take no time and make no errors, such as "rz".
t1, t2 : float
    Relaxation times of waiting qubits in ns, infinite for none; T2 <= 2 T1.
idle : list of Channel
    On a qubit that waits for a whole moment.
read_out : (float, float)
    P(1|0) and P(0|1).

Raises
------
TypeError, ValueError
    Naming the argument, its value and what was expected.

Examples
--------
>>> import traversable as tv
>>> model = tv.noise.NoiseModel("mine", two_qubit=[tv.noise.depolarizing(0.006, 2)], read_out=(0.01, 0.02))
>>> model.components
['two_qubit', 'read_out']
>>> model.scaled(1.5)
<NoiseModel mine: two_qubit, read_out>
)";

void bind_noise_model(py::module_& module) {
  py::class_<NoiseModel>(module, "NoiseModel", noise_model_doc)
      .def(py::init(&custom_model), py::arg("name"), py::kw_only(),
           py::arg("one_qubit") = Channels(), py::arg("two_qubit") = Channels(),
           py::arg("one_qubit_duration") = 0.0, py::arg("two_qubit_duration") = 0.0,
           py::arg("virtual_gates") = std::vector<std::string>(), py::arg("t1") = INFINITY,
           py::arg("t2") = INFINITY, py::arg("idle") = Channels(),
           py::arg("read_out") = ReadOutPair{0, 0}, py::arg("read_out_duration") = 0.0)
      .def_readonly("name", &NoiseModel::name, "Of the model.")
      .def_readonly("description", &NoiseModel::description, "One line.")
      .def_readonly("origin", &NoiseModel::origin, "Where the figures come from.")
      .def_property_readonly(
          "components", [](const NoiseModel& model) { return components(model); },
          "The parts that `budget` tells apart, those without any noise left out.")
      .def(
          "scaled",
          [](const NoiseModel& model, double scale, const std::optional<std::string>& component) {
            return component ? scaled(model, *component, scale) : scaled(model, scale);
          },
          py::arg("scale"), py::arg("component") = py::none(),
          "Every rate, or those of one `component`, times `scale` >= 0: T1 and T2 are divided by "
          "it. "
          "ValueError where that takes a probability beyond one.")
      .def(
          "to_toml", [](const NoiseModel& model) { return to_toml(model); },
          "Text that `traversable.noise.from_toml` reads.")
      .def(
          "__eq__",
          [](const NoiseModel& a, const NoiseModel& b) { return to_toml(a) == to_toml(b); },
          py::is_operator())
      .def("__hash__", [](const NoiseModel& model) { return py::hash(py::str(model.name)); })
      .def(
          py::pickle([](const NoiseModel& model) { return to_toml(model); },
                     [](const std::string& text) { return noise_model_from_toml(text, "pickle"); }))
      .def("__repr__", [](const NoiseModel& model) {
        std::string text;
        for (const std::string& name : components(model)) text += (text.empty() ? "" : ", ") + name;
        return "<NoiseModel " + model.name + ": " + (text.empty() ? "no noise" : text) + ">";
      });
  module.def("noise_preset", &noise_preset, py::arg("name"));
  module.def("noise_preset_names", &noise_preset_names);
  module.def("noise_model_from_toml", &noise_model_from_toml, py::arg("toml"), py::arg("file"));
}

void bind_noise_results(py::module_& module) {
  bind_record(
      module, "TrajectoryEstimate", "Mean over trajectories of the state of the measured qubits.",
      Attribute{"mean", &TrajectoryEstimate::mean, "2^k x 2^k for k measured qubits."},
      Attribute{"standard_error", &TrajectoryEstimate::standard_error,
                "Of every element, as a complex number."},
      Attribute{"count", &TrajectoryEstimate::count, "Trajectories that it is the mean of."});
  bind_record(
      module, "MutualInformationEstimate", "I_PT from counts.",
      Attribute{"rho", &MutualInformationEstimate::rho, "The reconstructed state, 4 x 4."},
      Attribute{"plug_in", &MutualInformationEstimate::plug_in,
                "I_PT of rho as it is: biased, since noise in the counts looks like correlation."},
      Attribute{"value", &MutualInformationEstimate::value, R"(
The true I_PT at which experiments give the statistic that was found, in the mean. In [0, 2] bits, so that near the ends
means over experiments lie inside of the true value.
)"},
      Attribute{"standard_error", &MutualInformationEstimate::standard_error,
                "Of `value` over experiments."},
      Attribute{"low", &MutualInformationEstimate::low, R"(
Lower end of the true values, in [0, 2] bits, of which the counts are no outlier. Where an end of the range is near, outliers
are counted on the other side, so that an interval holds 0 or 2 bits with its confidence too.
)"},
      Attribute{"high", &MutualInformationEstimate::high, "Upper end of them."});
  bind_record(module, "Threshold", R"(
The noise scale at which experiments see the asymmetry at less than so many standard errors. Infinite where that never
happens.
)",
              Attribute{"scale", &NoiseThreshold::scale, "At which half of the experiments do."},
              Attribute{"low", &NoiseThreshold::low, "At which 16 % do."},
              Attribute{"high", &NoiseThreshold::high, "At which 84 % do."});
}

TrajectoryOptions trajectory_options(std::size_t count, std::uint64_t seed, double target_error) {
  return {.count = count, .seed = seed, .target_error = target_error, .progress = {}};
}

/// Real operations of a circuit and its noise on a density matrix.
double work_of(const Circuit& circuit) {
  const double of_one = 10 * work_of_object + std::ldexp(16.0, 2 * circuit.num_qubits());
  return of_one * static_cast<double>(circuit.operations().size() + 1);
}

NoisyCircuit noisy_of(const Circuit& circuit, const NoiseModel& model) {
  const double work = 10 * work_of_object * static_cast<double>(circuit.operations().size());
  return run_by_length(work, [=] { return with_noise(circuit, model); });
}

void bind_noisy_circuits(py::module_& module) {
  module.def(
      "noisy_steps",
      [](const Circuit& circuit, const NoiseModel& model) {
        const NoisyCircuit noisy = noisy_of(circuit, model);
        py::list steps;
        for (const NoisyStep& step : noisy.steps) {
          let_others_run();
          steps.append(py::make_tuple(
              step.qubits, step.channel ? py::cast(*step.channel) : py::cast(step.unitary)));
        }
        return py::make_tuple(steps, noisy.duration);
      },
      py::arg("circuit"), py::arg("model"));
  module.def(
      "noisy_state",
      [](const Circuit& circuit, const NoiseModel& model) {
        return run_by_length(work_of(circuit),
                             [=] { return run_density_matrix(with_noise(circuit, model)); });
      },
      py::arg("circuit"), py::arg("model"));
  module.def(
      "noisy_measured_states",
      [](const Circuit& circuit, const NoiseModel& model, const std::vector<double>& scales) {
        const double work = work_of(circuit) * static_cast<double>(scales.size());
        return run_by_length(work, [=] {
          std::vector<NoisyCircuit> circuits;
          for (const double scale : scales)
            circuits.push_back(with_noise(circuit, scaled(model, scale)));
          return measured_states(circuits);
        });
      },
      py::arg("circuit"), py::arg("model"), py::arg("scales"));
  module.def(
      "run_trajectories",
      [](const Circuit& circuit, const NoiseModel& model, std::size_t count, std::uint64_t seed,
         double target_error, const py::object& progress) {
        const NoisyCircuit noisy = noisy_of(circuit, model);
        const auto done = std::make_shared<std::atomic<std::size_t>>(0);
        TrajectoryOptions options = trajectory_options(
            count, seed_for(seed, 0, {Stream::trajectories, fingerprint(noisy)}), target_error);
        options.progress = [=](std::size_t now, std::size_t) { *done = now; };
        return run_interruptibly(
            [=](const std::stop_token& stop) {
              TrajectoryEstimate estimate = run_trajectories(noisy, options, stop);
              estimate.group_means.clear();  // as large as all that is read
              return estimate;
            },
            [&] {
              if (!progress.is_none()) progress(done->load(), count);
            });
      },
      py::arg("circuit"), py::arg("model"), py::arg("count"), py::arg("seed"),
      py::arg("target_error"), py::arg("progress"));
}

TomographyOptions tomography_options(const std::string& reconstruction, bool mitigate,
                                     const PairErrors& read_out) {
  return {.reconstruction = reconstruction_by_name(reconstruction),
          .mitigate = mitigate,
          .errors = errors_of(read_out)};
}

void bind_tomography(py::module_& module) {
  module.def(
      "sample_counts",
      [](const Eigen::MatrixXcd& rho, std::uint64_t shots, const PairErrors& read_out,
         std::uint64_t seed, std::uint64_t experiment) {
        return sample_counts(outcome_probabilities(pair_state(rho), errors_of(read_out)), shots,
                             seed, experiment);
      },
      py::arg("rho"), py::arg("shots"), py::arg("read_out"), py::arg("seed"),
      py::arg("experiment"));
  module.def(
      "reconstruct",
      [](const OutcomeCounts& counts, const std::string& reconstruction, bool mitigate,
         const PairErrors& read_out) {
        return reconstruct(counts, tomography_options(reconstruction, mitigate, read_out));
      },
      py::arg("counts"), py::arg("reconstruction"), py::arg("mitigate"), py::arg("read_out"));
  module.def(
      "estimate_mutual_information",
      [](const OutcomeCounts& counts, const std::string& reconstruction, bool mitigate,
         const PairErrors& read_out, int resamples, double confidence, const std::string& units,
         std::uint64_t seed, std::uint64_t experiment) {
        const TomographyOptions tomography = tomography_options(reconstruction, mitigate, read_out);
        const EntropyUnit unit = entropy_unit_by_name(units);
        return run_interruptibly([=](const std::stop_token&) {
          return estimate_mutual_information(
              counts, tomography, {.resamples = resamples, .confidence = confidence, .unit = unit},
              seed, experiment);
        });
      },
      py::arg("counts"), py::arg("reconstruction"), py::arg("mitigate"), py::arg("read_out"),
      py::arg("resamples"), py::arg("confidence"), py::arg("units"), py::arg("seed"),
      py::arg("experiment"));
  module.def(
      "extrapolate_to_zero",
      [](const std::vector<double>& scales, const std::vector<double>& values,
         const std::vector<double>& errors, std::optional<int> degree) {
        const Extrapolation e = degree ? extrapolate_to_zero(scales, values, errors, *degree)
                                       : extrapolate_exponential(scales, values, errors);
        return py::make_tuple(e.value, e.standard_error);
      },
      py::arg("scales"), py::arg("values"), py::arg("errors"), py::arg("degree"));
}

void bind_noise_analysis(py::module_& module) {
  module.def(
      "noise_threshold",
      [](const Circuit& negative, const Circuit& positive, const NoiseModel& model,
         std::uint64_t shots, double sigmas, double max_scale, double tolerance,
         const std::string& reconstruction, bool mitigate, const std::string& units,
         std::uint64_t seed) {
        const SignPair pair{negative, positive};
        const ThresholdOptions options{
            .shots = {.shots = shots,
                      .reconstruction = reconstruction_by_name(reconstruction),
                      .mitigate = mitigate,
                      .unit = entropy_unit_by_name(units),
                      .seed =
                          seed_for(seed, 0,
                                   {Stream::thresholds, fingerprint(with_noise(negative, model)),
                                    fingerprint(with_noise(positive, model))})},
            .sigmas = sigmas,
            .max_scale = max_scale,
            .tolerance = tolerance};
        return run_interruptibly([=](const std::stop_token& stop) {
          return find_noise_threshold(pair, model, options, stop);
        });
      },
      py::arg("negative"), py::arg("positive"), py::arg("model"), py::arg("shots"),
      py::arg("sigmas"), py::arg("max_scale"), py::arg("tolerance"), py::arg("reconstruction"),
      py::arg("mitigate"), py::arg("units"), py::arg("seed"));
  module.def(
      "noise_budget",
      [](const Circuit& circuit, const NoiseModel& model, const std::string& units) {
        const EntropyUnit unit = entropy_unit_by_name(units);
        const auto shares = run_interruptibly(
            [=](const std::stop_token& stop) { return noise_budget(circuit, model, stop); });
        std::vector<std::tuple<std::string, double, double>> rows;
        for (const NoiseShare& share : shares)
          rows.emplace_back(share.component, mutual_information(as_read_out(share.only), unit),
                            mutual_information(as_read_out(share.without), unit));
        return rows;
      },
      py::arg("circuit"), py::arg("model"), py::arg("units"));
}

}  // namespace

void bind_noise(py::module_& module) {
  bind_noise_results(module);
  bind_noise_model(module);
  bind_noisy_circuits(module);
  bind_tomography(module);
  bind_noise_analysis(module);
}

}  // namespace traversable::python
