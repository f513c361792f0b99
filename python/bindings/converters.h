// How Python's numbers and lists become those of C++, for every function of the module: in place of
// pybind11/stl.h and pybind11/complex.h, whose converters take a set for a list, drop an imaginary
// part and cut 3.7 to 3.
//
// Real means real: every number whose imaginary part is exactly zero, of Python, NumPy (scalars and
// arrays without a dimension) or another library. Whole means whole: what has an __index__. Ordered
// means a list, a tuple, an array or another sequence that is not text. What a number or a list
// of another library is, traversable._arguments decides; its functions take the same.
#pragma once

#include <pybind11/complex.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <array>
#include <complex>
#include <concepts>
#include <limits>
#include <vector>

namespace traversable::python {

/// Each is false where the object is none of its kind, and leaves no error of Python behind.
bool load_real(pybind11::handle object, double& value);
bool load_complex(pybind11::handle object, std::complex<double>& value);
bool load_signed(pybind11::handle object, long long& value);
bool load_unsigned(pybind11::handle object, unsigned long long& value);
/// The object as a list or tuple, none where it has no order.
pybind11::object ordered(pybind11::handle object);

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

struct ComplexCaster {
  PYBIND11_TYPE_CASTER(std::complex<double>, pybind11::detail::const_name("complex"));

  bool load(pybind11::handle object, bool) { return load_complex(object, value); }
  static pybind11::handle cast(const std::complex<double>& number, pybind11::return_value_policy,
                               pybind11::handle) {
    return PyComplex_FromDoubles(number.real(), number.imag());
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
struct type_caster<std::complex<double>> : traversable::python::ComplexCaster {};

template <class T>
struct type_caster<std::vector<T, std::allocator<T>>> : list_caster<std::vector<T>, T> {
  bool load(handle object, bool convert) {
    const auto list = traversable::python::ordered(object);
    return list && list_caster<std::vector<T>, T>::load(list, convert);
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
