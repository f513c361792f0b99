// Short arguments of the commonest kinds, looked through here: NumPy's checks and a loop in Python
// take longer than most calls. Of another kind, or with a value that is not finite, None: then
// traversable._arguments takes the argument or says what is wrong with it.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

/// The GIL is held meanwhile.
constexpr std::size_t longest = 4096;

bool are_finite(std::span<const double> numbers) {
  return std::ranges::all_of(numbers, [](double x) { return std::isfinite(x); });
}

template <class T>
bool is_short_array(py::handle object) {
  if (!is_plain_array<T>(object)) return false;
  return static_cast<std::size_t>(py::reinterpret_borrow<py::array>(object).size()) <= longest;
}

template <class T>
std::span<const T> elements_of(const py::array& array) {
  return {static_cast<const T*>(array.data()), static_cast<std::size_t>(array.size())};
}

template <class To, class From>
py::object converted(const py::array& from) {
  if ((from.flags() & py::array::c_style) == 0) return py::none();
  py::array_t<To> to(std::vector<py::ssize_t>(from.shape(), from.shape() + from.ndim()));
  std::ranges::copy(elements_of<From>(from), to.mutable_data());
  return to;
}

bool is_list(PyObject* object) { return PyList_CheckExact(object) || PyTuple_CheckExact(object); }

std::span<PyObject* const> elements_of(PyObject* list) {
  return {PySequence_Fast_ITEMS(list), static_cast<std::size_t>(PySequence_Fast_GET_SIZE(list))};
}

template <class T>
std::optional<T> finite_number(PyObject* object) {
  T value{};
  if (PyFloat_CheckExact(object)) {
    value = PyFloat_AS_DOUBLE(object);
  } else if (PyLong_CheckExact(object)) {
    int overflow = 0;
    value = static_cast<double>(PyLong_AsLongLongAndOverflow(object, &overflow));
    if (overflow != 0) return std::nullopt;
  } else if (!std::is_same_v<T, double> && PyComplex_CheckExact(object)) {
    const Py_complex parts = PyComplex_AsCComplex(object);
    if (!std::isfinite(parts.imag)) return std::nullopt;
    if constexpr (!std::is_same_v<T, double>) value = {parts.real, parts.imag};
  } else {
    return std::nullopt;
  }
  return std::isfinite(std::real(value)) ? std::optional(value) : std::nullopt;
}

/// The numbers of a list, and of the rows of a list of lists of one length.
template <class To>
py::object array_of_lists(PyObject* object) {
  const auto rows = elements_of(object);
  const bool is_matrix = !rows.empty() && is_list(rows[0]);
  const std::size_t columns = is_matrix ? elements_of(rows[0]).size() : 1;
  if (rows.size() > longest || columns > longest || rows.size() * columns > longest)
    return py::none();
  std::vector<py::ssize_t> shape{std::ssize(rows)};
  if (is_matrix) shape.push_back(static_cast<py::ssize_t>(columns));
  py::array_t<To> array(shape);
  To* out = array.mutable_data();
  for (PyObject* const& row : rows) {
    if (is_matrix && !is_list(row)) return py::none();
    const auto numbers = is_matrix ? elements_of(row) : std::span(&row, 1);
    if (numbers.size() != columns) return py::none();
    for (PyObject* one : numbers) {
      const auto number = finite_number<To>(one);
      if (!number) return py::none();
      *out++ = *number;
    }
  }
  return array;
}

/// The real numbers of an array, or the numbers of lists, as those of `To`.
template <class To>
py::object short_array(const py::object& object) {
  if (is_list(object.ptr())) return array_of_lists<To>(object.ptr());
  const auto array = py::reinterpret_borrow<py::array>(object);
  if (is_short_array<double>(object) && are_finite(elements_of<double>(array)))
    return std::is_same_v<To, double> ? object : converted<To, double>(array);
  if (is_short_array<std::int64_t>(object)) return converted<To, std::int64_t>(array);
  return py::none();
}

py::object short_complex_array(const py::object& object) {
  using Complex = std::complex<double>;
  if (!is_short_array<Complex>(object)) return short_array<Complex>(object);
  const auto elements = elements_of<Complex>(py::reinterpret_borrow<py::array>(object));
  const auto* parts = reinterpret_cast<const double*>(elements.data());
  return are_finite({parts, 2 * elements.size()}) ? object : py::none();
}

/// A list of these elements, None where it is long or the condition does not hold for one.
template <class Condition>
py::object short_list(const py::object& object, const Condition& holds) {
  if (!is_list(object.ptr())) return py::none();
  const auto elements = elements_of(object.ptr());
  if (elements.size() > longest || !std::ranges::all_of(elements, holds)) return py::none();
  return py::reinterpret_steal<py::object>(PySequence_List(object.ptr()));
}

bool is_finite_float(PyObject* object) {
  return PyFloat_CheckExact(object) && std::isfinite(PyFloat_AS_DOUBLE(object));
}

py::object short_reals(const py::object& object) { return short_list(object, &is_finite_float); }

bool is_term(PyObject* object) {
  return PyTuple_CheckExact(object) && PyTuple_GET_SIZE(object) == 2 &&
         finite_number<std::complex<double>>(PyTuple_GET_ITEM(object, 0)).has_value() &&
         PyUnicode_CheckExact(PyTuple_GET_ITEM(object, 1));
}

bool is_rotation(PyObject* object) {
  return PyTuple_CheckExact(object) && PyTuple_GET_SIZE(object) == 2 &&
         PyUnicode_CheckExact(PyTuple_GET_ITEM(object, 0)) &&
         is_finite_float(PyTuple_GET_ITEM(object, 1));
}

py::object short_rotations(const py::object& object) { return short_list(object, &is_rotation); }

py::object short_terms(const py::object& object) { return short_list(object, &is_term); }

}  // namespace

void bind_short_arguments(py::module_& module) {
  module.def("short_complex_array", &short_complex_array, py::arg("value"));
  module.def("short_real_array", &short_array<double>, py::arg("value"));
  module.def("short_reals", &short_reals, py::arg("values"));
  module.def("short_rotations", &short_rotations, py::arg("rotations"));
  module.def("short_terms", &short_terms, py::arg("terms"));
}

}  // namespace traversable::python
