// How Python's numbers and lists become those of C++, for every function of the module: in place of
// those of pybind11, which take a set for a list and a text for a matrix, drop an imaginary part and
// a mask, and cut 3.7 to 3.
//
// Real means real: every number whose imaginary part is exactly zero, of Python, NumPy (scalars and
// arrays without a dimension) or another library. Arrays are of such numbers. Whole means whole: what has an __index__. Ordered
// means a list, a tuple, an array or another sequence that is not text. What a number or a list
// of another library is, traversable._arguments decides; its functions take the same.
#pragma once

#include <pybind11/complex.h>
#include <pybind11/eigen.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <Eigen/Core>
#include <array>
#include <complex>
#include <concepts>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "python/bindings/interruptible.h"
#include "sym/coupling.h"

namespace traversable::python {

/// Each is false where the object is none of its kind, and leaves no error of Python behind.
bool load_real(pybind11::handle object, double& value);
bool load_complex(pybind11::handle object, std::complex<double>& value);
bool load_signed(pybind11::handle object, long long& value);
bool load_unsigned(pybind11::handle object, unsigned long long& value);
/// The object as a list or tuple, none where it has no order.
pybind11::object ordered(pybind11::handle object);

/// An array of NumPy's own class, of exactly these numbers and without gaps, in the order of C or
/// of Fortran.
template <class T>
bool is_plain_array(pybind11::handle object) {
  constexpr int without_gaps = pybind11::array::c_style | pybind11::array::f_style;
  return Py_TYPE(object.ptr()) == pybind11::detail::npy_api::get().PyArray_Type_ &&
         pybind11::isinstance<pybind11::array_t<T, 0>>(object) &&
         (pybind11::reinterpret_borrow<pybind11::array>(object).flags() & without_gaps) != 0;
}

/// The numbers as an array of complex or real ones without gaps, none where they are no such array.
pybind11::object array_of_numbers(pybind11::handle object, bool complex);

/// Called for every element of a conversion, which may be of millions.
inline void let_others_run() {
  static unsigned elements = 0;  // under the GIL
  if (++elements % 1024 == 0) hand_over();
}

template <std::integral T>
struct WholeCaster {
  PYBIND11_TYPE_CASTER(T, pybind11::detail::const_name("int"));

  bool load(pybind11::handle object, bool) {
    using Wide = std::conditional_t<std::is_signed_v<T>, long long, unsigned long long>;
    Wide wide = 0;
    if constexpr (std::is_signed_v<T>) {
      if (!load_signed(object, wide)) return false;
    } else {
      if (!load_unsigned(object, wide)) return false;
    }
    value = static_cast<T>(wide);
    return wide >= std::numeric_limits<T>::min() && wide <= std::numeric_limits<T>::max();
  }
  static pybind11::handle cast(T number, pybind11::return_value_policy, pybind11::handle) {
    if constexpr (std::is_signed_v<T>) return PyLong_FromLongLong(number);
    return PyLong_FromUnsignedLongLong(static_cast<unsigned long long>(number));
  }
};

template <std::floating_point T>
struct RealCaster {
  PYBIND11_TYPE_CASTER(T, pybind11::detail::const_name("float"));

  bool load(pybind11::handle object, bool) {
    double number = 0;
    if (!load_real(object, number)) return false;
    value = static_cast<T>(number);
    return true;
  }
  static pybind11::handle cast(T number, pybind11::return_value_policy, pybind11::handle) {
    return PyFloat_FromDouble(static_cast<double>(number));
  }
};

/// Text is text: bytes, of which nobody knows the encoding, are not.
struct TextCaster {
  PYBIND11_TYPE_CASTER(std::string, pybind11::detail::const_name("str"));

  bool load(pybind11::handle object, bool) {
    if (!PyUnicode_Check(object.ptr())) return false;
    Py_ssize_t size = 0;
    const char* text = PyUnicode_AsUTF8AndSize(object.ptr(), &size);
    if (text == nullptr) PyErr_Clear();  // lone surrogates
    if (text != nullptr) value.assign(text, static_cast<std::size_t>(size));
    return text != nullptr;
  }
  static pybind11::handle cast(const std::string& text, pybind11::return_value_policy,
                               pybind11::handle) {
    PyObject* result =
        PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), nullptr);
    if (result == nullptr) throw pybind11::error_already_set();
    return result;
  }
};

/// One of a choice, by its name.
template <class Choice, Choice (*by_name)(std::string_view)>
struct NameCaster {
  PYBIND11_TYPE_CASTER(Choice, pybind11::detail::const_name("str"));

  bool load(pybind11::handle object, bool convert) {
    TextCaster text;
    if (!text.load(object, convert)) return false;
    value = by_name(static_cast<std::string&>(text));
    return true;
  }
  static pybind11::handle cast(Choice choice, pybind11::return_value_policy policy,
                               pybind11::handle parent) {
    return TextCaster::cast(std::string(name_of(choice)), policy, parent);
  }
};

/// A coupling, by its text.
struct CouplingCaster {
  PYBIND11_TYPE_CASTER(Coupling, pybind11::detail::const_name("str"));

  bool load(pybind11::handle object, bool convert) {
    TextCaster text;
    if (!text.load(object, convert)) return false;
    try {
      value = coupling_by_text(static_cast<std::string&>(text));
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(std::string("couple: ") + error.what());
    }
    return true;
  }
  static pybind11::handle cast(const Coupling& coupling, pybind11::return_value_policy policy,
                               pybind11::handle parent) {
    return TextCaster::cast(to_text(coupling), policy, parent);
  }
};

struct ComplexCaster {
  PYBIND11_TYPE_CASTER(std::complex<double>, pybind11::detail::const_name("complex"));

  bool load(pybind11::handle object, bool) { return load_complex(object, value); }
  static pybind11::handle cast(const std::complex<double>& number, pybind11::return_value_policy,
                               pybind11::handle) {
    return PyComplex_FromDoubles(number.real(), number.imag());
  }
};

template <class Matrix>
struct MatrixCaster {
  using Scalar = typename Matrix::Scalar;
  using Properties = pybind11::detail::EigenProps<Matrix>;
  PYBIND11_TYPE_CASTER(Matrix, Properties::descriptor);

  bool load(pybind11::handle object, bool) {
    constexpr bool is_complex = Eigen::NumTraits<Scalar>::IsComplex;
    const auto found = array_of_numbers(object, is_complex);
    if (!found) return false;
    const auto array = pybind11::reinterpret_borrow<pybind11::array_t<Scalar>>(found);
    if (array.ndim() != (Matrix::IsVectorAtCompileTime ? 1 : 2)) return false;
    const Eigen::Index columns = Matrix::IsVectorAtCompileTime ? 1 : array.shape(1);
    if ((array.flags() & pybind11::array::c_style) != 0)
      copy<Eigen::RowMajor>(array.data(), array.shape(0), columns);
    else
      copy<Eigen::ColMajor>(array.data(), array.shape(0), columns);
    return true;
  }
  template <int order>
  void copy(const Scalar* numbers, Eigen::Index rows, Eigen::Index columns) {
    const pybind11::gil_scoped_release release;
    using Ordered = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, order>;
    value = Eigen::Map<const Ordered>(numbers, rows, columns);
  }
  static pybind11::handle cast(Matrix&& matrix, pybind11::return_value_policy, pybind11::handle) {
    return pybind11::detail::eigen_encapsulate<Properties>(new Matrix(std::move(matrix)));
  }
  static pybind11::handle cast(const Matrix& matrix, pybind11::return_value_policy policy,
                               pybind11::handle parent) {
    // A member of an object that keeps it: without a copy, for reading.
    if (policy == pybind11::return_value_policy::reference_internal)
      return pybind11::detail::eigen_ref_array<Properties>(matrix, parent);
    return pybind11::detail::eigen_array_cast<Properties>(matrix);
  }
};

}  // namespace traversable::python

namespace pybind11::detail {

template <>
struct type_caster<int> : traversable::python::WholeCaster<int> {};
template <>
struct type_caster<long> : traversable::python::WholeCaster<long> {};
template <>
struct type_caster<long long> : traversable::python::WholeCaster<long long> {};
template <>
struct type_caster<unsigned> : traversable::python::WholeCaster<unsigned> {};
template <>
struct type_caster<unsigned long> : traversable::python::WholeCaster<unsigned long> {};
template <>
struct type_caster<unsigned long long> : traversable::python::WholeCaster<unsigned long long> {};
template <>
struct type_caster<float> : traversable::python::RealCaster<float> {};
template <>
struct type_caster<double> : traversable::python::RealCaster<double> {};
template <>
struct type_caster<traversable::Coupling> : traversable::python::CouplingCaster {};
template <>
struct type_caster<std::complex<double>> : traversable::python::ComplexCaster {};

template <>
struct type_caster<Eigen::MatrixXcd> : traversable::python::MatrixCaster<Eigen::MatrixXcd> {};
template <>
struct type_caster<Eigen::MatrixXd> : traversable::python::MatrixCaster<Eigen::MatrixXd> {};
template <>
struct type_caster<Eigen::VectorXcd> : traversable::python::MatrixCaster<Eigen::VectorXcd> {};
template <>
struct type_caster<Eigen::VectorXd> : traversable::python::MatrixCaster<Eigen::VectorXd> {};

template <>
struct type_caster<std::string> : traversable::python::TextCaster {};

template <class T>
struct type_caster<std::vector<T, std::allocator<T>>> : list_caster<std::vector<T>, T> {
  bool load(handle given, bool convert) {
    const auto list = traversable::python::ordered(given);
    if (!list) return false;
    this->value.clear();
    this->value.reserve(static_cast<std::size_t>(PySequence_Fast_GET_SIZE(list.ptr())));
    // Another thread may change the list meanwhile.
    for (Py_ssize_t k = 0; k < PySequence_Fast_GET_SIZE(list.ptr()); ++k) {
      traversable::python::let_others_run();
      const auto item = reinterpret_borrow<object>(PySequence_Fast_GET_ITEM(list.ptr(), k));
      make_caster<T> element;
      if (!element.load(item, convert)) return false;
      this->value.push_back(cast_op<T&&>(std::move(element)));
    }
    return true;
  }
  template <class Values>
  static handle cast(Values&& values, return_value_policy policy, handle parent) {
    // Nobody keeps what is handed over: no element may be looked at in place.
    if (!std::is_lvalue_reference_v<Values>) policy = return_value_policy::move;
    list result;
    for (auto&& one : values) {
      traversable::python::let_others_run();
      const auto element = reinterpret_steal<object>(
          make_caster<T>::cast(std::forward<decltype(one)>(one), policy, parent));
      if (!element || PyList_Append(result.ptr(), element.ptr()) != 0) return handle();
    }
    return result.release();
  }
};

template <class T>
struct type_caster<std::array<T, 2>> : array_caster<std::array<T, 2>, T, false, 2> {
  bool load(handle object, bool convert) {
    const auto list = traversable::python::ordered(object);
    return list && array_caster<std::array<T, 2>, T, false, 2>::load(list, convert);
  }
};

}  // namespace pybind11::detail
