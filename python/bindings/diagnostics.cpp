// sim/diagnostics: what the wormhole debate turns on.
#include <fmt/format.h>
#include <omp.h>
#include <pybind11/functional.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <atomic>
#include <cmath>
#include <memory>

#include "experiments/runs/reference_ensembles.h"
#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/interruptible.h"
#include "sim/diagnostics/diagnosis.h"
#include "sim/diagnostics/ensemble_comparison.h"
#include "sim/diagnostics/fermion_pairs.h"
#include "sim/interrupted.h"
#include "sim/memory.h"
#include "sim/two_sided/two_sided.h"
#include "sym/commutation_graph.h"
#include "sym/quoted.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

template <class T>
using Shaped = py::array_t<T, py::array::c_style>;

/// Shared with work that is left behind.
using Copy = std::shared_ptr<ExactCopy>;

/// Of what passes over the levels of a copy once.
double work_of(const ExactCopy& copy) {
  return std::ldexp(1.0, copy.hamiltonian().num_majoranas() / 2);
}

py::dict to_dict(const SizeWinding& w) {
  py::dict dict;
  dict["perfectness"] = w.perfectness;
  dict["linearity"] = w.linearity;
  dict["slope"] = w.slope;
  dict["intercept"] = w.intercept;
  dict["slope_error"] = w.slope_error;
  dict["residual"] = w.residual;
  return dict;
}

/// P, Q (fermion, t, size).
py::tuple size_arrays(const Copy& copy, double beta, const std::vector<int>& fermions,
                      const std::vector<double>& times) {
  const auto all = run_interruptibly([=](const std::stop_token& stop) {
    return size_distributions(*copy, beta, fermions, times, stop);
  });
  const auto sizes = static_cast<std::size_t>(copy->hamiltonian().num_majoranas() + 1);
  Shaped<double> p({fermions.size(), times.size(), sizes});
  Shaped<Complex> q({fermions.size(), times.size(), sizes});
  double* out_p = p.mutable_data();
  Complex* out_q = q.mutable_data();
  for (const SizeDistribution& s : all) {
    out_p = std::copy(s.p.begin(), s.p.end(), out_p);
    out_q = std::copy(s.q.begin(), s.q.end(), out_q);
  }
  return py::make_tuple(p, q);
}

Copy make_copy(const Hamiltonian& hamiltonian) {
  require_memory(exact_copy_memory(hamiltonian.num_majoranas()),
                 fmt::format("diagnostics with num_majoranas = {}", hamiltonian.num_majoranas()));
  return run_interruptibly(
      [=](const std::stop_token&) { return std::make_shared<ExactCopy>(hamiltonian); });
}

void bind_copy(py::module_& module) {
  py::class_<ExactCopy, Copy>(module, "ExactCopy")
      .def(py::init(&make_copy), py::arg("hamiltonian"))
      .def("size_distributions", &size_arrays, py::arg("beta"), py::arg("fermions"),
           py::arg("times"))
      .def(
          "thermal_size",
          [](const Copy& copy, double beta) {
            return run_by_length(work_of(*copy), [=] { return copy->thermal_size(beta); });
          },
          py::arg("beta"))
      .def(
          "two_point",
          [](const Copy& copy, double beta, const std::vector<int>& fermions,
             const std::vector<double>& times) {
            return run_interruptibly([=](const std::stop_token& stop) {
              return two_point_functions(*copy, beta, fermions, times, stop);
            });
          },
          py::arg("beta"), py::arg("fermions"), py::arg("times"))
      .def(
          "late_times",
          [](const Copy& copy, double beta, const std::vector<int>& fermions) {
            const auto late = run_interruptibly([=](const std::stop_token& stop) {
              return late_times(*copy, beta, fermions, stop);
            });
            std::vector<std::pair<double, double>> result;
            for (const LateTimes& l : late) result.emplace_back(l.mean, l.fluctuation);
            return result;
          },
          py::arg("beta"), py::arg("fermions"))
      .def(
          "otoc",
          [](const Copy& copy, double beta, const std::vector<std::array<int, 2>>& pairs,
             const std::vector<double>& times, bool regularized) {
            return run_interruptibly([=](const std::stop_token& stop) {
              return otoc(*copy, beta, pairs, times, regularized, stop);
            });
          },
          py::arg("beta"), py::arg("pairs"), py::arg("times"), py::arg("regularized"))
      .def(
          "left_right_response",
          [](const Copy& copy, double beta, const std::vector<int>& majoranas, double t0,
             const std::vector<double>& mu, const std::vector<double>& t1) {
            const auto r = run_interruptibly([=](const std::stop_token& stop) {
              return left_right_response(*copy, beta, majoranas, t0, mu, t1, stop);
            });
            return py::make_tuple(r.exact, r.probe_limit);
          },
          py::arg("beta"), py::arg("majoranas"), py::arg("t0"), py::arg("mu"), py::arg("t1"))
      .def("levels",
           [](const Copy& copy) {
             std::vector<std::pair<std::vector<double>, std::vector<int>>> sectors;
             const auto found =
                 run_by_length(work_of(*copy), [=] { return distinct_levels(copy->spectrum()); });
             for (const DistinctLevels& l : found) sectors.emplace_back(l.energy, l.degeneracy);
             return sectors;
           })
      .def("gap_ratio",
           [](const Copy& copy) {
             const GapRatio r =
                 run_by_length(work_of(*copy), [=] { return gap_ratio(copy->spectrum()); });
             return py::make_tuple(r.mean, r.error, r.count);
           })
      .def(
          "partition_ratio",
          [](const Copy& copy, double beta, const std::vector<double>& times) {
            const double work = 20 * work_of(*copy) * static_cast<double>(times.size());
            return run_by_length(work,
                                 [=] { return partition_ratio(copy->spectrum(), beta, times); });
          },
          py::arg("beta"), py::arg("times"))
      .def(
          "peak_asymmetries",
          [](const Copy& copy, double beta, double mu, const std::vector<double>& times,
             const std::vector<ProbeMode>& probes) {
            return run_interruptibly([=](const std::stop_token& stop) {
              return peak_asymmetries(*copy, beta, mu, times, probes, stop);
            });
          },
          py::arg("beta"), py::arg("mu"), py::arg("times"), py::arg("probes"));
}

void bind_readings(py::module_& module) {
  module.def(
      "size_winding",
      [](const Eigen::VectorXd& p, const Eigen::VectorXcd& q) {
        if (p.size() != q.size())
          throw std::invalid_argument("size distribution: expected P and Q of one length");
        return to_dict(size_winding({p, q}));
      },
      py::arg("p"), py::arg("q"));
  module.def(
      "relaxation",
      [](const std::vector<double>& times, const std::vector<double>& values) {
        const Relaxation r = relaxation(times, values);
        py::dict dict;
        dict["decay_time"] = r.decay_time;
        dict["dip"] = r.dip;
        dict["dip_time"] = r.dip_time;
        dict["recurrence"] = r.recurrence;
        return dict;
      },
      py::arg("times"), py::arg("values"));
  module.def(
      "scrambling",
      [](const std::vector<double>& times, const std::vector<double>& values) {
        const Scrambling s = scrambling(times, values);
        py::dict dict;
        dict["scrambling_time"] = s.scrambling_time;
        dict["lyapunov"] = s.lyapunov;
        dict["lyapunov_error"] = s.lyapunov_error;
        dict["num_times"] = s.num_times;
        return dict;
      },
      py::arg("times"), py::arg("values"));
  module.def(
      "peak",
      [](const std::vector<double>& times, const std::vector<double>& values) {
        const Peak p = peak(times, values);
        return py::make_tuple(p.time, p.value, p.inside);
      },
      py::arg("times"), py::arg("values"));
  module.def(
      "arrival_slope",
      [](const std::vector<double>& t0, const std::vector<double>& arrival) {
        const Slope s = arrival_slope(t0, arrival);
        return py::make_tuple(s.slope, s.error, s.count);
      },
      py::arg("t0"), py::arg("arrival"));
  module.def(
      "symmetry_class",
      [](const Hamiltonian& hamiltonian) -> py::object {
        const double work = work_of_object * static_cast<double>(hamiltonian.terms().size());
        const auto found = run_by_length(work, [=] { return symmetry_class(hamiltonian); });
        if (!found) return py::none();
        return py::make_tuple(found->name, found->gap_ratio);
      },
      py::arg("hamiltonian"));
  module.def(
      "commutation_graph",
      [](const Hamiltonian& hamiltonian) {
        const double pairs = std::pow(static_cast<double>(hamiltonian.terms().size()), 2);
        const CommutationGraph graph =
            run_by_length(10 * pairs, [=] { return commutation_graph(hamiltonian); });
        py::dict dict;
        dict["anticommuting"] = graph.anticommuting;
        dict["component"] = graph.component;
        dict["noncommutativity"] = graph.noncommutativity;
        return dict;
      },
      py::arg("hamiltonian"));
  module.def(
      "teleport_beside",
      [](const Hamiltonian& hamiltonian, ProbeMode probe, bool second_on_left, double second_t,
         ProbeMode second_probe, double beta, double t0, const std::vector<double>& mu,
         const std::vector<double>& t1) {
        const TwoSidedMemory memory = two_sided_memory(hamiltonian.num_majoranas(), t1.size());
        require_memory(
            1.6 * (memory.engine + memory.workspace),
            fmt::format("two messages with num_majoranas = {}", hamiltonian.num_majoranas()));
        const auto rho = run_interruptibly([=](const std::stop_token& stop) {
          const TwoSidedEngine engine(hamiltonian, probe);
          TeleportWorkspace workspace;
          const SecondMessage second{second_on_left ? Side::left : Side::right, second_t,
                                     second_probe};
          return engine.teleport_beside(second, beta, t0, mu, t1, workspace, stop);
        });
        Shaped<Complex> result({mu.size(), t1.size(), std::size_t{4}, std::size_t{4}});
        Complex* out = result.mutable_data();
        for (const auto& r : rho)
          for (Eigen::Index row = 0; row < 4; ++row)
            for (Eigen::Index column = 0; column < 4; ++column) *out++ = r(row, column);
        return result;
      },
      py::arg("hamiltonian"), py::arg("probe"), py::arg("second_on_left"), py::arg("second_t"),
      py::arg("second_probe"), py::arg("beta"), py::arg("t0"), py::arg("mu"), py::arg("t1"));
}

/// Named lists of Hamiltonians.
using Members = std::vector<std::pair<std::string, std::vector<Hamiltonian>>>;

/// Whole families; one of which some member cannot be drawn is left out.
Members draw_reference_ensembles(const Hamiltonian& hamiltonian, std::size_t instances,
                                 std::uint64_t seed, double J) {
  return run_interruptibly([=](const std::stop_token& stop) {
    Members members;
    for (const ReferenceEnsemble& ensemble : default_ensembles(hamiltonian, {instances, seed, J}))
      try {
        std::vector<Hamiltonian> drawn;
        for (std::size_t i = 0; i < ensemble.count; ++i) {
          throw_if_stopped(stop);
          drawn.push_back(ensemble.member(i));
        }
        members.emplace_back(ensemble.name, std::move(drawn));
      } catch (const std::invalid_argument&) {
        continue;
      }
    return members;
  });
}

void bind_diagnosis(py::module_& module) {
  module.def("reference_ensembles", &draw_reference_ensembles, py::arg("hamiltonian"),
             py::arg("instances"), py::arg("seed"), py::arg("J"));
  module.def(
      "compare_with_ensemble",
      [](double value, const std::vector<double>& ensemble) {
        const EnsembleComparison c = compare_with_ensemble(value, ensemble);
        return py::make_tuple(c.mean, c.spread, c.percentile, c.count, c.chance_low, c.chance_high);
      },
      py::arg("value"), py::arg("ensemble"));
  module.def(
      "comparison_fields",
      [](double value, const std::vector<double>& ensemble) {
        const EnsembleComparison c = compare_with_ensemble(value, ensemble);
        std::vector<std::tuple<std::string, std::string, std::string, double>> fields;
        for (const ComparisonField& field : comparison_fields())
          fields.emplace_back(field.suffix, field.long_name, field.units, field.value(c));
        return fields;
      },
      py::arg("value"), py::arg("ensemble"));
}

}  // namespace

void bind_diagnostics(py::module_& module) {
  bind_copy(module);
  bind_readings(module);
  bind_diagnosis(module);
}

}  // namespace traversable::python
