// circuits: compilation, what a circuit costs, the wormhole builder and preparation.
#include <pybind11/pybind11.h>

#include <memory>
#include <mutex>
#include <optional>

#include "circuits/compile.h"
#include "circuits/resources.h"
#include "circuits/thermofield_double.h"
#include "circuits/wormhole_circuit.h"
#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/interruptible.h"
#include "python/bindings/options.h"
#include "python/bindings/record.h"

namespace py = pybind11;

namespace pybind11::detail {

template <>
struct type_caster<traversable::PreparationMethod>
    : traversable::python::NameCaster<traversable::PreparationMethod,
                                      &traversable::preparation_method_by_name> {};

}  // namespace pybind11::detail

namespace traversable::python {
namespace {

using Texts = std::vector<std::string>;

/// Progress of a worker, handed to a Python callable from the thread that holds the GIL.
template <class... Values>
class Reporter {
 public:
  explicit Reporter(py::object callable) : callable_(std::move(callable)) {}

  std::function<void(Values...)> receive() const {
    return [latest = latest_](Values... values) {
      const std::lock_guard lock(latest->mutex);
      latest->values = std::tuple<Values...>(values...);
    };
  }
  OnTick tick() const {
    if (callable_.is_none()) return {};
    return [this] {
      std::optional<std::tuple<Values...>> values;
      {
        const std::lock_guard lock(latest_->mutex);
        values.swap(latest_->values);
      }
      if (values) std::apply(callable_, *values);
    };
  }

 private:
  /// Shared with work that is left behind.
  struct Latest {
    std::mutex mutex;
    std::optional<std::tuple<Values...>> values;
  };
  py::object callable_;
  std::shared_ptr<Latest> latest_ = std::make_shared<Latest>();
};

void bind_results(py::module_& module) {
  bind_record(module, "Compiled", "A circuit on a processor's qubits.",
              Attribute{"circuit", &PlacedCircuit::circuit, "In rz, u3 and the entangler."},
              Attribute{"initial_layout", &PlacedCircuit::initial_layout,
                        "The processor's qubit in which qubit k starts."},
              Attribute{"final_layout", &PlacedCircuit::final_layout,
                        "Where it ends, or -1 where it does not count."});
  bind_record(
      module, "Resources", "What a circuit costs.",
      Attribute{"num_qubits", &Resources::num_qubits, "Of the circuit."},
      Attribute{"gates", &Resources::gates, "Number of each kind of operation, by name."},
      Attribute{"one_qubit_gates", &Resources::one_qubit_gates, "On one qubit."},
      Attribute{"two_qubit_gates", &Resources::two_qubit_gates, "On two."},
      Attribute{"larger_gates", &Resources::larger_gates, "On more."},
      Attribute{"measurements", &Resources::measurements, "Measured qubits."},
      Attribute{"depth", &Resources::depth, "Moments."},
      Attribute{"two_qubit_depth", &Resources::two_qubit_depth, "Of gates on two or more."},
      Attribute{"duration", &Resources::duration,
                "ns; a moment is as long as its longest operation."},
      Attribute{"fidelity", &Resources::fidelity,
                "Estimate: product of 1 - error of gates and read-outs and, of idle qubits, of "
                "1/2 + exp(-t/T1)/6 + exp(-t/T2)/3."});
  bind_record(
      module, "Preparation", "A circuit that prepares the thermofield double, and how well.",
      Attribute{"circuit", &Preparation::circuit, "On the encoding's qubits, from |0...0>."},
      Attribute{"method", &Preparation::method, "The one that was used."},
      Attribute{"fidelity", &Preparation::fidelity, "|<TFD|psi>|^2, computed from the circuit."},
      Attribute{"nu", &Preparation::nu, "Of an energy goal: that of H_L + H_R + nu V, else None."},
      Attribute{"energy", &Preparation::energy, "Its expectation value, else None."},
      Attribute{"history", &Preparation::history,
                "Fidelity after every rotation (adaptive) or start (hardware-efficient)."});
}

void bind_compile(py::module_& module) {
  module.def(
      "compile_circuit",
      [](const Circuit& circuit, const std::string& entangler, const std::string& connectivity,
         const std::string& preserve, int trials, std::uint64_t seed, const py::object& progress) {
        const Connectivity graph = connectivity_by_name(connectivity, circuit.num_qubits());
        Reporter<int, int> reporter(progress);
        const CompileOptions options{entangler_by_name(entangler), preserve_by_name(preserve),
                                     trials, seed, reporter.receive()};
        return run_interruptibly(
            [=](const std::stop_token& stop) { return compile(circuit, graph, options, stop); },
            reporter.tick());
      },
      py::arg("circuit"), py::arg("entangler"), py::arg("connectivity"), py::arg("preserve"),
      py::arg("trials"), py::arg("seed"), py::arg("progress"));
  module.def(
      "resources",
      [](const Circuit& circuit, const std::map<std::string, double>& given) {
        ProcessorFigures f = figures_of(noise_preset("sycamore"));
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
        const double work = work_of_object * static_cast<double>(circuit.operations().size());
        return run_by_length(work, [=] { return resources_of(circuit, f); });
      },
      py::arg("circuit"), py::arg("figures"));
}

PreparationOptions preparation_options(const py::dict& given) {
  PreparationOptions o;
  read(given, "method", o.method);
  o.goal = preparation_goal_by_name(option<std::string>(given, "goal"));
  read(given, "nu", o.nu);
  read(given, "fidelity", o.fidelity);
  read(given, "max_rotations", o.max_rotations);
  o.entangler = entangler_by_name(option<std::string>(given, "entangler"));
  read(given, "layers", o.layers);
  read(given, "starts", o.starts);
  read(given, "seed", o.seed);
  return o;
}

void bind_wormhole(py::module_& module) {
  module.def(
      "wormhole_circuit",
      [](const Hamiltonian& h, const Texts& left, const Texts& right, const Circuit& tfd, double mu,
         double t0, double t1, const ProbeMode& probe, const Coupling& coupling, int trotter_steps,
         int trotter_order) {
        const Encoding encoding = encoding_of(left, right);
        const double count =
            2.0 * trotter_order * trotter_steps * static_cast<double>(h.terms().size());
        return run_by_length(work_of_object * count, [=] {
          return wormhole_circuit(h, encoding, tfd,
                                  {mu, t0, t1, {probe, coupling}, trotter_steps, trotter_order});
        });
      },
      py::arg("hamiltonian"), py::arg("left"), py::arg("right"), py::arg("thermofield_double"),
      py::arg("mu"), py::arg("t0"), py::arg("t1"), py::arg("probe"), py::arg("coupling"),
      py::arg("trotter_steps"), py::arg("trotter_order"));
  module.def(
      "evolution_circuit",
      [](int num_qubits, const std::vector<std::pair<std::complex<double>, std::string>>& terms,
         double t, int order, int steps) {
        PauliSum sum;
        for (const auto& [c, text] : terms) sum.push_back({c, pauli_from_text(text)});
        const double count = 2.0 * order * steps * static_cast<double>(sum.size());
        return run_by_length(work_of_object * count,
                             [=] { return evolution_circuit(num_qubits, sum, t, order, steps); });
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
        return run_interruptibly(
            [=](const std::stop_token& stop) {
              return prepare_thermofield_double(h, beta, encoding, options, stop);
            },
            reporter.tick());
      },
      py::arg("hamiltonian"), py::arg("beta"), py::arg("left"), py::arg("right"),
      py::arg("options"), py::arg("connectivity"), py::arg("progress"));
}

}  // namespace

void bind_circuit_builders(py::module_& module) {
  bind_results(module);
  bind_compile(module);
  bind_wormhole(module);
}

}  // namespace traversable::python
