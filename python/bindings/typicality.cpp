// sim/typicality: thermal quantities of one copy.
#include "sim/typicality/typicality.h"

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <memory>

#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/interruptible.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

/// (mean, standard error of the real part, of the imaginary part), one-dimensional.
py::tuple to_arrays(const std::vector<Estimate>& estimates) {
  const auto size = static_cast<py::ssize_t>(estimates.size());
  py::array_t<std::complex<double>> mean(size);
  py::array_t<double> real(size), imaginary(size);
  for (py::ssize_t k = 0; k < size; ++k) {
    const Estimate& e = estimates[static_cast<std::size_t>(k)];
    mean.mutable_at(k) = e.mean;
    real.mutable_at(k) = e.real_error;
    imaginary.mutable_at(k) = e.imaginary_error;
  }
  return py::make_tuple(mean, real, imaginary);
}

template <class Work>
py::tuple run(const Work& work) {
  return to_arrays(run_interruptibly(work));
}

/// Shared with work that is left behind.
using Copy = std::shared_ptr<OneCopy>;

}  // namespace

void bind_typicality(py::module_& module) {
  using List = std::vector<double>;
  py::class_<OneCopy, Copy>(module, "OneCopy")
      .def(py::init([](const Hamiltonian& hamiltonian, std::size_t num_states, std::uint64_t seed,
                       const std::string& method, double tolerance) {
             TypicalityOptions options{num_states, seed, {}};
             options.evolution.method = evolution_method_by_name(method);
             options.evolution.tolerance = tolerance;
             const double work = work_of_object * static_cast<double>(hamiltonian.terms().size());
             return run_by_length(work,
                                  [=] { return std::make_shared<OneCopy>(hamiltonian, options); });
           }),
           py::arg("hamiltonian"), py::arg("num_states"), py::arg("seed"), py::arg("method"),
           py::arg("tolerance"))
      .def(
          "energy",
          [](const Copy& copy, double beta) {
            return run([=](const std::stop_token& stop) {
              return std::vector<Estimate>{copy->energy(beta, stop)};
            });
          },
          py::arg("beta"))
      .def(
          "two_point",
          [](const Copy& copy, double beta, const std::vector<int>& majoranas, const List& t) {
            return run([=](const std::stop_token& stop) {
              return copy->two_point(beta, majoranas, t, stop);
            });
          },
          py::arg("beta"), py::arg("majoranas"), py::arg("t"))
      .def(
          "otoc",
          [](const Copy& copy, double beta, int i, int j, const List& t, bool regularized) {
            return run([=](const std::stop_token& stop) {
              return copy->otoc(beta, i, j, t, regularized, stop);
            });
          },
          py::arg("beta"), py::arg("i"), py::arg("j"), py::arg("t"), py::arg("regularized"))
      .def(
          "left_right_response",
          [](const Copy& copy, double beta, int j, double t0, const List& mu, const List& t1) {
            return run([=](const std::stop_token& stop) {
              return copy->left_right_response(beta, j, t0, mu, t1, stop);
            });
          },
          py::arg("beta"), py::arg("j"), py::arg("t0"), py::arg("mu"), py::arg("t1"));
}

}  // namespace traversable::python
