// Hamiltonians as Python's operators, sequences and matrices.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cmath>
#include <optional>
#include <stdexcept>

#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/interruptible.h"
#include "sim/memory.h"
#include "sim/two_sided/sparse_hamiltonian.h"
#include "sym/hamiltonian_algebra.h"
#include "sym/hamiltonian_text.h"
#include "sym/quoted.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

using HamiltonianClass = py::class_<Hamiltonian>;

/// change(hamiltonian), which takes a time like the number of its terms.
template <class Change>
auto over_terms(const Hamiltonian& hamiltonian, const Change& change) {
  const double work = work_of_object * static_cast<double>(hamiltonian.terms().size());
  return run_by_length(work, [=] { return change(hamiltonian); });
}

py::object not_implemented() { return py::reinterpret_borrow<py::object>(Py_NotImplemented); }

bool is_zero(const py::object& object) {
  return PyLong_CheckExact(object.ptr()) && PyObject_Not(object.ptr()) == 1;
}

void bind_algebra(HamiltonianClass& bound) {
  bound
      .def(
          "__add__",
          [](const Hamiltonian& a, const Hamiltonian& b) {
            return over_terms(a, [b](const Hamiltonian& own) { return own + b; });
          },
          py::arg("other"), py::is_operator(),
          "H + G: couplings of the same fermions add up; ValueError for another num_majoranas.")
      .def(
          "__radd__",
          [](const py::object& self, const py::object& other) {
            return is_zero(other) ? self : not_implemented();
          },
          py::arg("other"), "0 + H, with which Python's sum begins.")
      .def(
          "__sub__",
          [](const Hamiltonian& a, const Hamiltonian& b) {
            return over_terms(a, [b](const Hamiltonian& own) { return own - b; });
          },
          py::arg("other"), py::is_operator(), "H - G.")
      .def(
          "__neg__",
          [](const Hamiltonian& h) {
            return over_terms(h, [](const Hamiltonian& own) { return -own; });
          },
          "-H.");
  const auto multiple = [](const Hamiltonian& h, double factor) {
    return over_terms(h, [factor](const Hamiltonian& own) { return factor * own; });
  };
  bound.def("__mul__", multiple, py::arg("factor"), py::is_operator(), "H times a real number.")
      .def("__rmul__", multiple, py::arg("factor"), py::is_operator(), "A real number times H.")
      .def(
          "__truediv__",
          [](const Hamiltonian& h, double divisor) {
            return over_terms(h, [divisor](const Hamiltonian& own) { return own / divisor; });
          },
          py::arg("divisor"), py::is_operator(), "H over a real number.");
}

py::tuple pair_of(const Term& term) {
  return py::make_tuple(term.coupling, py::tuple(py::cast(term.indices())));
}

void bind_sequence(HamiltonianClass& bound) {
  bound
      .def(
          "__len__", [](const Hamiltonian& h) { return h.terms().size(); }, "Number of terms.")
      .def(
          "__getitem__",
          [](const Hamiltonian& h, py::ssize_t index) {
            const auto size = static_cast<py::ssize_t>(h.terms().size());
            if (index < -size || index >= size)
              throw py::index_error("index " + std::to_string(index) + ": expected " +
                                    std::to_string(-size) + " to " + std::to_string(size - 1));
            return pair_of(h.terms()[static_cast<std::size_t>(index < 0 ? index + size : index)]);
          },
          py::arg("index"), "(coupling, indices) of a term; negative indices count from the end.")
      .def(
          "__iter__", [](const py::object& self) { return py::iter(self.attr("terms")); },
          "Over (coupling, indices).");
}

std::optional<int> parity_of(const std::optional<std::string>& name) {
  if (!name) return std::nullopt;
  if (*name != "even" && *name != "odd")
    throw std::invalid_argument("parity = '" + excerpt(*name) +
                                "': expected 'even', 'odd' or None");
  return *name == "odd" ? 1 : 0;
}

/// Of the matrix, of which a parity is a half: the bytes of all its elements.
void require_dense(const Hamiltonian& hamiltonian, bool half) {
  const double size =
      std::ldexp(half ? 0.5 : 1.0, ParityBasis(hamiltonian.num_majoranas()).num_qubits);
  require_memory(sparse_hamiltonian_memory(hamiltonian) + sizeof(Complex) * size * size,
                 "matrix with num_majoranas = " + std::to_string(hamiltonian.num_majoranas()));
}

RowMajorMatrix matrix_of(const Hamiltonian& hamiltonian, const std::optional<std::string>& parity) {
  const std::optional<int> sector = parity_of(parity);
  require_dense(hamiltonian, sector.has_value());
  return run_interruptibly([=](const std::stop_token& stop) {
    return dense(sparse_hamiltonian(hamiltonian, sector, stop));
  });
}

/// A vector that NumPy owns from now on.
template <class T>
py::array_t<T> array_of(std::vector<T> values) {
  auto* owned = new std::vector<T>(std::move(values));
  const py::capsule owner(owned, [](void* p) { delete static_cast<std::vector<T>*>(p); });
  return py::array_t<T>(static_cast<py::ssize_t>(owned->size()), owned->data(), owner);
}

/// (values, columns, first) of compressed rows.
py::tuple compressed_rows(const Hamiltonian& hamiltonian,
                          const std::optional<std::string>& parity) {
  const std::optional<int> sector = parity_of(parity);
  require_memory(
      sparse_hamiltonian_memory(hamiltonian),
      "sparse matrix with num_majoranas = " + std::to_string(hamiltonian.num_majoranas()));
  SparseMatrix matrix = run_interruptibly(
      [=](const std::stop_token& stop) { return sparse_hamiltonian(hamiltonian, sector, stop); });
  return py::make_tuple(array_of(std::move(matrix.value)), array_of(std::move(matrix.column)),
                        array_of(std::move(matrix.first)));
}

/// A function of traversable._operators, which imports other libraries when it is asked.
py::object in_python(const char* name) {
  return py::module_::import("traversable._operators").attr(name);
}

constexpr const char* matrix_doc = R"(
One copy as a D x D matrix, D = 2^ceil(N/2), complex, row by row.

psi_j = gamma_j / sqrt 2 on ceil(N/2) qubits by Jordan and Wigner: gamma_2k = Z_0 ... Z_(k-1) X_k, gamma_2k+1 = Z_0 ...
Z_(k-1) Y_k; qubit k is bit k of row and column. An odd N leaves a spectator Majorana: every level is there twice. This is the
left copy of the encoding "split". `traversable.levels` has the levels.

Parameters
----------
parity : {"even", "odd"}, optional
    The block of the states with an even or odd number of ones alone, in ascending order, D/2 x D/2.

Raises
------
ValueError
    Where the matrix does not fit in memory.

Examples
--------
>>> import traversable as tv
>>> tv.Hamiltonian(2, [(1.0, (0, 1))]).matrix().real
array([[-0.5,  0. ],
       [ 0. ,  0.5]])
)";

void bind_matrices(HamiltonianClass& bound) {
  bound.def("matrix", &matrix_of, py::arg("parity") = py::none(), matrix_doc)
      .def(
          "to_sparse",
          [](const py::object& self, const std::optional<std::string>& parity) {
            return in_python("to_sparse")(self, parity);
          },
          py::arg("parity") = py::none(),
          "`matrix` of the same `parity` as a scipy.sparse.csr_array. ImportError where SciPy is "
          "not installed, ValueError "
          "where it does not fit in memory.")
      .def(
          "to_qutip", [](const py::object& self) { return in_python("to_qutip")(self); },
          "`matrix` as a qutip.Qobj with dims [[2] * n, [2] * n], n = ceil(N/2): its first factor "
          "is the highest qubit, "
          "n - 1. ImportError where QuTiP is not installed.")
      .def(
          "__array__",
          [](const py::object&, const py::args&, const py::kwargs&) -> py::object {
            throw py::type_error(
                "a Hamiltonian is no array: H.matrix() is its matrix, H.terms its terms");
          },
          "TypeError: `matrix` is meant, or `terms`.");
  // NumPy's numbers leave their products with a Hamiltonian to it.
  bound.attr("__array_ufunc__") = py::none();
}

void bind_other_libraries(HamiltonianClass& bound) {
  bound
      .def(
          "to_sparse_pauli_op",
          [](const py::object& self, const py::object& encoding) {
            return in_python("to_sparse_pauli_op")(self, encoding);
          },
          py::arg("encoding") = py::none(),
          "H as a qiskit.quantum_info.SparsePauliOp: one copy, with the qubits of `matrix`; or H_L "
          "on the qubits of both "
          "copies in an encoding of `traversable.pauli`. ImportError where Qiskit is not "
          "installed.")
      .def(
          "to_openfermion",
          [](const py::object& self) { return in_python("to_openfermion")(self); },
          "H as an openfermion.MajoranaOperator, whose gamma^2 = 1: J h_q psi^S = 2^(-q/2) J h_q "
          "gamma^S. ImportError where "
          "OpenFermion is not installed.")
      .def_static(
          "from_openfermion",
          [](const py::object& op, const py::object& num_majoranas) {
            return in_python("from_openfermion")(op, num_majoranas);
          },
          py::arg("operator"), py::arg("num_majoranas") = py::none(),
          "Of `operator`, an openfermion.MajoranaOperator with gamma^2 = 1: J = 2^(q/2) c / h_q "
          "for c gamma^S. "
          "`num_majoranas` is 1 + the highest index, at least 2, where it is not given. ValueError "
          "for odd terms, a constant, "
          "and a sum that is not Hermitian.");
}

void bind_pictures(HamiltonianClass& bound) {
  bound
      .def(
          "_repr_latex_",
          [](const Hamiltonian& h) {
            return over_terms(h,
                              [](const Hamiltonian& own) { return "$H = " + to_latex(own) + "$"; });
          },
          "The formula, with an ellipsis where it is long.")
      .def(
          "_repr_html_",
          [](const Hamiltonian& h) {
            return over_terms(h, [](const Hamiltonian& own) { return to_html(own); });
          },
          "The formula for a notebook, with an ellipsis where it is long.");
}

}  // namespace

void bind_hamiltonian_values(py::module_& module, HamiltonianClass& bound) {
  bind_algebra(bound);
  bind_sequence(bound);
  bind_matrices(bound);
  bind_other_libraries(bound);
  bind_pictures(bound);
  module.def("sparse_hamiltonian", &compressed_rows, py::arg("hamiltonian"), py::arg("parity"));
}

}  // namespace traversable::python
