// circuits: the IR, the wormhole builder, preparation, compilation, OpenQASM.
#include <pybind11/complex.h>
#include <pybind11/eigen.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <memory>
#include <mutex>

#include "circuits/compile.h"
#include "circuits/draw.h"
#include "circuits/qasm_reader.h"
#include "circuits/qasm_writer.h"
#include "circuits/resources.h"
#include "circuits/run_circuit.h"
#include "circuits/thermofield_double.h"
#include "circuits/wormhole_circuit.h"
#include "python/bindings/bindings.h"
#include "python/bindings/interruptible.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

using Texts = std::vector<std::string>;

void bind_angle(py::module_& module) {
  py::class_<Angle>(module, "Angle", R"(
An angle of a gate: a number, or factor * name + offset with a parameter's name.

Examples
--------
>>> import traversable as tv
>>> theta = tv.circuits.Angle("theta")
>>> 2 * theta + 0.5
2*theta+0.5
)")
      .def(py::init<double>(), py::arg("value"))
      .def(py::init([](const std::string& name) { return Angle(name); }), py::arg("name"))
      .def_readonly("offset", &Angle::offset)
      .def_readonly("factor", &Angle::factor)
      .def_readonly("name", &Angle::name)
      .def_property_readonly("is_number", &Angle::is_number)
      .def("__float__", &Angle::value)
      .def("__mul__", &Angle::operator*)
      .def("__rmul__", &Angle::operator*)
      .def("__neg__", [](const Angle& a) { return -a; })
      .def("__add__",
           [](Angle a, double shift) {
             a.offset += shift;
             return a;
           })
      .def("__eq__", [](const Angle& a, const Angle& b) { return a == b; })
      .def("__repr__", [](const Angle& a) { return to_text(a); });
  py::implicitly_convertible<double, Angle>();
  py::implicitly_convertible<py::int_, Angle>();
  py::implicitly_convertible<py::str, Angle>();
}

/// The string of a rotation on the operation's own qubits, one letter each.
std::string letters_of(const Operation& operation) {
  return operation.gate == Gate::pauli_rotation ? to_text(operation.pauli) : "";
}

void bind_operation(py::module_& module) {
  py::class_<Operation>(module, "Operation",
                        "One gate, measurement or barrier of a circuit; see `Circuit.append`.")
      .def_property_readonly("name",
                             [](const Operation& o) { return std::string(info(o.gate).name); })
      .def_readonly("qubits", &Operation::qubits)
      .def_readonly("angles", &Operation::angles)
      .def_property_readonly("pauli", &letters_of)
      .def_property_readonly("bit", [](const Operation& o) { return o.bit; })
      .def("matrix", [](const Operation& o) { return matrix_of(o); })
      .def("label", &gate_label, py::arg("k"))
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
>>> bell.unitary()[:, 0].real.round(4).tolist()
[0.7071, 0.0, 0.0, 0.7071]
)";

void bind_circuit(py::module_& module) {
  py::class_<Circuit>(module, "Circuit", circuit_doc)
      .def(py::init<int>(), py::arg("num_qubits"))
      .def_property_readonly("num_qubits", &Circuit::num_qubits)
      .def_property_readonly("num_bits", &Circuit::num_bits, "1 + the highest classical bit.")
      .def_property_readonly("operations", &Circuit::operations)
      .def_property_readonly("parameters", &parameters_of, "Names of the parameters.")
      .def_property_readonly("depth", &depth, "Number of moments.")
      .def_property_readonly("num_two_qubit_gates", &num_two_qubit_gates,
                             "Gates on two or more qubits.")
      .def_property_readonly("measured_qubits", &measured_qubits,
                             "The qubits that are measured, by classical bit.")
      .def(
          "append",
          [](Circuit& c, const std::string& gate, std::vector<int> qubits,
             std::vector<Angle> angles) {
            c.append(gate_by_name(gate), std::move(qubits), std::move(angles));
          },
          py::arg("gate"), py::arg("qubits"), py::arg("angles") = std::vector<Angle>(),
          "Appends a gate by name; angles are numbers, names of parameters or `Angle`. ValueError "
          "naming the operation for a qubit that is not there or a wrong number of arguments.")
      .def(
          "append_rotation",
          [](Circuit& c, const std::string& pauli, const Angle& angle) {
            c.append_rotation(pauli_from_text(pauli), angle);
          },
          py::arg("pauli"), py::arg("angle"),
          "Appends exp(-i angle P), P letters I, X, Y, Z, qubit 0 leftmost.")
      .def(
          "append_unitary", &Circuit::append_unitary, py::arg("matrix"), py::arg("qubits"),
          "Appends a unitary of up to six qubits, qubits[0] the lowest bit. ValueError where it is "
          "not unitary to 1e-10.")
      .def("measure", &Circuit::measure, py::arg("qubit"), py::arg("bit"),
           "Measures a qubit into a classical bit.")
      .def(
          "barrier",
          [](Circuit& c, std::vector<int> qubits) { c.append(Gate::barrier, std::move(qubits)); },
          py::arg("qubits") = std::vector<int>(),
          "Holds back the qubits (all where none is named).")
      .def(
          "append_circuit",
          [](Circuit& c, const Circuit& other, const std::vector<int>& qubits) {
            c.append(other, qubits);
          },
          py::arg("circuit"), py::arg("qubits") = std::vector<int>(),
          "Appends all operations of another circuit, its qubit k on qubits[k].")
      .def("assign_parameters",
           py::overload_cast<const Circuit&, const Parameters&>(&assign_parameters),
           py::arg("values"),
           "A copy with numbers for names. ValueError for a name that the circuit does not have.")
      .def("adjoint", py::overload_cast<const Circuit&>(&adjoint), "The inverse circuit.")
      .def("moments", &moments, "Indices of the operations that may run at one time.")
      .def("unitary", &unitary_of, "The 2^n x 2^n unitary, n <= 12, without measurements.")
      .def("measured_state", &measured_state,
           "The density matrix of the measured qubits from |0...0>, classical bit k = bit k of row "
           "and column: rho_PT of a wormhole circuit.")
      .def(
          "apply_to",
          [](const Circuit& c, StateVector<double>& state) {
            const py::gil_scoped_release release;
            run_circuit(c, state);
          },
          py::arg("state"))
      .def(
          "apply_to",
          [](const Circuit& c, StateVector<float>& state) {
            const py::gil_scoped_release release;
            run_circuit(c, state);
          },
          py::arg("state"))
      .def("drawing_columns", &drawing_columns)
      .def("draw_text", &draw, py::arg("width") = 100, py::arg("labels") = Texts())
      .def(
          "to_qasm",
          [](const Circuit& c, int version) {
            if (version != 2 && version != 3)
              throw std::invalid_argument("version = " + std::to_string(version) +
                                          ": expected 2 or 3");
            return to_qasm(c, version == 2 ? QasmVersion::two : QasmVersion::three);
          },
          py::arg("version") = 3,
          "OpenQASM text, version 2 or 3; equal up to a phase. ValueError for parameters in "
          "version "
          "2.")
      .def_static("from_qasm2", &from_qasm2, py::arg("text"),
                  "Reads OpenQASM 2. ValueError with the line of what is wrong or not supported.")
      .def("__len__", [](const Circuit& c) { return c.operations().size(); })
      .def("__eq__", [](const Circuit& a, const Circuit& b) { return a == b; })
      .def("__eq__", [](const Circuit&, const py::object&) { return false; })
      .def("__repr__",
           [](const Circuit& c) {
             return "<Circuit of " + std::to_string(c.num_qubits()) + " qubits, " +
                    std::to_string(c.operations().size()) + " operations>";
           })
      .def("__str__", [](const Circuit& c) {
        std::string text = draw(c);
        text.pop_back();  // the last line break
        return text;
      });
}

/// Progress of a worker, handed to a Python callable from the thread that holds the GIL.
template <class... Values>
class Reporter {
 public:
  explicit Reporter(py::object callable) : callable_(std::move(callable)) {}

  std::function<void(Values...)> receive() {
    return [this](Values... values) {
      const std::lock_guard lock(mutex_);
      latest_ = std::make_unique<std::tuple<Values...>>(values...);
    };
  }
  std::function<void()> tick() {
    if (callable_.is_none()) return {};
    return [this] {
      std::unique_ptr<std::tuple<Values...>> latest;
      {
        const std::lock_guard lock(mutex_);
        latest = std::move(latest_);
      }
      if (latest) std::apply(callable_, *latest);
    };
  }

 private:
  py::object callable_;
  std::mutex mutex_;
  std::unique_ptr<std::tuple<Values...>> latest_;
};

void bind_compile(py::module_& module) {
  module.def(
      "compile_circuit",
      [](const Circuit& circuit, const std::string& entangler, const std::string& connectivity,
         const std::vector<std::pair<int, int>>& pairs, int num_sites, const std::string& preserve,
         int trials, std::uint64_t seed, const py::object& progress) {
        const Connectivity graph = pairs.empty()
                                       ? connectivity_by_name(connectivity, circuit.num_qubits())
                                       : Connectivity(num_sites, pairs, "pairs");
        Reporter<int, int> reporter(progress);
        const CompileOptions options{entangler_by_name(entangler), preserve_by_name(preserve),
                                     trials, seed, reporter.receive()};
        PlacedCircuit placed{Circuit(1), {}, {}};
        run_interruptibly(
            [&](const std::stop_token& stop) { placed = compile(circuit, graph, options, stop); },
            reporter.tick());
        return py::make_tuple(placed.circuit, placed.initial_layout, placed.final_layout);
      },
      py::arg("circuit"), py::arg("entangler"), py::arg("connectivity"), py::arg("pairs"),
      py::arg("num_sites"), py::arg("preserve"), py::arg("trials"), py::arg("seed"),
      py::arg("progress"));
  module.def(
      "resources",
      [](const Circuit& circuit, const std::map<std::string, double>& given) {
        ProcessorFigures f;
        const std::map<std::string, double*> names{{"one_qubit_error", &f.one_qubit_error},
                                                   {"two_qubit_error", &f.two_qubit_error},
                                                   {"read_out_error", &f.read_out_error},
                                                   {"one_qubit_time", &f.one_qubit_time},
                                                   {"two_qubit_time", &f.two_qubit_time},
                                                   {"read_out_time", &f.read_out_time},
                                                   {"t1", &f.t1},
                                                   {"t2", &f.t2}};
        for (const auto& [name, value] : given) {
          const auto found = names.find(name);
          if (found == names.end())
            throw py::type_error("'" + name + "': not a figure of a processor");
          *found->second = value;
        }
        const Resources r = resources_of(circuit, f);
        py::dict dict;
        dict["num_qubits"] = r.num_qubits;
        dict["gates"] = r.gates;
        dict["one_qubit_gates"] = r.one_qubit_gates;
        dict["two_qubit_gates"] = r.two_qubit_gates;
        dict["larger_gates"] = r.larger_gates;
        dict["measurements"] = r.measurements;
        dict["depth"] = r.depth;
        dict["two_qubit_depth"] = r.two_qubit_depth;
        dict["duration"] = r.duration;
        dict["fidelity"] = r.fidelity;
        return dict;
      },
      py::arg("circuit"), py::arg("figures"));
}

PreparationOptions preparation_options(const py::dict& given) {
  PreparationOptions o;
  const auto read = [&](const char* key, auto& target) {
    if (!given[key].is_none())
      target = given[key].cast<std::remove_reference_t<decltype(target)>>();
  };
  if (!given["method"].is_none())
    o.method = preparation_method_by_name(given["method"].cast<std::string>());
  o.goal = preparation_goal_by_name(given["goal"].cast<std::string>());
  if (!given["nu"].is_none()) o.nu = given["nu"].cast<double>();
  read("fidelity", o.fidelity);
  read("max_rotations", o.max_rotations);
  o.entangler = entangler_by_name(given["entangler"].cast<std::string>());
  read("layers", o.layers);
  read("starts", o.starts);
  read("seed", o.seed);
  return o;
}

void bind_wormhole(py::module_& module) {
  module.def(
      "wormhole_circuit",
      [](const Hamiltonian& h, const Texts& left, const Texts& right, const Circuit& tfd, double mu,
         double t0, double t1, const ProbeMode& probe, int trotter_steps, int trotter_order) {
        return wormhole_circuit(h, encoding_of(left, right), tfd,
                                {mu, t0, t1, probe, trotter_steps, trotter_order});
      },
      py::arg("hamiltonian"), py::arg("left"), py::arg("right"), py::arg("thermofield_double"),
      py::arg("mu"), py::arg("t0"), py::arg("t1"), py::arg("probe"), py::arg("trotter_steps"),
      py::arg("trotter_order"));
  module.def(
      "evolution_circuit",
      [](int num_qubits, const std::vector<std::pair<std::complex<double>, std::string>>& terms,
         double t, int order, int steps) {
        PauliSum sum;
        for (const auto& [c, text] : terms) sum.push_back({c, pauli_from_text(text)});
        return evolution_circuit(num_qubits, sum, t, order, steps);
      },
      py::arg("num_qubits"), py::arg("terms"), py::arg("t"), py::arg("order"), py::arg("steps"));
  module.def(
      "prepare_thermofield_double",
      [](const Hamiltonian& h, double beta, const Texts& left, const Texts& right,
         const py::dict& given, const std::string& connectivity, const py::object& progress) {
        const Encoding encoding = encoding_of(left, right);
        PreparationOptions options = preparation_options(given);
        options.connectivity = connectivity_by_name(connectivity, encoding.num_qubits);
        Reporter<int, double> reporter(progress);
        options.progress = reporter.receive();
        Preparation p;
        run_interruptibly(
            [&](const std::stop_token& stop) {
              p = prepare_thermofield_double(h, beta, encoding, options, stop);
            },
            reporter.tick());
        py::dict dict;
        dict["circuit"] = p.circuit;
        dict["method"] = std::string(name_of(p.method));
        dict["fidelity"] = p.fidelity;
        dict["nu"] = p.nu;
        dict["energy"] = p.energy;
        dict["history"] = p.history;
        return dict;
      },
      py::arg("hamiltonian"), py::arg("beta"), py::arg("left"), py::arg("right"),
      py::arg("options"), py::arg("connectivity"), py::arg("progress"));
}

}  // namespace

void bind_circuits(py::module_& module) {
  bind_angle(module);
  bind_operation(module);
  bind_circuit(module);
  bind_compile(module);
  bind_wormhole(module);
}

}  // namespace traversable::python
