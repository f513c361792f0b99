// sim/spins: the protocol and the diagnostics of qubits.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/interruptible.h"
#include "sim/complex.h"
#include "sim/spins/coupling_action.h"
#include "sim/spins/scrambler_unitary.h"
#include "sim/spins/spins.h"
#include "sym/spins/spins.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

using Reals = std::vector<double>;
using Sites = std::vector<int>;
using States = std::vector<Eigen::MatrixXcd>;
/// (weight, letters) of every term of a coupling.
using CouplingList = std::vector<std::pair<double, std::string>>;

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
  ScramblerUnitary unitary(scrambler);
  std::vector<HostMatrix<double>> before, after;
  if (!diagonal) {
    before = unitaries(scrambler, s0, stop);
    after = unitaries(scrambler, s1, stop);
  }
  for (const double beta : asked.beta) {
    TwoSidedState state = spectrum ? TwoSidedState{thermofield_operator(*spectrum, beta)}
                                   : bell_pairs(scrambler.num_qubits());
    States states;
    const auto run = [&](std::span<const HostMatrix<double>> from,
                         std::span<const HostMatrix<double>> to) {
      const auto here =
          scrambled_teleport(asked.message, asked.coupling, state, from, asked.mu, to, stop);
      states.insert(states.end(), here.begin(), here.end());
    };
    for (std::size_t k = 0; diagonal && k < s0.size(); ++k) {
      const std::span at_once(&unitary.at(s0[k], stop), 1);
      run(at_once, at_once);
    }
    if (!diagonal) run(before, after);
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

void bind_protocol(py::module_& module) {
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

void bind_spin_protocol(py::module_& module) {
  bind_protocol(module);
  bind_spin_diagnostics(module);
}

}  // namespace traversable::python
