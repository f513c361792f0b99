// sym/spins: Hamiltonians, models, scramblers and drives of qubits.
#include "sim/spins/spins.h"

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>

#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/interruptible.h"
#include "python/bindings/options.h"
#include "sim/complex.h"
#include "sim/spins/coupling_action.h"
#include "sim/spins/scrambler_unitary.h"
#include "sym/spins/spins.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

using Reals = std::vector<double>;
using Sites = std::vector<int>;

SpinHamiltonian spin_hamiltonian_of(const py::object& num_qubits, const py::object& terms) {
  const int n = as<int>(num_qubits, "num_qubits", "an integer");
  std::vector<SpinTerm> list;
  for (const py::object& term :
       as<std::vector<py::object>>(terms, "terms", "a list of (coefficient, letters)")) {
    const std::string name = "terms[" + std::to_string(list.size()) + "]";
    const auto pair = as<std::vector<py::object>>(term, name, "(coefficient, letters)");
    if (pair.size() != 2)
      throw py::type_error(name + " = " + shown(term) + ": expected (coefficient, letters)");
    list.push_back({as<double>(pair[0], name + " coefficient", "a real number"),
                    pauli_from_text(as<std::string>(pair[1], name + " letters", "text"))});
  }
  const double work = work_of_object * static_cast<double>(list.size());
  return run_by_length(work, [n, list = std::move(list)] { return SpinHamiltonian(n, list); });
}

py::list spin_terms(const SpinHamiltonian& hamiltonian) {
  py::list terms;
  for (const SpinTerm& term : hamiltonian.terms()) {
    let_others_run();
    terms.append(
        py::make_tuple(term.coefficient, letters_on_all(term.string, hamiltonian.num_qubits())));
  }
  return terms;
}

constexpr const char* spin_hamiltonian_doc = R"(
One copy's Hamiltonian of qubits, H = sum_P c_P P over Pauli strings, c real.

The right copy's is H_R = H^T, the one with (H_L - H_R)|I> = 0 for a Bell pair (|00> + |11>) / sqrt 2 a site.

Parameters
----------
num_qubits : int
    Sites a side, 1 to 64.
terms : list of (float, str)
    (coefficient, letters), in energy; letters I, X, Y, Z of the sites, leftmost = site 0, trailing I's may be left out.

Raises
------
ValueError
    For other letters, a string beyond the sites or given twice, a coefficient that is not finite, no term, or
    coefficients whose absolute values add up to more than 1e300.

Examples
--------
>>> import traversable as tv
>>> print(tv.spins.SpinHamiltonian(2, [(1.0, "ZZ"), (-1.05, "X"), (-1.05, "IX")]))
1 ZZ - 1.05 X - 1.05 IX
>>> print(tv.spins.xxz(2) + 0.5 * tv.spins.SpinHamiltonian(2, [(1.0, "Z")]))
0.25 XX + 0.25 YY + 0.25 ZZ + 0.5 Z
)";

void bind_spin_hamiltonian(py::module_& module) {
  py::class_<SpinHamiltonian>(module, "SpinHamiltonian", spin_hamiltonian_doc)
      .def(py::init(&spin_hamiltonian_of), py::arg("num_qubits"), py::arg("terms"))
      .def_property_readonly("num_qubits", &SpinHamiltonian::num_qubits, "Sites a side.")
      .def_property_readonly("terms", &spin_terms, "List of (coefficient, letters).")
      .def(
          "matrix",
          [](const SpinHamiltonian& h) {
            const double work =
                static_cast<double>(h.terms().size()) * std::ldexp(1.0, h.num_qubits());
            return run_by_length(work, [=] { return dense_matrix(h); });
          },
          "H as a 2^n x 2^n array, site 0 the lowest bit. ValueError beyond 14 sites.")
      .def(
          "__add__", [](const SpinHamiltonian& h, const SpinHamiltonian& g) { return h + g; },
          py::arg("other"), py::is_operator(),
          "H + G: coefficients of equal strings add up; ValueError for another num_qubits.")
      .def(
          "__sub__",
          [](const SpinHamiltonian& h, const SpinHamiltonian& g) {
            return combination(1, h, -1, g);
          },
          py::arg("other"), py::is_operator(), "H - G.")
      .def(
          "__mul__", [](const SpinHamiltonian& h, double factor) { return factor * h; },
          py::arg("factor"), py::is_operator(), "H times a real number.")
      .def(
          "__rmul__", [](const SpinHamiltonian& h, double factor) { return factor * h; },
          py::arg("factor"), py::is_operator(), "A real number times H.")
      .def("__str__", [](const SpinHamiltonian& h) { return to_text(h); })
      .def("__repr__",
           [](const SpinHamiltonian& h) {
             return "<SpinHamiltonian of " + std::to_string(h.num_qubits()) + " qubits a side, " +
                    std::to_string(h.terms().size()) +
                    (h.terms().size() == 1 ? " term>" : " terms>");
           })
      .def(
          "__eq__", [](const SpinHamiltonian& a, const SpinHamiltonian& b) { return a == b; },
          py::is_operator())
      .def("__hash__", [](const SpinHamiltonian& h) { return py::hash(py::tuple(spin_terms(h))); })
      .def(py::pickle(
          [](const SpinHamiltonian& h) { return py::make_tuple(h.num_qubits(), spin_terms(h)); },
          [](const py::tuple& state) {
            if (state.size() != 2)
              throw std::invalid_argument("state of a SpinHamiltonian: expected 2 values");
            return spin_hamiltonian_of(state[0], state[1]);
          }));
}

ScramblerGate gate_of(const py::object& object, const std::string& name) {
  const char* expected = "(letters, angle), (sites, matrix) or (SpinHamiltonian, duration)";
  const auto pair = as<std::vector<py::object>>(object, name, expected);
  if (pair.size() != 2)
    throw py::type_error(name + " = " + shown(object) + ": expected " + expected);
  if (py::isinstance<py::str>(pair[0]))
    return PauliRotationGate{as<double>(pair[1], name + " angle", "a real number"),
                             pauli_from_text(as<std::string>(pair[0], name + " letters", "text"))};
  if (py::isinstance<SpinHamiltonian>(pair[0]))
    return ExponentialGate{as<SpinHamiltonian>(pair[0], name, expected),
                           as<double>(pair[1], name + " duration", "a real number")};
  SiteGate gate{as<Sites>(pair[0], name + " sites", "integers"), {}};
  const auto matrix = as<Eigen::MatrixXcd>(pair[1], name + " matrix", "a matrix");
  if (matrix.rows() != matrix.cols())
    throw std::invalid_argument(name + " matrix: expected a square one");
  for (Eigen::Index row = 0; row < matrix.rows(); ++row)
    for (Eigen::Index column = 0; column < matrix.cols(); ++column)
      gate.matrix.push_back(matrix(row, column));
  return gate;
}

Scrambler scrambler_of(const py::object& num_qubits, const py::object& steps) {
  const int n = as<int>(num_qubits, "num_qubits", "an integer");
  std::vector<ScramblerStep> list;
  for (const py::object& step :
       as<std::vector<py::object>>(steps, "steps", "a list of lists of gates")) {
    const std::string name = "steps[" + std::to_string(list.size()) + "]";
    ScramblerStep gates;
    for (const py::object& gate : as<std::vector<py::object>>(step, name, "a list of gates")) {
      let_others_run();
      gates.push_back(gate_of(gate, name + "[" + std::to_string(gates.size()) + "]"));
    }
    list.push_back(std::move(gates));
  }
  return Scrambler(n, std::move(list));
}

py::tuple tuple_of(const PauliRotationGate& gate) {
  return py::make_tuple(to_text(gate.string), gate.angle);
}

py::tuple tuple_of(const SiteGate& gate) {
  const auto size = static_cast<Eigen::Index>(1) << gate.sites.size();
  Eigen::MatrixXcd matrix(size, size);
  for (Eigen::Index row = 0; row < size; ++row)
    for (Eigen::Index column = 0; column < size; ++column)
      matrix(row, column) = gate.matrix[static_cast<std::size_t>(row * size + column)];
  return py::make_tuple(py::tuple(py::cast(gate.sites)), std::move(matrix));
}

py::tuple tuple_of(const ExponentialGate& gate) {
  return py::make_tuple(gate.hamiltonian, gate.duration);
}

py::list step_lists(const Scrambler& scrambler) {
  py::list steps;
  for (const ScramblerStep& step : scrambler.steps()) {
    py::list gates;
    for (const ScramblerGate& gate : step) {
      let_others_run();
      gates.append(std::visit([](const auto& one) { return tuple_of(one); }, gate));
    }
    steps.append(gates);
  }
  return steps;
}

Eigen::MatrixXcd unitary_of_steps(const Scrambler& scrambler, std::optional<int> num_steps) {
  const int steps = num_steps.value_or(scrambler.num_steps());
  return run_interruptibly([=](const std::stop_token& stop) {
    return HostMatrices<double>().read(unitaries(scrambler, Sites{steps}, stop)[0].view());
  });
}

constexpr const char* scrambler_doc = R"(
A unitary as a list of steps, in place of exp(-iHt) of both copies.

Steps g_1, g_2, ... are counted from time zero outwards, and U_s = g_1 g_2 ... g_s: the left copy, coming from -s to zero, takes g_s
first and g_1 last; the right copy, going from zero to s, takes g_1^T first and g_s^T last, and so undoes what the left copy did.

Parameters
----------
num_qubits : int
    Sites a side, 1 to 64.
steps : list of list
    Of every step its gates in the order in which the left copy takes them: (letters, angle) for exp(-i angle P), (sites, matrix) for a
    unitary on one or two sites, bit j of its rows being sites[j], and (SpinHamiltonian, duration) for exp(-i H duration).

Raises
------
TypeError, ValueError
    Naming the step and gate, its value and what was expected.

Examples
--------
>>> import numpy as np, traversable as tv
>>> one = tv.spins.Scrambler(2, [[("ZZ", 0.3), ((0,), np.array([[0, 1], [1, 0]]))]])
>>> one
<Scrambler of 2 qubits a side, 1 step>
>>> bool(abs(one.unitary() - np.kron(np.eye(2), [[0, 1], [1, 0]]) @ np.diag(np.exp(-0.3j * np.array([1, -1, -1, 1])))).max() < 1e-14)
True
)";

void bind_scrambler(py::module_& module) {
  py::class_<Scrambler>(module, "Scrambler", scrambler_doc)
      .def(py::init(&scrambler_of), py::arg("num_qubits"), py::arg("steps"))
      .def_property_readonly("num_qubits", &Scrambler::num_qubits, "Sites a side.")
      .def_property_readonly("num_steps", &Scrambler::num_steps, "Number of steps.")
      .def_property_readonly("steps", &step_lists,
                             "Of every step its gates, as the constructor takes them.")
      .def("unitary", &unitary_of_steps, py::arg("num_steps") = py::none(),
           "U_s of the first num_steps steps, of all where not given, as a 2^n x 2^n array. "
           "ValueError "
           "beyond 14 sites or the steps that there are.")
      .def("__repr__",
           [](const Scrambler& s) {
             return "<Scrambler of " + std::to_string(s.num_qubits()) + " qubits a side, " +
                    std::to_string(s.num_steps()) + (s.num_steps() == 1 ? " step>" : " steps>");
           })
      .def(
          "__eq__", [](const Scrambler& a, const Scrambler& b) { return a == b; },
          py::is_operator())
      .def(py::pickle(
          [](const Scrambler& s) { return py::make_tuple(s.num_qubits(), step_lists(s)); },
          [](const py::tuple& state) {
            if (state.size() != 2)
              throw std::invalid_argument("state of a Scrambler: expected 2 values");
            return scrambler_of(state[0], state[1]);
          }));
}

/// make(n, others..., draw) of terms or steps that take a time like their number.
template <class... Others>
struct DrawnModel {
  template <class Result>
  static void bind(py::module_& module, const char* name,
                   Result (*make)(int, Others..., const Draw&), auto... names) {
    module.def(
        name,
        [make](int n, Others... others, std::uint64_t seed, std::uint64_t instance) {
          return run_interruptibly([=](const std::stop_token&) {
            return make(n, others..., {seed, instance});
          });
        },
        py::arg("num_qubits"), py::arg(names)..., py::arg("seed"), py::arg("instance"));
  }
};

void bind_spin_models(py::module_& module) {
  module.def(
      "mixed_field_ising",
      [](int n, double J, double g, double h, const std::string& boundary) {
        return mixed_field_ising(n, J, g, h, boundary_by_name(boundary));
      },
      py::arg("num_qubits"), py::arg("J"), py::arg("g"), py::arg("h"), py::arg("boundary"));
  module.def(
      "xxz",
      [](int n, double J, double delta, const std::string& boundary) {
        return xxz(n, J, delta, boundary_by_name(boundary));
      },
      py::arg("num_qubits"), py::arg("J"), py::arg("delta"), py::arg("boundary"));
  DrawnModel<int, double>::bind(module, "spin_syk", &spin_syk, "q", "J");
  DrawnModel<int, double>::bind(module, "xy_syk", &xy_syk, "q", "J");
  DrawnModel<double>::bind(module, "random_two_local", &random_two_local, "J");
  DrawnModel<double, double, int>::bind(module, "brownian_spins", &brownian_spins, "J", "dt",
                                        "num_steps");
  module.def(
      "kicked_ising",
      [](int n, double J, double b, double h, const std::string& boundary, int num_steps) {
        return kicked_ising(n, J, b, h, boundary_by_name(boundary), num_steps);
      },
      py::arg("num_qubits"), py::arg("J"), py::arg("b"), py::arg("h"), py::arg("boundary"),
      py::arg("num_steps"));
  module.def(
      "brickwork",
      [](int n, const std::string& gates, const std::string& boundary, int num_steps,
         std::uint64_t seed, std::uint64_t instance) {
        return run_interruptibly([=](const std::stop_token&) {
          return brickwork(n, gate_ensemble_by_name(gates), boundary_by_name(boundary), num_steps,
                           {seed, instance});
        });
      },
      py::arg("num_qubits"), py::arg("gates"), py::arg("boundary"), py::arg("num_steps"),
      py::arg("seed"), py::arg("instance"));
  module.def(
      "piecewise_drive",
      [](const SpinHamiltonian& constant, const SpinHamiltonian& driven, const Reals& durations,
         const Reals& values) { return piecewise_drive(constant, driven, durations, values); },
      py::arg("constant"), py::arg("driven"), py::arg("durations"), py::arg("values"));
  module.def(
      "step_error",
      [](const Scrambler& drive, const Scrambler& halved) {
        return run_interruptibly(
            [=](const std::stop_token& stop) { return step_error(drive, halved, stop); });
      },
      py::arg("drive"), py::arg("halved"));
}

}  // namespace

void bind_spins(py::module_& module) {
  bind_spin_hamiltonian(module);
  bind_scrambler(module);
  bind_spin_models(module);
}

}  // namespace traversable::python
