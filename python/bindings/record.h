// A struct of results as a class of Python: a value that is read by its attributes.
#pragma once

#include <pybind11/pybind11.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "python/bindings/converters.h"
#include "python/bindings/errors.h"
#include "python/bindings/options.h"

namespace traversable::python {

/// A member of T as Python sees it.
template <class T, class Value>
struct Attribute {
  const char* name;
  Value T::*member;
  const char* doc;
};

/// NaN is the same as NaN: a copy is equal to its original.
template <class Value>
bool same(const Value& a, const Value& b) {
  if constexpr (std::is_same_v<Value, double>)
    return a == b || (std::isnan(a) && std::isnan(b));
  else if constexpr (std::is_same_v<Value, std::vector<double>>)
    return std::ranges::equal(a, b, &same<double>);
  else if constexpr (requires { a.array(); })
    return a.rows() == b.rows() && a.cols() == b.cols() &&
           (a.array() == b.array() || (a.array().isNaN() && b.array().isNaN())).all();
  else
    return a == b;
}

/// Of NaN, which Python hashes by its address, always the same.
template <class Value>
pybind11::object hashable(const Value& value) {
  if constexpr (std::is_same_v<Value, double>)
    if (std::isnan(value)) return pybind11::none();
  return pybind11::cast(value);
}

/// Characters of the repr of a record.
inline constexpr std::size_t longest_repr = 190;

/// "Name(one=1, two=[...])"; where that is long, "Name(one=..., three=3, ...)" with what is a number or text.
template <class... Values>
std::string record_text(const pybind11::object& self,
                        const std::array<const char*, sizeof...(Values)>& names) {
  namespace py = pybind11;
  constexpr std::array is_short{
      (std::is_arithmetic_v<Values> || std::is_same_v<Values, std::string>)...};
  const std::string name = py::str(py::type::of(self).attr("__name__"));
  std::string whole, brief;
  for (std::size_t k = 0; k < names.size(); ++k) {
    const std::string start = (k == 0 ? "" : ", ") + std::string(names[k]) + "=";
    const std::string value = shown(self.attr(names[k]));
    whole += start + value;
    if (is_short[k] || k == 0) brief += start + (is_short[k] ? value : "...");
  }
  if (whole.size() + name.size() < longest_repr) return name + "(" + whole + ")";
  return name + "(" + brief.substr(0, longest_repr - name.size()) + ", ...)";
}

/// Binds T with these attributes, by which its objects are compared, copied, pickled and printed. Of numbers and text
/// alone they have a hash. A T without a default constructor begins with the first attribute.
template <class T, class... Values>
pybind11::class_<T> bind_record(pybind11::module_& module, const char* name, const char* doc,
                                Attribute<T, Values>... attributes) {
  namespace py = pybind11;
  py::class_<T> record(module, name, doc);
  (record.def_readonly(attributes.name, attributes.member, attributes.doc), ...);
  const auto state_of = [=](const T& value) {
    return py::make_tuple(value.*(attributes.member)...);
  };
  const auto from_state = [=](const py::tuple& state) {
    const std::string what = std::string("state of a ") + name;
    if (state.size() != sizeof...(Values))
      throw std::invalid_argument(what + ": expected " + std::to_string(sizeof...(Values)) +
                                  " values");
    T value = [&] {
      if constexpr (std::is_default_constructible_v<T>)
        return T{};
      else
        return T{as<std::tuple_element_t<0, std::tuple<Values...>>>(state[0], what)};
    }();
    std::size_t k = 0;
    ((value.*(attributes.member) = as<Values>(state[k++], what + ", " + attributes.name)), ...);
    return value;
  };
  record
      .def(
          "__eq__",
          [=](const T& a, const T& b) {
            return (same(a.*(attributes.member), b.*(attributes.member)) && ...);
          },
          py::is_operator())
      .def("__repr__",
           [=](const py::object& self) {
             return record_text<Values...>(self, {attributes.name...});
           })
      .def(py::pickle(state_of, from_state));
  if constexpr (((std::is_arithmetic_v<Values> || std::is_same_v<Values, std::string>)&&...))
    record.def("__hash__", [=](const T& value) {
      return py::hash(py::make_tuple(hashable(value.*(attributes.member))...));
    });
  return record;
}

}  // namespace traversable::python
