// sym/spins and sim/spins: Hamiltonians, scramblers and the protocol of qubits.
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
using States = std::vector<Eigen::MatrixXcd>;
/// (weight, letters) of every term of a coupling.
using CouplingList = std::vector<std::pair<double, std::string>>;

/// "XI" on all sites.
std::string letters_on_all(const PauliString& string, int num_qubits) {
  std::string letters = to_text(string);
  letters.resize(static_cast<std::size_t>(num_qubits), 'I');
  return letters;
}

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

SpinCoupling coupling_of(int num_qubits, const CouplingList& terms) {
  std::vector<CouplingTerm> list;
  for (const auto& [weight, letters] : terms) list.push_back({weight, pauli_from_text(letters)});
  return {num_qubits, std::move(list)};
}

/// The terms of a coupling that has a name: (weight, letters).
CouplingList named_coupling(const std::string& name, int num_qubits, const Sites& sites,
                            const Reals& weights) {
  const SpinCoupling coupling = name == "zz" ? zz_coupling(num_qubits, sites, weights)
                                             : size_coupling_of_sites(num_qubits, sites, weights);
  CouplingList terms;
  for (const CouplingTerm& term : coupling.terms())
    terms.emplace_back(term.weight, letters_on_all(term.string, num_qubits));
  return terms;
}

/// What a point of the protocol takes beside its place on the axes.
struct Asked {
  Message message;
  SpinCoupling coupling;
  Reals beta, mu;
};

/// rho over (beta, mu, t), or (beta, mu, t0, t1), and <H_L>, <V> over beta.
struct Found {
  States rho;
  Reals energy, coupling;
};

/// From (t0, mu, t1) of one temperature to (mu, t0, t1), or (mu, t) where t0 = t1.
void append_in_order(const States& states, std::size_t num_mu, std::size_t num_t0,
                     std::size_t num_t1, Found& found) {
  for (std::size_t m = 0; m < num_mu; ++m)
    for (std::size_t i = 0; i < num_t0; ++i)
      for (std::size_t j = 0; j < num_t1; ++j)
        found.rho.push_back(states[(i * num_mu + m) * num_t1 + j]);
}

Found teleport_hamiltonian(const SpinHamiltonian& hamiltonian, const Asked& asked, const Reals& t0,
                           const Reals& t1, bool diagonal, const std::stop_token& stop) {
  const SpinEngine engine(hamiltonian, asked.message, stop);
  Found found;
  for (const double beta : asked.beta) {
    States states;
    for (const double t : t0) {
      const auto here =
          engine.teleport(asked.coupling, beta, t, asked.mu, diagonal ? Reals{t} : t1, stop);
      states.insert(states.end(), here.begin(), here.end());
    }
    append_in_order(states, asked.mu.size(), t0.size(), diagonal ? 1 : t1.size(), found);
    found.energy.push_back(engine.energy(beta));
    found.coupling.push_back(engine.coupling_expectation(asked.coupling, beta));
  }
  return found;
}

Found teleport_scrambler(const Scrambler& scrambler, const std::optional<SpinHamiltonian>& thermal,
                         const Asked& asked, const Sites& s0, const Sites& s1, bool diagonal,
                         const std::stop_token& stop) {
  Found found;
  std::optional<SpinSpectrum> spectrum;
  if (thermal) spectrum = diagonalize(*thermal, stop);
  for (const double beta : asked.beta) {
    TwoSidedState state = spectrum ? TwoSidedState{thermofield_operator(*spectrum, beta)}
                                   : bell_pairs(scrambler.num_qubits());
    States states;
    const auto run = [&](const Sites& from, const Sites& to) {
      const auto here = scrambled_teleport(scrambler, asked.message, asked.coupling, state, from,
                                           asked.mu, to, stop);
      states.insert(states.end(), here.begin(), here.end());
    };
    if (diagonal)
      for (const int s : s0) run({s}, {s});
    else
      run(s0, s1);
    append_in_order(states, asked.mu.size(), s0.size(), diagonal ? 1 : s1.size(), found);
    found.energy.push_back(spectrum ? thermal_weights(*spectrum, beta, 1).dot(spectrum->levels)
                                    : 0.0);
    found.coupling.push_back(CouplingAction(asked.coupling).expectation(state.matrix.view()));
  }
  return found;
}

template <class T>
using Shape = py::array_t<T, py::array::c_style>;

/// What is read off every state, one after the other.
struct Readings {
  std::size_t points, size, k;
  std::vector<Complex> rho;
  Reals information, pairs, fidelity, best_fidelity, measured;
};

Readings readings_of(const States& states, EntropyUnit unit) {
  Readings all{states.size(),
               static_cast<std::size_t>(states.at(0).rows()),
               static_cast<std::size_t>(message_size_of(states[0])),
               {},
               {},
               {},
               {},
               {},
               {}};
  for (const Eigen::MatrixXcd& rho : states) {
    for (Eigen::Index row = 0; row < rho.rows(); ++row)
      for (Eigen::Index column = 0; column < rho.cols(); ++column)
        all.rho.push_back(rho(row, column));
    all.information.push_back(message_information(rho, unit));
    all.fidelity.push_back(message_fidelity(rho));
    for (int i = 0; i < static_cast<int>(all.k); ++i)
      for (int j = 0; j < static_cast<int>(all.k); ++j) {
        const Eigen::Matrix4cd pair = pair_state(rho, i, j);
        all.pairs.push_back(mutual_information(pair, unit));
        all.best_fidelity.push_back(fully_entangled_fraction(pair));
        for (const char basis : {'X', 'Y', 'Z'})
          all.measured.push_back(measured_information(pair, basis, unit));
      }
  }
  return all;
}

template <class T>
Shape<T> shaped(const std::vector<T>& values, const std::vector<std::size_t>& shape) {
  Shape<T> array(std::vector<py::ssize_t>(shape.begin(), shape.end()));
  std::copy(values.begin(), values.end(), array.mutable_data());
  return array;
}

/// teleport(asked, stop) as a dict of arrays with the points as first dimension.
template <class Work>
py::dict run_spins(const Work& work, EntropyUnit unit) {
  const auto [readings, energy, coupling] = run_interruptibly([=](const std::stop_token& stop) {
    const Found found = work(stop);
    return std::make_tuple(readings_of(found.rho, unit), found.energy, found.coupling);
  });
  const std::size_t points = readings.points, size = readings.size, k = readings.k;
  py::dict result;
  result["rho"] = shaped(readings.rho, {points, size, size});
  result["information"] = shaped(readings.information, {points});
  result["fidelity"] = shaped(readings.fidelity, {points});
  result["pairs"] = shaped(readings.pairs, {points, k, k});
  result["best_fidelity"] = shaped(readings.best_fidelity, {points, k, k});
  result["measured"] = shaped(readings.measured, {points, k, k, 3});
  result["energy"] = shaped(energy, {energy.size()});
  result["coupling"] = shaped(coupling, {coupling.size()});
  return result;
}

void bind_spin_protocol(py::module_& module) {
  module.def("spin_coupling", &named_coupling, py::arg("name"), py::arg("num_qubits"),
             py::arg("sites"), py::arg("weights"));
  module.def(
      "spin_teleport",
      [](const SpinHamiltonian& h, const Sites& left, const Sites& right,
         const CouplingList& coupling, const Reals& beta, const Reals& mu, const Reals& t0,
         const Reals& t1, bool diagonal, const std::string& units) {
        const Asked asked{{left, right}, coupling_of(h.num_qubits(), coupling), beta, mu};
        return run_spins(
            [=](const std::stop_token& stop) {
              return teleport_hamiltonian(h, asked, t0, t1, diagonal, stop);
            },
            entropy_unit_by_name(units));
      },
      py::arg("hamiltonian"), py::arg("left"), py::arg("right"), py::arg("coupling"),
      py::arg("beta"), py::arg("mu"), py::arg("t0"), py::arg("t1"), py::arg("diagonal"),
      py::arg("units"));
  module.def(
      "scrambler_teleport",
      [](const Scrambler& s, const std::optional<SpinHamiltonian>& thermal, const Sites& left,
         const Sites& right, const CouplingList& coupling, const Reals& beta, const Reals& mu,
         const Sites& s0, const Sites& s1, bool diagonal, const std::string& units) {
        const Asked asked{{left, right}, coupling_of(s.num_qubits(), coupling), beta, mu};
        return run_spins(
            [=](const std::stop_token& stop) {
              return teleport_scrambler(s, thermal, asked, s0, s1, diagonal, stop);
            },
            entropy_unit_by_name(units));
      },
      py::arg("scrambler"), py::arg("thermal"), py::arg("left"), py::arg("right"),
      py::arg("coupling"), py::arg("beta"), py::arg("mu"), py::arg("s0"), py::arg("s1"),
      py::arg("diagonal"), py::arg("units"));
}

/// work(spectrum, beta) for every beta.
template <class Work>
auto over_spectrum(const SpinHamiltonian& hamiltonian, const Reals& beta, const Work& work) {
  return run_interruptibly([=](const std::stop_token& stop) {
    const SpinSpectrum spectrum = diagonalize(hamiltonian, stop);
    std::vector<decltype(work(spectrum, 0.0, stop))> all;
    for (const double b : beta) all.push_back(work(spectrum, b, stop));
    return all;
  });
}

Shape<Complex> over_times(const std::vector<Eigen::VectorXcd>& curves, std::size_t count) {
  Shape<Complex> array({curves.size(), count});
  Complex* out = array.mutable_data();
  for (const Eigen::VectorXcd& curve : curves) out = std::copy(curve.begin(), curve.end(), out);
  return array;
}

py::tuple pauli_sizes(const SpinHamiltonian& h, const std::string& letters, const Reals& beta,
                      const Reals& times) {
  const PauliString string = pauli_from_text(letters);
  const auto all = over_spectrum(
      h, beta, [=](const SpinSpectrum& spectrum, double b, const std::stop_token& stop) {
        return pauli_size_distributions(spectrum, b, string, times, stop);
      });
  const auto sizes = static_cast<std::size_t>(h.num_qubits()) + 1;
  Shape<double> p({beta.size(), times.size(), sizes});
  Shape<Complex> q({beta.size(), times.size(), sizes});
  double* out_p = p.mutable_data();
  Complex* out_q = q.mutable_data();
  for (const auto& of_beta : all)
    for (const SizeDistribution& one : of_beta) {
      out_p = std::copy(one.p.begin(), one.p.end(), out_p);
      out_q = std::copy(one.q.begin(), one.q.end(), out_q);
    }
  return py::make_tuple(p, q);
}

void bind_spin_diagnostics(py::module_& module) {
  module.def("pauli_sizes", &pauli_sizes, py::arg("hamiltonian"), py::arg("operator"),
             py::arg("beta"), py::arg("t"));
  module.def(
      "spin_two_point",
      [](const SpinHamiltonian& h, const std::string& a, const std::string& b, const Reals& beta,
         const Reals& t) {
        const PauliString first = pauli_from_text(a), second = pauli_from_text(b);
        return over_times(
            over_spectrum(h, beta,
                          [=](const SpinSpectrum& s, double one, const std::stop_token&) {
                            return two_point_function(s, one, first, second, t);
                          }),
            t.size());
      },
      py::arg("hamiltonian"), py::arg("a"), py::arg("b"), py::arg("beta"), py::arg("t"));
  module.def(
      "spin_otoc",
      [](const SpinHamiltonian& h, const std::string& a, const std::string& b, const Reals& beta,
         const Reals& t, bool regularized) {
        const PauliString first = pauli_from_text(a), second = pauli_from_text(b);
        return over_times(
            over_spectrum(h, beta,
                          [=](const SpinSpectrum& s, double one, const std::stop_token& stop) {
                            return spin_otoc(s, one, first, second, t, regularized, stop);
                          }),
            t.size());
      },
      py::arg("hamiltonian"), py::arg("a"), py::arg("b"), py::arg("beta"), py::arg("t"),
      py::arg("regularized"));
}

}  // namespace

void bind_spins(py::module_& module) {
  bind_spin_hamiltonian(module);
  bind_scrambler(module);
  bind_spin_models(module);
  bind_spin_protocol(module);
  bind_spin_diagnostics(module);
}

}  // namespace traversable::python
