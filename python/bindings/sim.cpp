// sim: the two-sided engine and observables.
#include <omp.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>

#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/interruptible.h"
#include "sim/interrupted.h"
#include "sim/memory.h"
#include "sim/observables/observables.h"
#include "sim/teleport/teleport_sweep.h"
#include "sim/two_sided/two_sided.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

using ComplexArray = py::array_t<std::complex<double>, py::array::c_style | py::array::forcecast>;

/// What a run computes, by instance, beta, mu, t0, t1.
struct TeleportResults {
  std::vector<std::complex<double>> rho;  // instance, beta, mu, t0, t1, 4, 4
  std::vector<double> energy;             // instance, beta
  std::vector<double> coupling;           // instance, beta
  std::vector<double> error;              // instance, beta, t0
  std::vector<long long> applications;    // same
  std::vector<long long> rotations;       // same
  std::atomic<std::size_t> done = 0;

  TeleportResults(std::size_t instances, const TeleportGrid& grid) {
    const std::size_t thermal = instances * grid.beta.size(), points = thermal * grid.t0.size();
    rho.resize(16 * points * grid.mu.size() * grid.num_t1());
    for (auto* values : {&energy, &coupling}) values->resize(thermal);
    error.resize(points);
    for (auto* values : {&applications, &rotations}) values->resize(points);
  }

  void put(const SweepPointResult& result, const TeleportGrid& grid) {
    const auto [i, b, t] = result.point;
    const std::size_t thermal = i * grid.beta.size() + b, times = grid.num_t1();
    for (std::size_t m = 0; m < grid.mu.size(); ++m) {
      auto* out = rho.data() + 16 * times * (t + grid.t0.size() * (m + grid.mu.size() * thermal));
      for (std::size_t s = 0; s < times; ++s)
        for (Eigen::Index row = 0; row < 4; ++row)
          for (Eigen::Index column = 0; column < 4; ++column)
            *out++ = result.rho[m * times + s](row, column);
    }
    const std::size_t point = thermal * grid.t0.size() + t;
    error[point] = result.report.error;
    applications[point] = static_cast<long long>(result.report.applications);
    rotations[point] = static_cast<long long>(result.report.rotations);
    ++done;
  }

  void put(const ThermalResult& result, const TeleportGrid& grid) {
    energy[result.instance * grid.beta.size() + result.beta] = result.energy;
    coupling[result.instance * grid.beta.size() + result.beta] = result.coupling;
  }
};

/// The values as an array that keeps their owner alive.
template <class T>
py::array_t<T> as_array(const std::shared_ptr<TeleportResults>& owner, const std::vector<T>& values,
                        const std::vector<std::size_t>& shape) {
  const py::capsule keeper(new std::shared_ptr<TeleportResults>(owner), [](void* pointer) {
    delete static_cast<std::shared_ptr<TeleportResults>*>(pointer);
  });
  return py::array_t<T>(shape, values.data(), keeper);
}

/// Refuses what does not fit; the number of Majoranas, which is the same for all.
int check_memory(const std::vector<Hamiltonian>& hamiltonians, const TeleportGrid& grid,
                 const TeleportMethod& method) {
  const int num_majoranas = hamiltonians.front().num_majoranas();
  const double result = 256.0 * static_cast<double>(hamiltonians.size()) * grid.num_states();
  const SweepLayout layout = plan_sweep(num_majoranas, hamiltonians.size(), grid, method,
                                        omp_get_max_threads(), available_memory() - result);
  require_memory(result + layout.memory,
                 "teleport with num_majoranas = " + std::to_string(num_majoranas));
  require_device_memory(method, num_majoranas, grid.num_t1());
  return num_majoranas;
}

TeleportMethod make_method(const std::string& name, const std::string& device,
                           const std::string& precision, const std::vector<std::string>& left,
                           const std::vector<std::string>& right, std::optional<double> tolerance,
                           int trotter_order, double trotter_step) {
  TeleportMethod method = teleport_method_by_name(name);
  method.device = device_by_name(device);
  method.precision = precision_by_name(precision);
  check_precision(method.device, method.precision);
  if (method.exact) return method;
  method.evolution.tolerance = tolerance.value_or(default_tolerance(method.precision));
  method.evolution.trotter_order = trotter_order;
  method.evolution.trotter_step = trotter_step;
  std::vector<PauliString> left_strings, right_strings;
  for (const auto& text : left) left_strings.push_back(pauli_from_text(text));
  for (const auto& text : right) right_strings.push_back(pauli_from_text(text));
  method.encoding = user_encoding(left_strings, right_strings);
  return method;
}

py::tuple teleport(const std::vector<Hamiltonian>& hamiltonians, const std::vector<double>& beta,
                   const std::vector<double>& mu, bool diagonal, const std::vector<double>& t0,
                   const std::vector<double>& t1, ProbeMode probe, const TeleportMethod& method,
                   const py::object& progress) {
  if (hamiltonians.empty())
    throw std::invalid_argument("hamiltonians: empty, expected one at least");
  const TeleportGrid grid{beta, mu, diagonal ? TimeAxes::diagonal : TimeAxes::map, t0, t1, probe};
  validate(grid);
  validate(method, hamiltonians.front().num_majoranas());
  const int num_majoranas = check_memory(hamiltonians, grid, method);
  const auto results = std::make_shared<TeleportResults>(hamiltonians.size(), grid);
  const std::size_t total = hamiltonians.size() * beta.size() * t0.size();
  const SweepHooks hooks{
      .is_done = {},
      .on_point = [=](const SweepPointResult& result) { results->put(result, grid); },
      .on_thermal = [=](const ThermalResult& result) { results->put(result, grid); }};
  run_interruptibly(
      [=](const std::stop_token& stop) {
        teleport_sweep([&](std::size_t i) { return hamiltonians[i]; }, num_majoranas,
                       hamiltonians.size(), grid, method, hooks, stop);
        return true;
      },
      [&] {
        if (!progress.is_none()) progress(results->done.load(), total);
      });
  const std::vector<std::size_t> thermal{hamiltonians.size(), beta.size()};
  const std::vector<std::size_t> point{hamiltonians.size(), beta.size(), t0.size()};
  const std::vector<std::size_t> states{hamiltonians.size(), beta.size(), mu.size(), t0.size(),
                                        grid.num_t1(),       4,           4};
  return py::make_tuple(
      as_array(results, results->rho, states), as_array(results, results->energy, thermal),
      as_array(results, results->coupling, thermal), as_array(results, results->error, point),
      as_array(results, results->applications, point),
      as_array(results, results->rotations, point));
}

std::vector<double> levels(const Hamiltonian& hamiltonian) {
  require_memory(two_sided_memory(hamiltonian.num_majoranas(), 0).engine,
                 "levels with num_majoranas = " + std::to_string(hamiltonian.num_majoranas()));
  return run_interruptibly(
      [hamiltonian](const std::stop_token& stop) { return levels_of(hamiltonian, stop); });
}

/// `value` of every 4 x 4 matrix of an array of shape (..., 4, 4).
template <class Value>
py::array_t<double> for_each_state(const ComplexArray& rho, const Value& value) {
  if (rho.ndim() < 2 || rho.shape(rho.ndim() - 1) != 4 || rho.shape(rho.ndim() - 2) != 4)
    throw std::invalid_argument("rho: expected an array of shape (..., 4, 4)");
  using RowMajor = Eigen::Matrix<std::complex<double>, 4, 4, Eigen::RowMajor>;
  py::array_t<double> result(std::vector<py::ssize_t>(rho.shape(), rho.shape() + rho.ndim() - 2));
  const std::span elements(rho.data(), static_cast<std::size_t>(rho.size()));
  constexpr double work_of_state = 3000;
  const double work = work_of_state * static_cast<double>(result.size());
  const auto values =
      run_on_copy(elements, work, [value](const auto& own, const std::stop_token& stop) {
        std::vector<double> all(own.size() / 16);
        for (std::size_t i = 0; i < all.size(); ++i) {
          throw_if_stopped(stop);
          const Eigen::Matrix4cd state = Eigen::Map<const RowMajor>(own.data() + 16 * i);
          check_pair_state(state);
          all[i] = value(state);
        }
        return all;
      });
  std::ranges::copy(values, result.mutable_data());
  return result;
}

void bind_observables(py::module_& module) {
  const auto with_unit = [&](const char* name,
                             double (*value)(const Eigen::Matrix4cd&, EntropyUnit)) {
    module.def(
        name,
        [value](const ComplexArray& rho, const std::string& units) {
          const EntropyUnit unit = entropy_unit_by_name(units);
          return for_each_state(rho, [=](const Eigen::Matrix4cd& r) { return value(r, unit); });
        },
        py::arg("rho"), py::arg("units"));
  };
  const auto plain = [&](const char* name, double (*value)(const Eigen::Matrix4cd&)) {
    module.def(
        name, [value](const ComplexArray& rho) { return for_each_state(rho, value); },
        py::arg("rho"));
  };
  with_unit("mutual_information", &mutual_information);
  with_unit("renyi2_mutual_information", &renyi2_mutual_information);
  plain("negativity", &negativity);
  plain("entanglement_fidelity", &entanglement_fidelity);
  plain("average_fidelity", &average_fidelity);
  plain("fully_entangled_fraction", &fully_entangled_fraction);
}

}  // namespace

void bind_sim(py::module_& module) {
  module.def("teleport", &teleport, py::arg("hamiltonians"), py::arg("beta"), py::arg("mu"),
             py::arg("diagonal"), py::arg("t0"), py::arg("t1"), py::arg("probe"), py::arg("method"),
             py::arg("progress"));
  py::class_<TeleportMethod>(module, "TeleportMethod")
      .def(py::init(&make_method), py::arg("name"), py::arg("device"), py::arg("precision"),
           py::arg("left"), py::arg("right"), py::arg("tolerance"), py::arg("trotter_order"),
           py::arg("trotter_step"));
  module.def("levels", &levels, py::arg("hamiltonian"));
  module.def("cuda_devices", [] {
    std::vector<std::tuple<std::string, int, int, double>> devices;
    for (const CudaDevice& d : cuda_devices())
      devices.emplace_back(d.name, d.major, d.minor, d.memory);
    return devices;
  });
  bind_observables(module);
}

}  // namespace traversable::python
