// learning: gradients, objectives, sparsification.
#include <pybind11/complex.h>
#include <pybind11/eigen.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <stdexcept>

#include "learning/objective.h"
#include "python/bindings/bindings.h"
#include "python/bindings/interruptible.h"
#include "sim/observables/observables.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

using Group = std::pair<double, std::vector<double>>;
/// beta, mu, groups (t0, [t1, ...]), probe.
using Points = std::tuple<double, std::vector<double>, std::vector<Group>, ProbeMode>;

ProtocolPoints points_of(const Points& given) {
  ProtocolPoints points;
  points.beta = std::get<0>(given);
  points.mu = std::get<1>(given);
  points.probe = std::get<3>(given);
  for (const auto& [t0, t1] : std::get<2>(given)) points.times.push_back({t0, t1});
  return points;
}

void bind_coupling_space(py::module_& module) {
  py::class_<CouplingSpace>(module, "CouplingSpace")
      .def(py::init<const Hamiltonian&>(), py::arg("terms"))
      .def_property_readonly("num_majoranas", &CouplingSpace::num_majoranas)
      .def("__len__", &CouplingSpace::size)
      .def("couplings_of", &CouplingSpace::couplings_of, py::arg("hamiltonian"))
      .def(
          "hamiltonian",
          [](const CouplingSpace& space, const Eigen::VectorXd& couplings) {
            return space.hamiltonian(couplings);
          },
          py::arg("couplings"));
}

void bind_gradients(py::module_& module) {
  module.def(
      "protocol_states",
      [](const CouplingSpace& space, const Eigen::VectorXd& couplings, const Points& given) {
        std::vector<std::vector<Eigen::MatrixXcd>> result;
        run_interruptibly([&](const std::stop_token& stop) {
          for (const auto& states : teleport_states(space, couplings, points_of(given), stop))
            result.emplace_back(states.begin(), states.end());
        });
        return result;
      },
      py::arg("space"), py::arg("couplings"), py::arg("points"));
  module.def(
      "protocol_gradient",
      [](const CouplingSpace& space, const Eigen::VectorXd& couplings, const Points& given,
         const std::vector<std::vector<Eigen::MatrixXcd>>& weights) {
        const ProtocolPoints points = points_of(given);
        validate(points, space.num_majoranas());
        if (weights.size() != points.times.size())
          throw std::invalid_argument("weights: expected a list for every injection time");
        ProtocolGradient gradient;
        const ProtocolLoss loss = [&](std::size_t group, std::span<const Eigen::Matrix4cd> rho,
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
        run_interruptibly([&](const std::stop_token& stop) {
          gradient =
              teleport_gradient(space, couplings, points, loss, {.beta = true, .mu = true}, stop);
        });
        return py::make_tuple(gradient.couplings, gradient.beta, gradient.mu);
      },
      py::arg("space"), py::arg("couplings"), py::arg("points"), py::arg("weights"));
  module.def("information_gradient", [](const Eigen::MatrixXcd& rho, const std::string& units) {
    if (rho.rows() != 4 || rho.cols() != 4 || !rho.allFinite())
      throw std::invalid_argument("rho: expected a finite 4 x 4 matrix");
    return Eigen::MatrixXcd(
        mutual_information_gradient(Eigen::Matrix4cd(rho), entropy_unit_by_name(units)));
  });
}

py::dict to_dict(const LossParts& parts) {
  py::dict dict;
  dict["curves"] = parts.curves;
  dict["asymmetry"] = parts.asymmetry;
  dict["two_point"] = parts.two_point;
  dict["size_winding"] = parts.size_winding;
  dict["penalties"] = parts.penalties;
  return dict;
}

void bind_objective(py::module_& module) {
  py::class_<LearningObjective>(module, "LearningObjective")
      .def(py::init<>())
      .def(
          "add_curves",
          [](LearningObjective& o, const Points& points,
             const std::vector<std::vector<double>>& information, double weight,
             double asymmetry_weight) {
            o.curves.push_back({points_of(points), information, weight, asymmetry_weight});
          },
          py::arg("points"), py::arg("information"), py::arg("weight"), py::arg("asymmetry_weight"))
      .def(
          "loss",
          [](const LearningObjective& o, const CouplingSpace& space,
             const Eigen::VectorXd& couplings) {
            LossValue value;
            {
              const py::gil_scoped_release release;
              value = learning_loss(o, space, couplings);
            }
            return py::make_tuple(to_dict(value.parts), value.gradient);
          },
          py::arg("space"), py::arg("couplings"));
}

}  // namespace

void bind_learning(py::module_& module) {
  bind_coupling_space(module);
  bind_gradients(module);
  bind_objective(module);
}

}  // namespace traversable::python
