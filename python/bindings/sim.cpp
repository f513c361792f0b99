// sim: the two-sided engine and observables.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <algorithm>
#include <span>
#include <stdexcept>

#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/interruptible.h"
#include "sim/coupling_axis.h"
#include "sim/cuda/device.h"
#include "sim/interrupted.h"
#include "sim/memory.h"
#include "sim/observables/observables.h"
#include "sim/teleport/teleport_method.h"
#include "sim/two_sided/two_sided.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

using ComplexArray = py::array_t<std::complex<double>, py::array::c_style | py::array::forcecast>;

std::vector<double> levels(const Hamiltonian& hamiltonian) {
  require_memory(diagonalization_memory(hamiltonian.num_majoranas()),
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
  module.attr("coupling_long_name") = coupling_long_name;
  module.def("levels", &levels, py::arg("hamiltonian"));
  module.def(
      "default_tolerance",
      [](const std::string& precision) { return default_tolerance(precision_by_name(precision)); },
      py::arg("precision"));
  module.def("cuda_devices", [] {
    std::vector<std::tuple<std::string, int, int, double>> devices;
    for (const CudaDevice& d : cuda_devices())
      devices.emplace_back(d.name, d.major, d.minor, d.memory);
    return devices;
  });
  bind_observables(module);
}

}  // namespace traversable::python
