// sim: the two-sided engine and observables.
#include <omp.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <atomic>
#include <optional>
#include <stdexcept>

#include "python/bindings/bindings.h"
#include "python/bindings/interruptible.h"
#include "sim/memory.h"
#include "sim/observables/observables.h"
#include "sim/teleport/teleport_sweep.h"
#include "sim/two_sided/two_sided.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

using ComplexArray = py::array_t<std::complex<double>, py::array::c_style | py::array::forcecast>;

struct TeleportArrays {
  py::array_t<std::complex<double>> rho;  // instance, beta, mu, t0, t1, 4, 4
  py::array_t<double> energy;             // instance, beta
  py::array_t<double> coupling;           // instance, beta
  py::array_t<double> error;              // instance, beta, t0
  py::array_t<long long> applications;    // same
  py::array_t<long long> rotations;       // same
};

TeleportArrays allocate(std::size_t instances, const TeleportGrid& grid) {
  using Shape = std::vector<py::ssize_t>;
  const auto n = [](std::size_t size) { return static_cast<py::ssize_t>(size); };
  const Shape thermal{n(instances), n(grid.beta.size())};
  const Shape point{n(instances), n(grid.beta.size()), n(grid.t0.size())};
  return {
      py::array_t<std::complex<double>>(Shape{n(instances), n(grid.beta.size()), n(grid.mu.size()),
                                              n(grid.t0.size()), n(grid.num_t1()), 4, 4}),
      py::array_t<double>(thermal),
      py::array_t<double>(thermal),
      py::array_t<double>(point),
      py::array_t<long long>(point),
      py::array_t<long long>(point)};
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
  const TeleportGrid grid{beta, mu, diagonal ? TimeAxes::diagonal : TimeAxes::map, t0, t1, probe};
  validate(grid);
  validate(method, hamiltonians.front().num_majoranas());
  const int num_majoranas = check_memory(hamiltonians, grid, method);
  TeleportArrays arrays = allocate(hamiltonians.size(), grid);
  auto rho = arrays.rho.mutable_unchecked<7>();
  auto energy = arrays.energy.mutable_unchecked<2>();
  auto coupling = arrays.coupling.mutable_unchecked<2>();
  auto error = arrays.error.mutable_unchecked<3>();
  auto applications = arrays.applications.mutable_unchecked<3>();
  auto rotations = arrays.rotations.mutable_unchecked<3>();
  const std::size_t total = hamiltonians.size() * beta.size() * t0.size();
  std::atomic<std::size_t> done = 0;
  const SweepHooks hooks{.is_done = {},
                         .on_point =
                             [&](const SweepPointResult& result) {
                               const auto [i, b, t] = result.point;
                               for (std::size_t m = 0; m < mu.size(); ++m)
                                 for (std::size_t s = 0; s < grid.num_t1(); ++s)
                                   for (Eigen::Index row = 0; row < 4; ++row)
                                     for (Eigen::Index column = 0; column < 4; ++column)
                                       rho(i, b, m, t, s, row, column) =
                                           result.rho[m * grid.num_t1() + s](row, column);
                               error(i, b, t) = result.report.error;
                               applications(i, b, t) =
                                   static_cast<long long>(result.report.applications);
                               rotations(i, b, t) = static_cast<long long>(result.report.rotations);
                               ++done;
                             },
                         .on_thermal =
                             [&](const ThermalResult& result) {
                               energy(result.instance, result.beta) = result.energy;
                               coupling(result.instance, result.beta) = result.coupling;
                             }};
  run_interruptibly(
      [&](const std::stop_token& stop) {
        teleport_sweep([&](std::size_t i) { return hamiltonians[i]; }, num_majoranas,
                       hamiltonians.size(), grid, method, hooks, stop);
      },
      [&] {
        if (!progress.is_none()) progress(done.load(), total);
      });
  return py::make_tuple(arrays.rho, arrays.energy, arrays.coupling, arrays.error,
                        arrays.applications, arrays.rotations);
}

std::vector<double> levels(const Hamiltonian& hamiltonian) {
  require_memory(two_sided_memory(hamiltonian.num_majoranas(), 0).engine,
                 "levels with num_majoranas = " + std::to_string(hamiltonian.num_majoranas()));
  std::vector<double> result;
  run_interruptibly(
      [&](const std::stop_token&) { result = TwoSidedEngine(hamiltonian).spectrum(); });
  return result;
}

/// `value` of every 4 x 4 matrix of an array of shape (..., 4, 4).
template <class Value>
py::array_t<double> for_each_state(const ComplexArray& rho, const Value& value) {
  if (rho.ndim() < 2 || rho.shape(rho.ndim() - 1) != 4 || rho.shape(rho.ndim() - 2) != 4)
    throw std::invalid_argument("rho: expected an array of shape (..., 4, 4)");
  using RowMajor = Eigen::Matrix<std::complex<double>, 4, 4, Eigen::RowMajor>;
  py::array_t<double> result(std::vector<py::ssize_t>(rho.shape(), rho.shape() + rho.ndim() - 2));
  const std::complex<double>* in = rho.data();
  double* out = result.mutable_data();
  for (py::ssize_t i = 0; i < result.size(); ++i) {
    const Eigen::Matrix4cd state = Eigen::Map<const RowMajor>(in + 16 * i);
    if (!state.allFinite()) throw std::invalid_argument("rho: holds values that are not finite");
    out[i] = value(state);
  }
  return result;
}

void bind_observables(py::module_& module) {
  const auto with_unit = [&](const char* name,
                             double (*value)(const Eigen::Matrix4cd&, EntropyUnit)) {
    module.def(
        name,
        [value](const ComplexArray& rho, const std::string& units) {
          const EntropyUnit unit = entropy_unit_by_name(units);
          return for_each_state(rho, [&](const Eigen::Matrix4cd& r) { return value(r, unit); });
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
