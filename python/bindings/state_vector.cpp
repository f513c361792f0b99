// sim/state_vector and sim/evolution: states, operators, evolution.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cmath>
#include <memory>
#include <stdexcept>

#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/interruptible.h"
#include "python/bindings/record.h"
#include "sim/evolution/evolution.h"
#include "sim/evolution/ground_state.h"
#include "sim/state_vector/infinite_temperature.h"
#include "sim/state_vector/simd.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

using Texts = std::vector<std::string>;
using Terms = std::vector<std::pair<std::complex<double>, std::string>>;
using Rotations = std::vector<std::pair<std::string, double>>;

template <class Real>
using Amplitudes = py::array_t<std::complex<Real>, py::array::c_style | py::array::forcecast>;

template <class Real>
using SavedState = std::tuple<int, Amplitudes<Real>>;

PauliSum sum_of(const Terms& terms) {
  PauliSum sum;
  for (const auto& [coefficient, text] : terms) sum.push_back({coefficient, pauli_from_text(text)});
  return sum;
}

std::vector<PauliRotation> rotations_of(const Rotations& rotations) {
  std::vector<PauliRotation> result;
  for (const auto& [text, angle] : rotations) result.push_back({pauli_from_text(text), angle});
  return result;
}

void bind_evolution_report(py::module_& module) {
  bind_record(
      module, "EvolutionReport", R"(
Error estimate and work of an evolution.

Of imaginary time: a level lower by d than all that the state has a part of is not in the error, though rounding brings in
some 1e-16 exp(tau d) of it.
)",
      Attribute{"error", &EvolutionReport::error, R"(
Of the state in norm, relative to its own, with rounding (a unit of it a product, the root of their number for rotations).
krylov and chebyshev: a bound. trotter: an estimate from the distance of a step from two half steps, without the next order
of the step. qdrift: a bound of the root mean square over seeds, so that at most one in k^2 is off by more than k times it.
)"},
      Attribute{"steps", &EvolutionReport::steps, "Krylov spaces, expansions or Trotter steps."},
      Attribute{"applications", &EvolutionReport::applications, "Products H psi."},
      Attribute{"rotations", &EvolutionReport::rotations, "Pauli rotations."});
}

EvolutionOptions options_of(const std::string& method, double tolerance, int trotter_order,
                            double trotter_step, std::uint64_t seed) {
  return {evolution_method_by_name(method), tolerance, trotter_order, trotter_step, seed, {}};
}

/// Evolves a copy and hands it over when done: a stopped evolution leaves its state undefined.
template <class Real, class Evolve>
EvolutionReport on_a_copy(StateVector<Real>& state, const Evolve& evolve) {
  const auto work = copy_of(state);
  const auto report =
      run_interruptibly([=](const std::stop_token& stop) { return evolve(*work, stop); });
  const py::gil_scoped_release release;
  state = *work;
  return report;
}

template <class Real>
double work_of(const StateVector<Real>& state) {
  return static_cast<double>(state.size());
}

/// What takes one pass, a second of it at most.
using Release = py::call_guard<py::gil_scoped_release>;

/// Real operations of an operator on a state, of which a copy costs little where there are many.
template <class Real>
double passes_over(const StateVector<Real>& state, const PauliOperator<Real>& op) {
  const std::size_t terms = op.terms().size();
  return terms < 4 ? 0 : work_of(state) * static_cast<double>(terms);
}

template <class Real>
SavedState<Real> saved(const StateVector<Real>& state) {
  return {state.num_qubits(),
          Amplitudes<Real>(static_cast<py::ssize_t>(state.size()), state.data())};
}

template <class Real>
StateVector<Real> state_from(const SavedState<Real>& saved) {
  const auto& [num_qubits, amplitudes] = saved;
  StateVector<Real> state(num_qubits);
  if (amplitudes.ndim() != 1 || static_cast<std::size_t>(amplitudes.size()) != state.size())
    throw std::invalid_argument("state of a StateVector: expected " + std::to_string(state.size()) +
                                " amplitudes");
  const Eigen::Map<const Eigen::VectorX<std::complex<Real>>> values(amplitudes.data(),
                                                                    amplitudes.size());
  if (!values.allFinite())
    throw std::invalid_argument("state of a StateVector: holds values that are not finite");
  state.amplitudes() = values;
  return state;
}

template <class Real>
void bind_makers(py::class_<StateVector<Real>>& bound) {
  bound
      .def_buffer([](StateVector<Real>& state) {
        return py::buffer_info(state.data(), static_cast<py::ssize_t>(state.size()));
      })
      .def(py::init<int>(), py::arg("num_qubits"), Release())
      .def_static("basis", &basis_state<Real>, py::arg("num_qubits"), py::arg("index"), Release())
      .def_static(
          "random",
          [](int num_qubits, std::uint64_t seed, std::uint64_t instance) {
            return run_by_length(std::ldexp(10.0, num_qubits),
                                 [=] { return random_state<Real>(num_qubits, seed, instance); });
          },
          py::arg("num_qubits"), py::arg("seed"), py::arg("instance"))
      .def_static(
          "product",
          [](const std::vector<std::array<std::complex<double>, 2>>& qubits) {
            return run_by_length(std::ldexp(10.0, static_cast<int>(qubits.size())),
                                 [=] { return product_state<Real>(qubits); });
          },
          py::arg("qubits"))
      .def_static(
          "from_amplitudes",
          [](const py::array_t<std::complex<double>, py::array::c_style | py::array::forcecast>&
                 a) {
            if (a.ndim() != 1)
              throw std::invalid_argument("state: expected a one-dimensional array");
            const std::span amplitudes(a.data(), static_cast<std::size_t>(a.size()));
            const py::gil_scoped_release release;
            return state_from_amplitudes<Real>(amplitudes);
          },
          py::arg("amplitudes"))
      .def_static(
          "infinite_temperature",
          [](const Texts& left, const Texts& right) {
            const Encoding encoding = encoding_of(left, right);
            return run_by_length(std::ldexp(10.0, encoding.num_qubits),
                                 [=] { return infinite_temperature_state<Real>(encoding); });
          },
          py::arg("left"), py::arg("right"));
}

template <class Real>
void bind_states(py::module_& module, const char* name) {
  using State = StateVector<Real>;
  py::class_<State> bound(module, name, py::buffer_protocol());
  bind_makers(bound);
  bound.def_property_readonly("num_qubits", &State::num_qubits)
      .def(
          "copy", [](const State& state) { return State(state); }, Release())
      .def(py::pickle(&saved<Real>, &state_from<Real>))
      .def("norm", &norm<Real>, Release())
      .def("normalize", &normalize<Real>, Release())
      .def("scale", &scale<Real>, py::arg("factor"), Release())
      .def(
          "inner", [](const State& a, const State& b) { return inner_product(a, b); },
          py::arg("other"), Release())
      .def(
          "rotate",
          [](State& state, const std::string& pauli, double angle) {
            rotate(state, {pauli_from_text(pauli), angle});
          },
          py::arg("pauli"), py::arg("angle"), Release())
      .def(
          "rotate_all",
          [](State& state, const Rotations& rotations) {
            const auto list =
                std::make_shared<const std::vector<PauliRotation>>(rotations_of(rotations));
            const auto batch = run_by_length(
                work_of_object * static_cast<double>(list->size()), [list, n = state.num_qubits()] {
                  return std::make_shared<const RotationBatch<Real>>(n, *list);
                });
            const double work = work_of(state) * static_cast<double>(rotations.size());
            change_on_copy(state, work, [=](State& own) { batch->apply(own); });
          },
          py::arg("rotations"))
      .def(
          "apply_pauli",
          [](State& state, const std::string& pauli) {
            apply_pauli(state, pauli_from_text(pauli));
          },
          py::arg("pauli"), Release())
      .def(
          "reduced_density_matrix",
          [](const State& state, const std::vector<int>& qubits) {
            const double work = std::ldexp(work_of(state), static_cast<int>(qubits.size()));
            return run_on_copy(
                state, work, [=](const State& own) { return reduced_density_matrix(own, qubits); });
          },
          py::arg("qubits"))
      .def(
          "sample",
          [](const State& state, std::size_t shots, std::uint64_t seed) {
            const double work = work_of(state) + 10 * static_cast<double>(shots);
            const auto outcomes = run_on_copy(
                state, work, [=](const State& own) { return sample(own, shots, seed); });
            return py::array_t<std::uint64_t>(static_cast<py::ssize_t>(outcomes.size()),
                                              outcomes.data());
          },
          py::arg("shots"), py::arg("seed"));
}

template <class Real>
void bind_operators(py::module_& module, const char* name) {
  using State = StateVector<Real>;
  using Operator = PauliOperator<Real>;
  py::class_<Operator, std::shared_ptr<Operator>>(module, name)
      .def(py::init([](int num_qubits, const Terms& terms) {
             const double work = work_of_object * static_cast<double>(terms.size());
             return run_by_length(work, [num_qubits, sum = sum_of(terms)] {
               return std::make_shared<Operator>(num_qubits, sum);
             });
           }),
           py::arg("num_qubits"), py::arg("terms"))
      .def_property_readonly("num_qubits", &Operator::num_qubits)
      .def_property_readonly("num_passes", &Operator::num_passes)
      .def_property_readonly("is_hermitian", &Operator::is_hermitian)
      .def(
          "apply",
          [](const std::shared_ptr<Operator>& op, const State& x) {
            return run_on_copy(x, passes_over(x, *op), [=](const State& own) {
              State y(own.num_qubits());
              op->apply(own, y);
              return y;
            });
          },
          py::arg("x"))
      .def(
          "expectation",
          [](const std::shared_ptr<Operator>& op, const State& state) {
            return run_on_copy(state, passes_over(state, *op),
                               [=](const State& own) { return op->matrix_element(own, own); });
          },
          py::arg("state"))
      .def(
          "ground_state",
          [](const std::shared_ptr<Operator>& op, const State& given, double tolerance) {
            const auto start = copy_of(given);
            auto result = run_interruptibly([=](const std::stop_token& stop) {
              return ground_state(*op, *start, tolerance, stop);
            });
            return py::make_tuple(result.energy, std::move(result.state), result.residual,
                                  result.applications);
          },
          py::arg("start"), py::arg("tolerance"));
}

template <class Real>
void bind_evolutions(py::module_& module, const char* name) {
  using State = StateVector<Real>;
  py::class_<Evolution<Real>, std::shared_ptr<Evolution<Real>>>(module, name)
      .def(py::init([](int num_qubits, const Terms& terms, const std::string& method,
                       double tolerance, int trotter_order, double trotter_step,
                       std::uint64_t seed) {
             const auto options = options_of(method, tolerance, trotter_order, trotter_step, seed);
             const double work = work_of_object * static_cast<double>(terms.size());
             return run_by_length(work, [=, sum = sum_of(terms)] {
               return std::make_shared<Evolution<Real>>(num_qubits, sum, options);
             });
           }),
           py::arg("num_qubits"), py::arg("terms"), py::arg("method"), py::arg("tolerance"),
           py::arg("trotter_order"), py::arg("trotter_step"), py::arg("seed"))
      .def(
          "evolve",
          [](const std::shared_ptr<Evolution<Real>>& evolution, State& state, double t) {
            return on_a_copy(state, [=](State& work, const std::stop_token& stop) {
              return evolution->evolve(work, t, stop);
            });
          },
          py::arg("state"), py::arg("t"))
      .def(
          "cool",
          [](const std::shared_ptr<Evolution<Real>>& evolution, State& state, double tau) {
            return on_a_copy(state, [=](State& work, const std::stop_token& stop) {
              return evolution->cool(work, tau, stop);
            });
          },
          py::arg("state"), py::arg("tau"));
}

}  // namespace

void bind_state_vector(py::module_& module) {
  bind_evolution_report(module);
  bind_states<double>(module, "StateVector");
  bind_operators<double>(module, "PauliOperator");
  bind_evolutions<double>(module, "Evolution");
  bind_states<float>(module, "StateVectorSingle");
  bind_operators<float>(module, "PauliOperatorSingle");
  bind_evolutions<float>(module, "EvolutionSingle");
  module.def("simd_target", &simd_target);
  module.def(
      "trotter_step",
      [](const Terms& terms, int order, double step) {
        const double work = 10 * work_of_object * static_cast<double>(terms.size());
        return run_by_length(work, [=, sum = sum_of(terms)] {
          Rotations result;
          for (const auto& r : trotter_step(trotter_order(sum), order, step))
            result.emplace_back(to_text(r.string), r.angle);
          return result;
        });
      },
      py::arg("terms"), py::arg("order"), py::arg("step"));
}

}  // namespace traversable::python
