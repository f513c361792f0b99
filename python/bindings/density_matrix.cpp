// sim/noise and sim/density_matrix: channels and the states that they act on.
#include "sim/density_matrix/density_matrix.h"

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <stdexcept>

#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/interruptible.h"
#include "sim/density_matrix/transfer_program.h"
#include "sim/noise/channel.h"
#include "sim/noise/transfer_matrix.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

using Release = py::call_guard<py::gil_scoped_release>;
using Terms = std::vector<std::pair<std::complex<double>, std::string>>;

using ChannelState =
    std::tuple<std::string, int, std::vector<double>, std::string, std::vector<Eigen::MatrixXcd>>;

ChannelState state_of(const Channel& c) {
  return {std::string(name_of(c.kind)), c.num_qubits, c.parameters, c.pauli, c.kraus};
}

/// The channel that the function of its kind makes of the parameters.
Channel channel_of(ChannelKind kind, int num_qubits, const std::vector<double>& p,
                   const std::string& pauli, const std::vector<Eigen::MatrixXcd>& kraus) {
  const auto need = [&](std::size_t count) {
    if (p.size() != count)
      throw std::invalid_argument("state of a channel: " + std::to_string(p.size()) +
                                  " parameters, expected " + std::to_string(count));
  };
  switch (kind) {
    case ChannelKind::depolarizing:
      need(1);
      return depolarizing(p[0], num_qubits);
    case ChannelKind::pauli: {
      need(num_qubits == 1 ? 4 : 16);
      Channel channel = pauli_channel({p.begin() + 1, p.end()});
      if (std::abs(channel.parameters[0] - p[0]) > 1e-12)
        throw std::invalid_argument("state of a channel: expected probabilities of sum 1");
      channel.parameters[0] = p[0];
      return channel;
    }
    case ChannelKind::amplitude_damping:
      need(1);
      return amplitude_damping(p[0]);
    case ChannelKind::phase_damping:
      need(1);
      return phase_damping(p[0]);
    case ChannelKind::thermal_relaxation:
      need(3);
      return thermal_relaxation(p[0], p[1], p[2]);
    case ChannelKind::over_rotation:
      need(1);
      return over_rotation(p[0], pauli);
    case ChannelKind::kraus:
      return kraus_channel(kraus);
  }
  throw std::invalid_argument("state of a channel: another kind");
}

Channel channel_from(const ChannelState& state) {
  const auto& [kind, num_qubits, parameters, pauli, kraus] = state;
  return channel_of(channel_kind_by_name(kind), num_qubits, parameters, pauli, kraus);
}

bool same(const Channel& a, const Channel& b) {
  return a.kind == b.kind && a.num_qubits == b.num_qubits && a.parameters == b.parameters &&
         a.pauli == b.pauli && a.kraus == b.kraus;
}

void bind_channel(py::module_& module) {
  py::class_<Channel>(module, "Channel",
                      "What goes wrong on one or two qubits; made by the functions of "
                      "`traversable.noise`.")
      .def_property_readonly(
          "kind", [](const Channel& c) { return std::string(name_of(c.kind)); },
          "Its name in TOML.")
      .def_readonly("num_qubits", &Channel::num_qubits, "1 or 2.")
      .def_readonly("parameters", &Channel::parameters,
                    "Of the function that makes it, in its order.")
      .def_property_readonly(
          "kraus_operators", [](const Channel& c) { return kraus_operators(c); },
          "Matrices K with rho -> sum K rho K^+, the first qubit the lowest bit.")
      .def_property_readonly(
          "transfer_matrix", [](const Channel& c) { return transfer_matrix(c); },
          "R_ij = 2^-k Tr P_i E(P_j), real, 4^k x 4^k; one base-4 digit a qubit, I, X, Z, Y = "
          "0, 1, 2, 3, the first qubit lowest.")
      .def_property_readonly("average_infidelity", &average_infidelity,
                             "1 - average gate fidelity.")
      .def(
          "scaled", [](const Channel& c, double scale) { return scaled(c, scale); },
          py::arg("scale"),
          "Every rate times `scale` >= 0. ValueError where that takes a probability beyond one.")
      .def("__eq__", &same, py::is_operator())
      .def("__hash__",
           [](const Channel& c) {
             return py::hash(py::cast(std::tuple(name_of(c.kind), c.num_qubits, c.pauli)) +
                             py::tuple(py::cast(c.parameters)));
           })
      .def(py::pickle(py::overload_cast<const Channel&>(&state_of), &channel_from))
      .def("__repr__", [](const Channel& c) { return to_text(c); });
  module.def("depolarizing", &depolarizing, py::arg("probability"), py::arg("num_qubits"));
  module.def("pauli_channel", &pauli_channel, py::arg("probabilities"));
  module.def("amplitude_damping", &amplitude_damping, py::arg("gamma"));
  module.def("phase_damping", &phase_damping, py::arg("lambda_"));
  module.def("thermal_relaxation", &thermal_relaxation, py::arg("t1"), py::arg("t2"),
             py::arg("duration"));
  module.def("over_rotation", &over_rotation, py::arg("angle"), py::arg("pauli"));
  module.def("kraus_channel", &kraus_channel, py::arg("kraus"), py::arg("tolerance") = 1e-8);
}

/// Real operations of one pass over the coefficients.
double work_of(const DensityMatrix& rho) { return static_cast<double>(rho.size()); }

using Coefficients = py::array_t<double, py::array::c_style | py::array::forcecast>;

using MatrixState = std::tuple<int, Coefficients>;

/// Throws std::invalid_argument for another number of values or one that is not finite.
void copy_values(const Coefficients& from, std::span<double> to) {
  if (from.ndim() != 1 || static_cast<std::size_t>(from.size()) != to.size())
    throw std::invalid_argument("state of a density matrix: expected " + std::to_string(to.size()) +
                                " numbers");
  const std::span values(from.data(), to.size());
  if (!std::ranges::all_of(values, [](double x) { return std::isfinite(x); }))
    throw std::invalid_argument("state of a density matrix: holds values that are not finite");
  std::ranges::copy(values, to.begin());
}

void bind_actions(py::class_<DensityMatrix>& bound) {
  bound
      .def("to_matrix",
           [](const DensityMatrix& rho) {
             return run_on_copy(rho.coefficients(), 10 * work_of(rho),
                                [](const auto& own, const std::stop_token& stop) {
                                  return matrix_of_coefficients(own, stop);
                                });
           })
      .def("trace", &trace)
      .def("purity", &purity, Release())
      .def(
          "expectation",
          [](const DensityMatrix& rho, const Terms& terms) {
            PauliSum sum;
            for (const auto& [c, text] : terms) sum.push_back({c, pauli_from_text(text)});
            const py::gil_scoped_release release;
            return expectation(rho, sum);
          },
          py::arg("terms"))
      .def(
          "overlap", [](const DensityMatrix& a, const DensityMatrix& b) { return overlap(a, b); },
          py::arg("other"), Release())
      .def(
          "fidelity",
          [](const DensityMatrix& rho, const StateVector<double>& psi) {
            const auto state = copy_of(psi);
            return run_on_copy(rho, 10 * work_of(rho),
                               [=](const DensityMatrix& own) { return fidelity(own, *state); });
          },
          py::arg("state"))
      .def(
          "fidelity",
          [](const DensityMatrix& a, const DensityMatrix& b) {
            const auto other = copy_of(b);
            return run_on_copy(a, std::pow(work_of(a), 1.5),
                               [=](const DensityMatrix& own) { return fidelity(own, *other); });
          },
          py::arg("state"))
      .def(
          "reduced_density_matrix",
          [](const DensityMatrix& rho, const std::vector<int>& qubits) {
            const double work = 10 * std::ldexp(1.0, 2 * static_cast<int>(qubits.size()));
            return run_on_copy(rho, work, [=](const DensityMatrix& own) {
              return reduced_density_matrix(own, qubits);
            });
          },
          py::arg("qubits"))
      .def(
          "apply_transfer_matrix",
          [](DensityMatrix& rho, const Eigen::MatrixXd& transfer, const std::vector<int>& qubits) {
            const auto program = std::make_shared<TransferProgram>(rho.num_qubits());
            program->append(transfer, qubits);
            program->compile();
            // A pass takes more than a second from some 14 qubits on.
            const double work = rho.num_qubits() < 14 ? 0 : work_of(rho);
            change_on_copy(rho, work, [=](DensityMatrix& own) { program->apply(own); });
          },
          py::arg("transfer_matrix"), py::arg("qubits"));
}

void bind_states(py::module_& module) {
  py::class_<DensityMatrix> bound(module, "DensityMatrix", py::buffer_protocol());
  bound.def(py::init<int>(), py::arg("num_qubits"), Release())
      .def_static(
          "from_matrix",
          [](Eigen::MatrixXcd matrix) {
            const double work = 10 * std::pow(static_cast<double>(matrix.rows()), 2);
            return run_by_length(work,
                                 [given = std::move(matrix)] { return density_matrix(given); });
          },
          py::arg("matrix"))
      .def_static(
          "from_state",
          [](const StateVector<double>& state) {
            const double work = 10 * std::pow(static_cast<double>(state.size()), 2);
            return run_on_copy(state, work,
                               [](const StateVector<double>& own) { return density_matrix(own); });
          },
          py::arg("state"))
      .def_buffer([](DensityMatrix& rho) {
        return py::buffer_info(rho.data(), static_cast<py::ssize_t>(rho.size()));
      })
      .def_property_readonly("num_qubits", &DensityMatrix::num_qubits)
      .def(
          "copy", [](const DensityMatrix& rho) { return DensityMatrix(rho); }, Release())
      .def(py::pickle(
          [](const DensityMatrix& rho) {
            return MatrixState(rho.num_qubits(),
                               Coefficients(static_cast<py::ssize_t>(rho.size()), rho.data()));
          },
          [](const MatrixState& state) {
            DensityMatrix rho(std::get<0>(state));
            copy_values(std::get<1>(state), rho.coefficients());
            return rho;
          }));
  bind_actions(bound);
  module.def(
      "kraus_to_transfer_matrix",
      [](const std::vector<Eigen::MatrixXcd>& kraus) { return transfer_matrix(kraus); },
      py::arg("kraus"));
}

}  // namespace

void bind_density_matrix(py::module_& module) {
  bind_channel(module);
  bind_states(module);
}

}  // namespace traversable::python
