#include "python/bindings/converters.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

/// A function of traversable._arguments, kept for the life of the interpreter.
py::handle rule(const char* name) {
  return py::object(py::module_::import("traversable._arguments").attr(name)).release();
}

/// What a rule makes of the object, nothing where it refuses.
py::object ruled(py::handle function, py::handle object) {
  auto result = py::reinterpret_steal<py::object>(
      PyObject_CallFunctionObjArgs(function.ptr(), object.ptr(), nullptr));
  if (!result) {
    // Ctrl-C may come while the rule runs.
    if (PyErr_ExceptionMatches(PyExc_Exception) == 0) throw py::error_already_set();
    PyErr_Clear();
  }
  return result;
}

py::object whole(py::handle object) {
  if (PyLong_CheckExact(object.ptr())) return py::reinterpret_borrow<py::object>(object);
  static const py::handle index = rule("as_index");
  return ruled(index, object);
}

/// Of Python's own numbers, without a call of Python.
bool load_plain_real(py::handle object, double& value) {
  if (PyFloat_CheckExact(object.ptr())) {
    value = PyFloat_AS_DOUBLE(object.ptr());
    return true;
  }
  if (!PyLong_CheckExact(object.ptr())) return false;
  value = PyLong_AsDouble(object.ptr());
  if (PyErr_Occurred() == nullptr) return true;
  PyErr_Clear();
  return false;
}

}  // namespace

bool load_real(py::handle object, double& value) {
  if (load_plain_real(object, value)) return true;
  static const py::handle real = rule("as_float");
  const py::object number = ruled(real, object);
  if (!number) return false;
  value = PyFloat_AsDouble(number.ptr());
  return true;
}

bool load_complex(py::handle object, std::complex<double>& value) {
  if (double real = 0; load_plain_real(object, real)) {
    value = real;
    return true;
  }
  if (!PyComplex_CheckExact(object.ptr())) {
    static const py::handle complex = rule("as_complex");
    const py::object number = ruled(complex, object);
    if (!number) return false;
    return load_complex(number, value);
  }
  value = {PyComplex_RealAsDouble(object.ptr()), PyComplex_ImagAsDouble(object.ptr())};
  return true;
}

bool load_signed(py::handle object, long long& value) {
  const py::object number = whole(object);
  if (!number) return false;
  int overflow = 0;
  value = PyLong_AsLongLongAndOverflow(number.ptr(), &overflow);
  return overflow == 0;
}

bool load_unsigned(py::handle object, unsigned long long& value) {
  const py::object number = whole(object);
  if (!number) return false;
  value = PyLong_AsUnsignedLongLong(number.ptr());
  if (PyErr_Occurred() == nullptr) return true;
  PyErr_Clear();
  return false;
}

py::object ordered(py::handle object) {
  if (PyList_Check(object.ptr()) || PyTuple_Check(object.ptr()))
    return py::reinterpret_borrow<py::object>(object);
  static const py::handle list = rule("as_list");
  return ruled(list, object);
}

py::object array_of_numbers(py::handle object, bool complex) {
  const bool is_plain =
      complex ? is_plain_array<std::complex<double>>(object) : is_plain_array<double>(object);
  if (is_plain) return py::reinterpret_borrow<py::object>(object);
  static const py::handle real_array = rule("as_real_array");
  static const py::handle complex_array = rule("as_complex_array");
  return ruled(complex ? complex_array : real_array, object);
}

}  // namespace traversable::python
