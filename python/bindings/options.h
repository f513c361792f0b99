// Options that come as a dict.
#pragma once

#include <pybind11/pybind11.h>

#include <string>
#include <type_traits>

#include "python/bindings/converters.h"
#include "python/bindings/errors.h"

namespace traversable::python {

template <class T>
constexpr const char* expected_of() {
  if constexpr (std::is_same_v<T, std::string>) return "text";
  if constexpr (std::is_integral_v<T>) return "an integer";
  if constexpr (std::is_floating_point_v<T>) return "a real number";
  return "other values";
}

/// An object as T, or a TypeError that names it and says what it should have been.
template <class T>
T as(const pybind11::handle& object, const std::string& name,
     const char* expected = expected_of<T>()) {
  try {
    return object.cast<T>();
  } catch (const pybind11::cast_error&) {
    throw pybind11::type_error(name + " = " + shown(object) + ": expected " + expected);
  }
}

/// given[key] as T. Throws a TypeError that names the key where it is missing or of another type.
template <class T>
T option(const pybind11::dict& given, const char* key) {
  if (!given.contains(key))
    throw pybind11::type_error(std::string(key) + " is missing: expected " + expected_of<T>());
  return as<T>(given[key], key);
}

/// The same into a value of its type.
template <class T>
void read(const pybind11::dict& given, const char* key, T& value) {
  value = option<T>(given, key);
}

}  // namespace traversable::python
