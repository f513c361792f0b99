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
#include "python/bindings/record.h"
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

using List = std::vector<double>;

template <class T>
using Shaped = py::array_t<T, py::array::c_style>;

/// Shared with work that is left behind.
using Copy = std::shared_ptr<ExactCopy>;

/// Of what passes over the levels of a copy once.
double work_of(const ExactCopy& copy) {
  return std::ldexp(1.0, copy.hamiltonian().num_majoranas() / 2);
}

/// P, Q (fermion, t, size).
py::tuple size_arrays(const Copy& copy, double beta, const std::vector<int>& fermions,
                      const List& times, const Coupling& counted) {
  const auto all = run_interruptibly([=](const std::stop_token& stop) {
    return size_distributions(*copy, beta, fermions, times, stop, counted);
  });
  const std::size_t sizes =
      counting_terms(counted, copy->hamiltonian().num_majoranas()).sets.size() + 1;
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

using CopyClass = py::class_<ExactCopy, Copy>;

void bind_levels(CopyClass& bound) {
  bound
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
          [](const Copy& copy, double beta, const List& times) {
            const double work = 20 * work_of(*copy) * static_cast<double>(times.size());
            return run_by_length(work,
                                 [=] { return partition_ratio(copy->spectrum(), beta, times); });
          },
          py::arg("beta"), py::arg("times"))
      .def(
          "peak_asymmetries",
          [](const Copy& copy, double beta, double mu, const List& times,
             const std::vector<ProbeMode>& probes, const Coupling& coupling) {
            return run_interruptibly([=](const std::stop_token& stop) {
              return peak_asymmetries(*copy, beta, mu, times, probes, stop, coupling);
            });
          },
          py::arg("beta"), py::arg("mu"), py::arg("times"), py::arg("probes"), py::arg("coupling"));
}

void bind_copy(py::module_& module) {
  CopyClass bound(module, "ExactCopy");
  bind_levels(bound);
  bound.def(py::init(&make_copy), py::arg("hamiltonian"))
      .def("size_distributions", &size_arrays, py::arg("beta"), py::arg("fermions"),
           py::arg("times"), py::arg("counted"))
      .def(
          "size_scale",
          [](const Copy& copy, const Coupling& coupling) {
            const Hamiltonian& h = copy->hamiltonian();
            return coupling.terms(h.num_majoranas(), h.degree()).size_scale();
          },
          py::arg("coupling"))
      .def(
          "thermal_size",
          [](const Copy& copy, double beta, const Coupling& counted) {
            return run_by_length(work_of(*copy), [=] { return copy->thermal_size(beta, counted); });
          },
          py::arg("beta"), py::arg("counted"))
      .def(
          "two_point",
          [](const Copy& copy, double beta, const std::vector<int>& fermions, const List& times) {
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
             const List& times, bool regularized) {
            return run_interruptibly([=](const std::stop_token& stop) {
              return otoc(*copy, beta, pairs, times, regularized, stop);
            });
          },
          py::arg("beta"), py::arg("pairs"), py::arg("times"), py::arg("regularized"))
      .def(
          "left_right_response",
          [](const Copy& copy, double beta, const std::vector<int>& majoranas, double t0,
             const List& mu, const List& t1, const Coupling& coupling) {
            const auto r = run_interruptibly([=](const std::stop_token& stop) {
              return left_right_response(*copy, beta, majoranas, t0, mu, t1, stop, coupling);
            });
            return py::make_tuple(r.exact, r.probe_limit);
          },
          py::arg("beta"), py::arg("majoranas"), py::arg("t0"), py::arg("mu"), py::arg("t1"),
          py::arg("coupling"));
}

void bind_diagnostics_results(py::module_& module) {
  bind_record(
      module, "SizeWinding", "Whether the phase of Q(n) is linear in n, and |Q(n)| = P(n).",
      Attribute{"perfectness", &SizeWinding::perfectness, "sum |Q| / sum P."},
      Attribute{"linearity", &SizeWinding::linearity, "max_b |sum Q(n) exp(-ibn)| / sum |Q|."},
      Attribute{"slope", &SizeWinding::slope, "The b that attains it, modulo pi; radians."},
      Attribute{"intercept", &SizeWinding::intercept, "a of arg Q(n) = a + b n; radians."},
      Attribute{"slope_error", &SizeWinding::slope_error,
                "Of b; NaN for fewer than three sizes, at pi/2."},
      Attribute{"residual", &SizeWinding::residual, "Root mean square about the line; radians."});
  bind_record(
      module, "Relaxation", "What a curve Re G(t) / G(0) does within a window of times.",
      Attribute{"decay_time", &Relaxation::decay_time, "First fall of |Re G| to 1/e, or NaN."},
      Attribute{"dip", &Relaxation::dip, "Least value."},
      Attribute{"dip_time", &Relaxation::dip_time, "Its time."},
      Attribute{"recurrence", &Relaxation::recurrence, "Largest value behind the dip."});
  bind_record(
      module, "Scrambling", "Growth of 1 - F(t)/F(0) of an out-of-time-order correlator F.",
      Attribute{"scrambling_time", &Scrambling::scrambling_time,
                "First fall of F to F(0) / 2, 1/energy; or NaN."},
      Attribute{"lyapunov", &Scrambling::lyapunov,
                "lambda of 1 - F/F(0) ~ exp(lambda t), energy; NaN for fewer than four times."},
      Attribute{"lyapunov_error", &Scrambling::lyapunov_error,
                "The regression's, and half the difference between earlier and later half."},
      Attribute{"num_times", &Scrambling::num_times, "Times in the fit."});
  bind_record(
      module, "CommutationGraph", "A vertex a term of H, an edge an anticommuting pair.",
      Attribute{"anticommuting", &CommutationGraph::anticommuting,
                "Pairs (k, l) in H.terms, k < l."},
      Attribute{"component", &CommutationGraph::component, "Connected component of every term."},
      Attribute{"noncommutativity", &CommutationGraph::noncommutativity,
                "kappa = 2 sum over edges J_k^2 J_l^2 / (sum J^2)^2, 0 where all terms commute."});
}

/// rho_PT (mu, t1, row, column) of the first of two messages.
Shaped<Complex> teleport_beside(const Hamiltonian& hamiltonian, ProbeMode probe,
                                const Coupling& coupling, bool second_on_left, double second_t,
                                ProbeMode second_probe, double beta, double t0, const List& mu,
                                const List& t1) {
  const TwoSidedPlan plan = two_sided_plan(hamiltonian.num_majoranas(), mu.size(), t1.size());
  require_memory(1.6 * plan.peak(),
                 fmt::format("two messages with num_majoranas = {}", hamiltonian.num_majoranas()));
  const auto rho = run_interruptibly([=](const std::stop_token& stop) {
    const TwoSidedEngine engine(hamiltonian, {probe, coupling});
    TeleportWorkspace workspace;
    const SecondMessage second{second_on_left ? Side::left : Side::right, second_t, second_probe};
    return engine.teleport_beside(second, beta, t0, mu, t1, workspace, stop);
  });
  Shaped<Complex> result({mu.size(), t1.size(), std::size_t{4}, std::size_t{4}});
  Complex* out = result.mutable_data();
  for (const auto& r : rho)
    for (Eigen::Index row = 0; row < 4; ++row)
      for (Eigen::Index column = 0; column < 4; ++column) *out++ = r(row, column);
  return result;
}

void bind_readings(py::module_& module) {
  module.def(
      "size_winding",
      [](const Eigen::VectorXd& p, const Eigen::VectorXcd& q) {
        if (p.size() != q.size())
          throw std::invalid_argument("size distribution: expected P and Q of one length");
        return size_winding({p, q});
      },
      py::arg("p"), py::arg("q"));
  module.def(
      "relaxation", [](const List& times, const List& values) { return relaxation(times, values); },
      py::arg("times"), py::arg("values"));
  module.def(
      "scrambling", [](const List& times, const List& values) { return scrambling(times, values); },
      py::arg("times"), py::arg("values"));
  module.def(
      "peak",
      [](const List& times, const List& values) {
        const Peak p = peak(times, values);
        return py::make_tuple(p.time, p.value, p.inside);
      },
      py::arg("times"), py::arg("values"));
  module.def(
      "arrival_slope",
      [](const List& t0, const List& arrival) {
        const Slope s = arrival_slope(t0, arrival);
        return py::make_tuple(s.slope, s.error, s.count);
      },
      py::arg("t0"), py::arg("arrival"));
  module.def(
      "symmetry_class",
      [](const Hamiltonian& hamiltonian) -> py::object {
        const double work = work_of_object * static_cast<double>(hamiltonian.terms().size());
        const auto found = run_by_length(work, [=] { return random_matrix_class(hamiltonian); });
        if (!found) return py::none();
        return py::make_tuple(found->name, found->gap_ratio);
      },
      py::arg("hamiltonian"));
  module.def(
      "commutation_graph",
      [](const Hamiltonian& hamiltonian) {
        const double pairs = std::pow(static_cast<double>(hamiltonian.terms().size()), 2);
        return run_by_length(10 * pairs, [=] { return commutation_graph(hamiltonian); });
      },
      py::arg("hamiltonian"));
  module.def("teleport_beside", &teleport_beside, py::arg("hamiltonian"), py::arg("probe"),
             py::arg("coupling"), py::arg("second_on_left"), py::arg("second_t"),
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
      [](double value, const List& ensemble) {
        const EnsembleComparison c = compare_with_ensemble(value, ensemble);
        return py::make_tuple(c.mean, c.spread, c.percentile, c.count, c.chance_low, c.chance_high);
      },
      py::arg("value"), py::arg("ensemble"));
  module.def(
      "comparison_fields",
      [](double value, const List& ensemble) {
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
  bind_diagnostics_results(module);
  bind_copy(module);
  bind_readings(module);
  bind_diagnosis(module);
}

}  // namespace traversable::python
