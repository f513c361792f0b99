// circuits: the IR, OpenQASM, pictures.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cmath>
#include <memory>
#include <mutex>
#include <optional>

#include "circuits/angle_text.h"
#include "circuits/draw.h"
#include "circuits/gate_table.h"
#include "circuits/pauli_network.h"
#include "circuits/qasm_reader.h"
#include "circuits/qasm_writer.h"
#include "circuits/run_circuit.h"
#include "python/bindings/ascii.h"
#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/interruptible.h"
#include "python/bindings/options.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

using Texts = std::vector<std::string>;

/// Real operations of a circuit on 2^n amplitudes.
double work_of(const Circuit& circuit, int num_qubits) {
  return std::ldexp(static_cast<double>(circuit.operations().size() + 1), num_qubits);
}

template <class Real>
void apply_to(const Circuit& circuit, StateVector<Real>& state) {
  change_on_copy(state, work_of(circuit, state.num_qubits()),
                 [=](StateVector<Real>& own) { run_circuit(circuit, own); });
}

/// function(circuit), which takes a time like the number of operations.
template <class Function>
auto run_over_operations(const Circuit& circuit, const Function& function) {
  const double work = work_of_object * static_cast<double>(circuit.operations().size());
  return run_by_length(work, [=] { return function(circuit); });
}

std::string printed(const Circuit& circuit, AngleStyle style) {
  std::string text =
      run_over_operations(circuit, [style](const Circuit& c) { return draw(c, 100, {}, style); });
  text.pop_back();  // the last line break
  return text;
}

/// Appends `count` operations: to a copy, handed over when all is done, where they are many.
template <class Append>
void append_many(Circuit& circuit, std::size_t count, const Append& append) {
  const double work = work_of_object * static_cast<double>(count);
  if (work <= long_work) return append(circuit);
  circuit = run_by_length(work, [circuit, append] {
    Circuit longer = circuit;
    append(longer);
    return longer;
  });
}

using AngleState = std::tuple<double, std::string, double>;

AngleState state_of(const Angle& angle) { return {angle.offset, angle.name, angle.factor}; }

Angle angle_from(const AngleState& state) {
  const auto& [offset, name, factor] = state;
  return {name, factor, offset};
}

void bind_angle(py::module_& module) {
  py::class_<Angle>(module, "Angle", R"(
An angle of a gate: a number, or factor * name + offset with a parameter's name.

Parameters
----------
value : float
    In radians; or else
name : str
    Of a parameter: Angle("theta").

Raises
------
TypeError, ValueError
    For another object, and an empty name.

Examples
--------
>>> import traversable as tv
>>> theta = tv.circuits.Angle("theta")
>>> 2 * theta + 0.5
2*theta+0.5
)")
      .def(py::init<double>(), py::arg("value"))
      .def(py::init(&parameter), py::arg("name"))
      .def_readonly("offset", &Angle::offset, "In radians.")
      .def_readonly("factor", &Angle::factor, "Of the parameter; 0 of a number.")
      .def_readonly("name", &Angle::name, "Of the parameter; '' of a number.")
      .def_property_readonly("is_number", &Angle::is_number, "True without a parameter.")
      .def("__float__", &Angle::value)
      .def("__mul__", &Angle::operator*, py::arg("scale"))
      .def("__rmul__", &Angle::operator*, py::arg("scale"))
      .def(
          "__truediv__",
          [](const Angle& a, double divisor) {
            if (divisor == 0) throw std::invalid_argument("an angle divided by zero");
            return a * (1 / divisor);
          },
          py::arg("divisor"))
      .def("__neg__", [](const Angle& a) { return -a; })
      .def("__add__", &Angle::operator+, py::arg("other"))
      .def("__radd__", &Angle::operator+, py::arg("other"))
      .def(
          "__sub__", [](const Angle& a, const Angle& other) { return a + -other; },
          py::arg("other"))
      .def(
          "__rsub__", [](const Angle& a, const Angle& other) { return other + -a; },
          py::arg("other"))
      .def(
          "__eq__", [](const Angle& a, const Angle& b) { return a == b; }, py::is_operator())
      .def("__hash__", [](const Angle& a) { return py::hash(py::cast(state_of(a))); })
      .def(py::pickle(py::overload_cast<const Angle&>(&state_of), &angle_from))
      .def("__repr__", [](const Angle& a) { return to_text(a); });
  py::implicitly_convertible<double, Angle>();
}

/// A number, the name of a parameter or an Angle.
Angle angle_of(const py::object& object, const std::string& name) {
  if (py::isinstance<Angle>(object)) return object.cast<Angle>();
  if (py::isinstance<py::str>(object)) return parameter(object.cast<std::string>());
  return as<double>(object, name, "a number, a name or an Angle");
}

void bind_gates(py::module_& module) {
  py::class_<GateInfo>(module, "GateInfo", "What is known of a gate; see `gates`.")
      .def_readonly("name", &GateInfo::name)
      .def_readonly("num_qubits", &GateInfo::num_qubits, "0 for any number.")
      .def_readonly("num_angles", &GateInfo::num_angles)
      .def_readonly("qasm3", &GateInfo::qasm3, "Its name in stdgates.inc, '' where it has none.");
  module.def(
      "gates", [] { return std::vector(gate_table().begin(), gate_table().end()); },
      "All that a circuit may hold, in the order of the table.");
}

/// The string of a rotation on the operation's own qubits, one letter each.
std::string letters_of(const Operation& operation) {
  return operation.gate == Gate::pauli_rotation ? to_text(operation.pauli) : "";
}

using OperationState = std::tuple<std::string, std::vector<int>, std::vector<Angle>, std::string,
                                  Eigen::MatrixXcd, int>;

OperationState state_of(const Operation& o) {
  return {std::string(info(o.gate).name), o.qubits, o.angles, letters_of(o), o.matrix, o.bit};
}

/// The operation, checked as Circuit::append does.
Operation operation_from(const OperationState& state) {
  const auto& [gate, qubits, angles, pauli, matrix, bit] = state;
  Circuit circuit(max_circuit_qubits);
  circuit.append(Operation{gate_by_name(gate), qubits, angles,
                           pauli.empty() ? PauliString{} : pauli_from_text(pauli), matrix, bit});
  return circuit.operations().front();
}

void bind_operation(py::module_& module) {
  py::class_<Operation>(module, "Operation",
                        "One gate, measurement or barrier of a circuit; see `Circuit.append`.")
      .def_property_readonly(
          "name", [](const Operation& o) { return std::string(info(o.gate).name); },
          "Of the gate, as in `Circuit`.")
      .def_readonly("qubits", &Operation::qubits, "The first is the lowest bit of the matrix.")
      .def_readonly("angles", &Operation::angles, "In radians.")
      .def_property_readonly("pauli", &letters_of, "Letters of a rotation, one a qubit; '' else.")
      .def_property_readonly(
          "bit", [](const Operation& o) { return o.bit; }, "Of a measurement; -1 else.")
      .def(
          "matrix", [](const Operation& o) { return matrix_of(o); },
          "Its unitary, 2^k x 2^k on k qubits. ValueError for a measurement, a barrier or a "
          "parameter.")
      .def(
          "label", [](const Operation& o, std::size_t k) { return gate_label(o, k); }, py::arg("k"),
          "What a drawing has on its k-th qubit. TypeError for a k that is no integer.")
      .def(
          "angles_text",
          [](const Operation& o, bool latex) {
            return angles_text(o, latex ? AngleStyle::latex : AngleStyle::typeset);
          },
          py::arg("latex") = false,
          "The angles as a picture shows them, or as `latex`, with commas between: multiples of pi "
          "where they are, three "
          "digits else. TypeError for a `latex` that is neither True nor False.")
      .def(
          "__eq__", [](const Operation& a, const Operation& b) { return a == b; },
          py::is_operator())
      .def("__hash__",
           [](const Operation& o) {
             return py::hash(py::cast(std::tuple(std::string(info(o.gate).name), o.qubits.size(),
                                                 o.bit, letters_of(o))));
           })
      .def(py::pickle(py::overload_cast<const Operation&>(&state_of), &operation_from))
      .def("__repr__", [](const Operation& o) { return to_text(o); });
}

constexpr const char* circuit_doc = R"(
A quantum circuit: operations on qubits in the order in which they act.

Qubit k is bit k of an amplitude's index, and the first qubit of a gate the lowest bit of its matrix, as in
Qiskit. Gates by name, with their angles in radians:

- x, y, z, h, s, s_dagger, t, t_dagger, sqrt_x, sqrt_x_dagger; rx, ry, rz (theta); phase (phi);
  u3 (theta, phi, lambda); phased_xz (x, z, axis, in half turns);
- cz, cnot (control, target), swap, fswap, iswap, sqrt_iswap; cphase (phi); fsim (theta, phi);
  rxx, ryy, rzz (theta).

Parameters
----------
num_qubits : int
    1 to 64.

Raises
------
TypeError, ValueError
    For another number of qubits.

Examples
--------
>>> import traversable as tv
>>> bell = tv.circuits.Circuit(2)
>>> bell.append("h", [0])
>>> bell.append("cnot", [0, 1])
>>> print(bell)
q0: ─H─●─
       │
q1: ───⊕─
>>> print(f"{bell:ascii}")     # for an output that is not UTF-8
q0: -H-@-
       |
q1: ---X-
>>> bell.unitary()[:, 0].real.round(4).tolist()
[0.7071, 0.0, 0.0, 0.7071]
)";

using CircuitState = std::tuple<int, std::vector<Operation>>;

using CircuitClass = py::class_<Circuit>;

void bind_appending(CircuitClass& bound) {
  bound
      .def(
          "append",
          [](Circuit& c, const std::string& gate, std::vector<int> qubits,
             const std::vector<py::object>& given) {
            std::vector<Angle> angles;
            for (const py::object& angle : given)
              angles.push_back(
                  angle_of(angle, "Circuit.append: angles[" + std::to_string(angles.size()) + "]"));
            c.append(gate_by_name(gate), std::move(qubits), std::move(angles));
          },
          py::arg("gate"), py::arg("qubits"), py::arg("angles") = std::vector<py::object>(),
          "Appends a `gate` by name on `qubits`; `angles` are numbers, names of parameters or "
          "`Angle`. ValueError "
          "naming the operation for a qubit that is not there or a wrong number of arguments.")
      .def(
          "append_rotation",
          [](Circuit& c, const std::string& pauli, const py::object& angle) {
            c.append_rotation(pauli_from_text(pauli),
                              angle_of(angle, "Circuit.append_rotation: angle"));
          },
          py::arg("pauli"), py::arg("angle"),
          "Appends exp(-i angle P), `pauli` the letters I, X, Y, Z of P, qubit 0 leftmost. "
          "ValueError for others.")
      .def("append_unitary", &Circuit::append_unitary, py::arg("matrix"), py::arg("qubits"),
           py::arg("tolerance") = 1e-10,
           "Appends a unitary `matrix` on up to six `qubits`, the first the lowest bit. ValueError "
           "where "
           "|U^+ U - 1| is beyond the `tolerance` (1e-6 for matrices in single precision, 1e-3 at "
           "most); the nearest unitary is taken.")
      .def("measure", &Circuit::measure, py::arg("qubit"), py::arg("bit"),
           "Measures a `qubit` into a classical `bit`. ValueError for one that is not there or is "
           "used twice.")
      .def(
          "barrier",
          [](Circuit& c, std::vector<int> qubits) { c.append(Gate::barrier, std::move(qubits)); },
          py::arg("qubits") = std::vector<int>(),
          "Holds back the `qubits` (all where none is named). ValueError for one that is not "
          "there.")
      .def(
          "append_circuit",
          [](Circuit& c, const Circuit& other, const std::vector<int>& qubits) {
            append_many(c, other.operations().size(),
                        [=](Circuit& longer) { longer.append(other, qubits); });
          },
          py::arg("circuit"), py::arg("qubits") = std::vector<int>(),
          "Appends all operations of another `circuit`, its qubit k on qubits[k] (on k where none "
          "is named). ValueError for one that is not there.");
}

void bind_readings(CircuitClass& bound) {
  bound
      .def(
          "assign_parameters",
          [](const Circuit& c, const Parameters& values) {
            return run_over_operations(
                c, [=](const Circuit& own) { return assign_parameters(own, values); });
          },
          py::arg("values"),
          "A copy with numbers for names, `values` by name. ValueError for a name that the circuit "
          "does not have.")
      .def(
          "adjoint",
          [](const Circuit& c) {
            return run_over_operations(c, [](const Circuit& own) { return adjoint(own); });
          },
          "The inverse circuit.")
      .def(
          "moments", [](const Circuit& c) { return run_over_operations(c, &moments); },
          "Indices of the operations that may run at one time.")
      .def(
          "unitary",
          [](const Circuit& c) {
            return run_by_length(work_of(c, 2 * c.num_qubits()), [=] { return unitary_of(c); });
          },
          "The 2^n x 2^n unitary, n <= 12, without measurements. ValueError for more qubits or a "
          "parameter.")
      .def(
          "measured_state",
          [](const Circuit& c) {
            return run_by_length(work_of(c, c.num_qubits()), [=] { return measured_state(c); });
          },
          "The density matrix of the measured qubits from |0...0>, classical bit k = bit k of row "
          "and column: rho_PT of a wormhole circuit.")
      .def("apply_to", &apply_to<double>, py::arg("state"),
           "Changes the core of a `state` as `run` does; ValueError for another size.")
      .def("apply_to", &apply_to<float>, py::arg("state"), "The same in single precision.");
}

void bind_texts(CircuitClass& bound) {
  bound
      .def(
          "drawing_columns",
          [](const Circuit& c) { return run_over_operations(c, &drawing_columns); },
          "Indices of the operations that stand above each other in a drawing.")
      .def(
          "draw_text",
          [](const Circuit& c, int width, const Texts& labels) {
            return run_over_operations(
                c, [=](const Circuit& own) { return draw(own, width, labels); });
          },
          py::arg("width") = 100, py::arg("labels") = Texts(),
          "The text of print, rows no wider than `width` letters; `labels` name the qubits. "
          "ValueError for another number of them.")
      .def(
          "to_qasm",
          [](const Circuit& c, int version) {
            if (version != 2 && version != 3)
              throw std::invalid_argument("version = " + std::to_string(version) +
                                          ": expected 2 or 3");
            const QasmVersion chosen = version == 2 ? QasmVersion::two : QasmVersion::three;
            return run_over_operations(c, [=](const Circuit& own) { return to_qasm(own, chosen); });
          },
          py::arg("version") = 3,
          "OpenQASM text, `version` 2 or 3; equal up to a phase. ValueError for parameters in "
          "version 2.")
      .def_static(
          "from_qasm2",
          [](const std::string& text) {
            return run_by_length(10 * static_cast<double>(text.size()),
                                 [=] { return from_qasm2(text); });
          },
          py::arg("text"),
          "Reads the `text` of OpenQASM 2. ValueError with the line of what is wrong or not "
          "supported.")
      .def("__str__", [](const Circuit& c) { return printed(c, AngleStyle::terminal); })
      .def(
          "_repr_svg_",
          [](const py::object& self) {
            return py::module_::import("traversable.circuits._draw").attr("svg_of")(self);
          },
          "The picture of `traversable.circuits.draw` for a notebook; None for more than 500 "
          "operations.")
      .def(
          "__format__",
          [](const Circuit& c, const std::string& format) {
            return formatted(
                printed(c, format == "ascii" ? AngleStyle::ascii : AngleStyle::terminal), format);
          },
          py::arg("format_spec"), "The text of print; with 'ascii' in ASCII alone.");
}

void bind_circuit(py::module_& module) {
  CircuitClass bound(module, "Circuit", circuit_doc);
  bound.def(py::init<int>(), py::arg("num_qubits"))
      .def_property_readonly("num_qubits", &Circuit::num_qubits, "Qubits, n.")
      .def_property_readonly("num_bits", &Circuit::num_bits, "1 + the highest classical bit.")
      // Of their own: the list moves as operations are appended.
      .def_property_readonly("operations", &Circuit::operations, py::return_value_policy::copy,
                             "In the order in which they act.")
      .def_property_readonly(
          "parameters", [](const Circuit& c) { return run_over_operations(c, &parameters_of); },
          "Names of the parameters.")
      .def_property_readonly(
          "depth", [](const Circuit& c) { return run_over_operations(c, &depth); },
          "Number of moments.")
      .def_property_readonly(
          "num_two_qubit_gates",
          [](const Circuit& c) { return run_over_operations(c, &num_two_qubit_gates); },
          "Gates on two or more qubits.")
      .def_property_readonly("measured_qubits", &measured_qubits,
                             "The qubits that are measured, by classical bit.")
      .def("__len__", [](const Circuit& c) { return c.operations().size(); })
      .def(
          "__eq__",
          [](const Circuit& a, const Circuit& b) {
            return run_over_operations(a, [=](const Circuit& own) { return own == b; });
          },
          py::is_operator())
      .def(py::pickle([](const Circuit& c) { return CircuitState(c.num_qubits(), c.operations()); },
                      [](const CircuitState& state) {
                        Circuit circuit(std::get<0>(state));
                        const auto& operations = std::get<1>(state);
                        append_many(circuit, operations.size(), [=](Circuit& longer) {
                          for (const Operation& operation : operations) longer.append(operation);
                        });
                        return circuit;
                      }))
      .def("__repr__", [](const Circuit& c) {
        return "<Circuit of " + std::to_string(c.num_qubits()) + " qubits, " +
               std::to_string(c.operations().size()) + " operations>";
      });
  bind_appending(bound);
  bind_readings(bound);
  bind_texts(bound);
}

}  // namespace

void bind_circuits(py::module_& module) {
  bind_angle(module);
  bind_gates(module);
  bind_operation(module);
  bind_circuit(module);
}

}  // namespace traversable::python
