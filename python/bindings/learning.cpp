// learning: gradients, objectives, sparsification.
#include <pybind11/pybind11.h>

#include <memory>
#include <optional>
#include <stdexcept>

#include "experiments/runs/learn.h"
#include "learning/learning_report.h"
#include "learning/learning_task.h"
#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/interruptible.h"
#include "python/bindings/options.h"
#include "python/bindings/record.h"
#include "python/bindings/run.h"
#include "sim/cuda/device_choice.h"
#include "sim/observables/observables.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

using Group = std::pair<double, std::vector<double>>;
/// beta, mu, groups (t0, [t1, ...]), probe, coupling.
using Points = std::tuple<double, std::vector<double>, std::vector<Group>, ProbeMode, Coupling>;

ProtocolPoints points_of(const Points& given) {
  ProtocolPoints points;
  points.beta = std::get<0>(given);
  points.mu = std::get<1>(given);
  points.protocol = {std::get<3>(given), std::get<4>(given)};
  for (const auto& [t0, t1] : std::get<2>(given)) points.times.push_back({t0, t1});
  return points;
}

std::string report_text(const LearningReport& report) { return to_text(report); }

/// Of one pass over the terms.
double work_of(const CouplingSpace& space) {
  return work_of_object * static_cast<double>(space.size());
}

void bind_coupling_space(py::module_& module) {
  py::class_<CouplingSpace>(module, "CouplingSpace")
      .def(py::init([](const Hamiltonian& terms) {
             return run_by_length(work_of_object * static_cast<double>(terms.terms().size()),
                                  [=] { return CouplingSpace(terms); });
           }),
           py::arg("terms"))
      .def_property_readonly("num_majoranas", &CouplingSpace::num_majoranas)
      .def_property_readonly("degree", &CouplingSpace::degree)
      .def_property_readonly("terms",
                             [](const CouplingSpace& space) {
                               std::vector<std::vector<int>> terms;
                               for (std::size_t k = 0; k < space.size(); ++k)
                                 terms.push_back(Term{1.0, space.majoranas(k)}.indices());
                               return terms;
                             })
      .def("__len__", &CouplingSpace::size)
      .def(py::pickle(
          [](const CouplingSpace& space) {
            return space.hamiltonian(
                Eigen::VectorXd::Ones(static_cast<Eigen::Index>(space.size())));
          },
          [](const Hamiltonian& terms) { return CouplingSpace(terms); }))
      .def(
          "couplings_of",
          [](const CouplingSpace& space, const Hamiltonian& hamiltonian) {
            return run_by_length(work_of(space), [=] { return space.couplings_of(hamiltonian); });
          },
          py::arg("hamiltonian"))
      .def(
          "hamiltonian",
          [](const CouplingSpace& space, const Eigen::VectorXd& couplings) {
            return run_by_length(work_of(space), [=] { return space.hamiltonian(couplings); });
          },
          py::arg("couplings"));
}

void bind_gradients(py::module_& module) {
  module.def(
      "protocol_gradient",
      [](const CouplingSpace& space, const Eigen::VectorXd& couplings, const Points& given,
         const std::vector<std::vector<Eigen::MatrixXcd>>& weights, bool by_weights,
         bool by_times) {
        const ProtocolPoints points = points_of(given);
        validate(points, space.num_majoranas());
        if (weights.size() != points.times.size())
          throw std::invalid_argument("weights: expected a list for every injection time");
        const ProtocolLoss loss = [=](std::size_t group, std::span<const Eigen::Matrix4cd> rho,
                                      std::span<Eigen::Matrix4cd> lambda) {
          if (weights[group].size() != rho.size())
            throw std::invalid_argument(
                "weights: expected a matrix for every mu and read-out time");
          double sum = 0;
          for (std::size_t k = 0; k < rho.size(); ++k) {
            if (weights[group][k].rows() != 4 || weights[group][k].cols() != 4)
              throw std::invalid_argument("weights: expected 4 x 4 matrices");
            lambda[k] = 0.5 * (weights[group][k] + weights[group][k].adjoint());
            sum += (lambda[k] * rho[k]).trace().real();
          }
          return sum;
        };
        const auto gradient = run_interruptibly([=](const std::stop_token& stop) {
          return teleport_gradient(
              space, couplings, points, loss,
              {.beta = true, .mu = true, .weights = by_weights, .times = by_times}, stop);
        });
        std::vector<std::pair<double, std::vector<double>>> times;
        for (const TimeGradient& of_group : gradient.times)
          times.emplace_back(of_group.t0, of_group.t1);
        return py::make_tuple(gradient.couplings, gradient.beta, gradient.mu, gradient.weights,
                              times);
      },
      py::arg("space"), py::arg("couplings"), py::arg("points"), py::arg("weights"),
      py::arg("by_weights"), py::arg("by_times"));
  module.def(
      "information_gradient",
      [](const Eigen::MatrixXcd& rho, const std::string& units) {
        if (rho.rows() != 4 || rho.cols() != 4)
          throw std::invalid_argument("rho: expected a 4 x 4 matrix");
        check_pair_state(rho);
        return Eigen::MatrixXcd(
            mutual_information_gradient(Eigen::Matrix4cd(rho), entropy_unit_by_name(units)));
      },
      py::arg("rho"), py::arg("units"));
}

void bind_learning_results(py::module_& module) {
  bind_record(module, "LossParts", "The parts of a loss, weights included; see `Loss`.",
              Attribute{"curves", &LossParts::curves, "w_c <(I_PT - I*)^2>."},
              Attribute{"asymmetry", &LossParts::asymmetry, "w_a <(A - A*)^2>."},
              Attribute{"two_point", &LossParts::two_point, "w_g <(G_j - G*_j)^2>."},
              Attribute{"size_winding", &LossParts::size_winding, "w_s <sum_n |Q - Q*|^2>."},
              Attribute{"penalties", &LossParts::penalties, "Of kappa and J^2."})
      .def_property_readonly("total", &LossParts::total, "Their sum, the loss.");
  bind_record(
      module, "Generalisation",
      "I_PT of a learned model beside its target on points that share a name; in bits.",
      Attribute{"name", &Generalisation::name, "Of the points."},
      Attribute{"trained", &Generalisation::trained, "Whether the model was trained on them."},
      Attribute{"rms", &Generalisation::rms, "Root mean square distance over times and mu."},
      Attribute{"peak_asymmetry", &Generalisation::peak_asymmetry,
                "Largest I_PT(-|mu|) - I_PT(+|mu|)."},
      Attribute{"peak_asymmetry_target", &Generalisation::peak_asymmetry_target, "The target's."});
  bind_record(
      module, "Report",
      "What a learned model is like, and what it does where it was not trained; `print` it.",
      Attribute{"learned", &LearningReport::learned, "The model."},
      Attribute{"num_terms", &LearningReport::num_terms, "Of the model."},
      Attribute{"idle_fermions", &LearningReport::idle_fermions, "In no term; from 0."},
      Attribute{"anticommuting_pairs", &LearningReport::anticommuting_pairs, "Pairs of terms."},
      Attribute{"noncommutativity", &LearningReport::noncommutativity, "kappa, as in `Loss`."},
      Attribute{"coupling_squared", &LearningReport::coupling_squared, "J^2, as in `Loss`."},
      Attribute{"information", &LearningReport::information,
                "On trained points, later times, other beta and probes."},
      Attribute{"two_point_rms", &LearningReport::two_point_rms,
                "Distance of G_j from the target's, for every j."},
      Attribute{"mean_two_point_rms", &LearningReport::mean_two_point_rms, "Of their mean."},
      Attribute{"winding", &LearningReport::winding,
                "sum_n |Q(n)| of the probe's first fermion at `peak_time`; 1 where perfect."},
      Attribute{"winding_target", &LearningReport::winding_target, "The target's."},
      Attribute{"peak_time", &LearningReport::peak_time, "Of the asymmetry, 1/energy."})
      .def_property_readonly("text", &report_text, "What `print` prints.")
      .def("__str__", &report_text);
}

LearningTask task_of(const std::vector<Hamiltonian>& targets, const Points& points,
                     const py::dict& given) {
  LearningTask task{.targets = targets, .points = points_of(points)};
  read(given, "curve_weight", task.curve_weight);
  read(given, "asymmetry_weight", task.asymmetry_weight);
  read(given, "two_point_weight", task.two_point_weight);
  read(given, "two_point_t", task.two_point_times);
  read(given, "winding_weight", task.winding_weight);
  read(given, "winding_t", task.winding_times);
  read(given, "commutativity_weight", task.penalties.commutativity_weight);
  read(given, "noncommutativity_weight", task.penalties.noncommutativity_weight);
  read(given, "least_noncommutativity", task.penalties.least_noncommutativity);
  read(given, "norm_weight", task.penalties.norm_weight);
  read(given, "norm", task.penalties.norm);
  const int size = targets.empty() ? 0 : targets.front().num_majoranas();
  const Device device =
      device_for(device_by_name(option<std::string>(given, "device")), Workload::learning, size);
  if (device.has_backend()) task.device = std::make_shared<cuda::StreamPool>(device);
  return task;
}

/// The result of `work`, which owns what it touches, interruptible where a step takes long.
template <class Work>
auto of_size(int num_majoranas, const Work& work) {
  constexpr int small = 12;
  if (num_majoranas > small)
    return run_interruptibly([=](const std::stop_token&) { return work(); });
  const py::gil_scoped_release release;
  return work();
}

void bind_task(py::module_& module) {
  py::class_<LearningTask>(module, "LearningTask")
      .def(py::init(&task_of), py::arg("targets"), py::arg("points"), py::arg("weights"));
  py::class_<LearningObjective>(module, "LearningObjective")
      .def(py::init([](const LearningTask& task, const CouplingSpace& space) {
             return run_interruptibly(
                 [=](const std::stop_token& stop) { return make_objective(task, space, stop); });
           }),
           py::arg("task"), py::arg("space"))
      .def_property_readonly(
          "information", [](const LearningObjective& o) { return o.curves.front().information; })
      .def(
          "loss",
          [](const LearningObjective& o, const CouplingSpace& space,
             const Eigen::VectorXd& couplings) {
            const LossValue value =
                of_size(space.num_majoranas(), [=] { return learning_loss(o, space, couplings); });
            return std::pair(value.parts, value.gradient);
          },
          py::arg("space"), py::arg("couplings"))
      .def(
          "curves",
          [](const LearningObjective& o, const CouplingSpace& space,
             const Eigen::VectorXd& couplings) {
            return of_size(space.num_majoranas(), [=] {
              return information_curves(space, couplings, o.curves.front().points, {},
                                        o.device.get());
            });
          },
          py::arg("space"), py::arg("couplings"));
  module.def(
      "learning_report",
      [](const Hamiltonian& learned, const LearningTask& task) {
        return run_interruptibly(
            [=](const std::stop_token& stop) { return report_on(learned, task, stop); });
      },
      py::arg("learned"), py::arg("task"));
}

py::dict learn_into_arrays(const std::vector<Hamiltonian>& targets,
                           const LearningObjective& objective, const CouplingSpace& space,
                           const std::optional<Hamiltonian>& start, const py::dict& options,
                           const py::dict& names, const py::object& progress) {
  LearnConfig config;
  config.model = choice_of(targets, false);
  config.average = targets.size() > 1;
  config.space = std::make_shared<const CouplingSpace>(space);
  config.objective = std::make_shared<const LearningObjective>(objective);
  config.start_model = start;
  const Settings settings = settings_of(options, names);
  const Plan plan = naming_arguments(names, [&] {
    return run_by_length(work_of(space), [=] {
      Settings own = settings;
      return plan_of(learn_options().take(own, config));
    });
  });
  return run_into_arrays(plan, progress);
}

void bind_learn(py::module_& module) {
  module.def(
      "complete_space",
      [](int num_majoranas, int q) {
        return run_interruptibly(
            [=](const std::stop_token&) { return complete_space(num_majoranas, q); });
      },
      py::arg("num_majoranas"), py::arg("q"));
  module.def("learn", &learn_into_arrays, py::arg("targets"), py::arg("objective"),
             py::arg("space"), py::arg("start"), py::arg("options"), py::arg("names"),
             py::arg("progress"));
  module.def(
      "best_model",
      [](const std::vector<double>& loss, const std::vector<double>& num_terms, int most) {
        return best_model(loss, num_terms, most);
      },
      py::arg("loss"), py::arg("num_terms"), py::arg("most"));
}

}  // namespace

void bind_learning(py::module_& module) {
  bind_learning_results(module);
  bind_coupling_space(module);
  bind_gradients(module);
  bind_task(module);
  bind_learn(module);
}

}  // namespace traversable::python
