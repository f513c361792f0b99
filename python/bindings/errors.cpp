#include "python/bindings/errors.h"

#include <exception>
#include <new>
#include <stdexcept>
#include <string>

#include "python/bindings/converters.h"
#include "python/bindings/signatures.h"
#include "sym/quoted.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

/// Sets Python's error, in one line of UTF-8.
void raise_as(PyObject* type, const char* message) {
  PyErr_SetString(type, one_line(message).c_str());
}

void translate(std::exception_ptr thrown) {
  try {
    std::rethrow_exception(std::move(thrown));
  } catch (const py::error_already_set&) {
    throw;
  } catch (const py::cast_error& e) {
    raise_as(PyExc_TypeError, e.what());
  } catch (const py::type_error& e) {
    raise_as(PyExc_TypeError, e.what());
  } catch (const py::value_error& e) {
    raise_as(PyExc_ValueError, e.what());
  } catch (const py::builtin_exception&) {
    throw;
  } catch (const std::bad_alloc&) {
    PyErr_SetString(PyExc_MemoryError, "out of memory");
  } catch (const std::logic_error& e) {
    raise_as(PyExc_ValueError, e.what());
  } catch (const std::exception& e) {
    raise_as(PyExc_RuntimeError, e.what());
  }
}

py::detail::function_record* record_of(PyObject* self) {
#if PYBIND11_VERSION_HEX >= 0x03000000
  return self == nullptr ? nullptr : py::detail::function_record_ptr_from_PyObject(self);
#else
  const char* name = py::detail::get_function_record_capsule_name();
  if (self == nullptr || !PyCapsule_IsValid(self, name)) return nullptr;
  return static_cast<py::detail::function_record*>(PyCapsule_GetPointer(self, name));
#endif
}

/// "Circuit.append", "Circuit" for a constructor, "Circuit" for a property.
std::string name_of(const py::detail::function_record& record) {
  const std::string name = record.name == nullptr ? "" : record.name;
  if (!record.scope || !PyType_Check(record.scope.ptr())) return name;
  const std::string type = py::str(record.scope.attr("__name__"));
  return name.empty() || name == "__init__" ? type : type + "." + name;
}

/// The words of traversable._signatures for arguments that fit no overload.
std::string explanation(const py::detail::function_record& record, const py::tuple& positional,
                        const py::dict& keywords) {
  py::list signatures;
  for (const auto* overload = &record; overload != nullptr; overload = overload->next)
    signatures.append(py::str(overload->signature));
  const auto explain = py::module_::import("traversable._signatures").attr("explain");
  return py::str(explain(name_of(record), signatures, positional, keywords));
}

bool says_incompatible(const std::string& message) {
  const std::string start = message.substr(0, 400);
  return start.find("(): incompatible function arguments.") != std::string::npos ||
         start.find("(): incompatible constructor arguments.") != std::string::npos;
}

constexpr const char* bare_object = "__init__ was not called";

/// The error of a failed call in one line.
void reword(PyObject* self, const py::tuple& positional, const py::dict& keywords) {
  if (PyErr_ExceptionMatches(PyExc_TypeError) == 0) return;
  py::error_already_set error;
  const auto* record = record_of(self);
  const std::string message = py::str(error.value());
  if (record != nullptr && message == bare_object) {
    raise_as(PyExc_TypeError, (name_of(*record) + ": an object whose " + message).c_str());
  } else if (record != nullptr && says_incompatible(message)) {
    std::string words = name_of(*record) + ": arguments that do not fit";
    try {
      words = explanation(*record, positional, keywords);
    } catch (const py::error_already_set& failure) {
      // A value whose own code raises: the words without it. Ctrl-C goes on.
      if (!failure.matches(PyExc_Exception)) throw;
    }
    raise_as(PyExc_TypeError, words.c_str());
  } else {
    error.restore();
  }
}

/// pybind11's own way into a function, the same for all of a module; versions differ in what it takes.
PyCFunction dispatcher = nullptr;

template <class Function>
Function dispatcher_as() {
  return reinterpret_cast<Function>(reinterpret_cast<void (*)()>(dispatcher));
}

/// Calls, and where that fails says why; `arguments` makes (positional, keywords).
template <class Call, class Arguments>
PyObject* in_words(PyObject* self, const Call& call, const Arguments& arguments) {
  try {
    PyObject* result = call();
    if (result == nullptr) {
      const std::pair<py::tuple, py::dict> given = arguments();
      reword(self, given.first, given.second);
    }
    return result;
  } catch (py::error_already_set& error) {
    error.restore();
  } catch (const std::exception& error) {
    raise_as(PyExc_TypeError, error.what());
  }
  return nullptr;
}

using TupleCall = PyObject* (*)(PyObject*, PyObject*, PyObject*);

PyObject* call_with_tuple(PyObject* self, PyObject* positional, PyObject* keywords) {
  return in_words(
      self, [&] { return dispatcher_as<TupleCall>()(self, positional, keywords); },
      [&] {
        return std::pair{
            py::reinterpret_borrow<py::tuple>(positional),
            keywords == nullptr ? py::dict() : py::reinterpret_borrow<py::dict>(keywords)};
      });
}

using ArrayCall = PyObject* (*)(PyObject*, PyObject* const*, std::size_t, PyObject*);

PyObject* call_with_array(PyObject* self, PyObject* const* values, std::size_t size,
                          PyObject* names) {
  return in_words(
      self, [&] { return dispatcher_as<ArrayCall>()(self, values, size, names); },
      [&] {
        const auto count = static_cast<std::size_t>(PyVectorcall_NARGS(size));
        py::tuple positional(count);
        for (std::size_t k = 0; k < count; ++k)
          positional[k] = py::reinterpret_borrow<py::object>(values[k]);
        py::dict keywords;
        for (py::ssize_t k = 0; names != nullptr && k < PyTuple_GET_SIZE(names); ++k)
          keywords[PyTuple_GET_ITEM(names, k)] =
              py::reinterpret_borrow<py::object>(values[count + static_cast<std::size_t>(k)]);
        return std::pair{positional, keywords};
      });
}

void guard_function(PyObject* function) {
  if (function == nullptr || !PyCFunction_Check(function)) return;
  PyMethodDef* method = reinterpret_cast<PyCFunctionObject*>(function)->m_ml;
  const auto* record = record_of(PyCFunction_GET_SELF(function));
  if (record == nullptr) return;
  const bool takes_array = (method->ml_flags & METH_FASTCALL) != 0;
  const auto guard = takes_array ? reinterpret_cast<void (*)()>(&call_with_array)
                                 : reinterpret_cast<void (*)()>(&call_with_tuple);
  if (method->ml_meth == reinterpret_cast<PyCFunction>(guard)) return;
  dispatcher = method->ml_meth;
  method->ml_meth = reinterpret_cast<PyCFunction>(guard);
  give_signature(*method, *record);
}

/// A function, method, static method or property.
void guard_member(const py::handle& member) {
  if (PyInstanceMethod_Check(member.ptr())) {
    guard_function(PyInstanceMethod_GET_FUNCTION(member.ptr()));
  } else if (PyObject_TypeCheck(member.ptr(), &PyStaticMethod_Type)) {
    guard_function(member.attr("__func__").ptr());
  } else if (PyObject_TypeCheck(member.ptr(), &PyProperty_Type)) {
    for (const char* part : {"fget", "fset"}) guard_member(member.attr(part));
  } else {
    guard_function(member.ptr());
  }
}

py::module_ attributes_module() { return py::module_::import("traversable._attributes"); }

/// pybind11 allocates the value of an object whose __init__ was not called when it is first read,
/// and leaves it as it is: here that is an error.
[[noreturn]] void* refuse_bare_object(std::size_t) { throw py::type_error(bare_object); }

/// What a subclass in Python adds goes with the state and comes back from it.
void carry_attributes(const py::handle& type) {
  if (!py::hasattr(type, "__setstate__")) return;
  const py::object state_of = type.attr("__getstate__"), set_state = type.attr("__setstate__");
  guard_member(state_of);
  guard_member(set_state);
  type.attr("__getstate__") = py::cpp_function(
      [state_of, type](const py::object& self) {
        const py::object state = state_of(self);
        if (py::type::handle_of(self).is(type)) return state;
        return attributes_module().attr("state_with")(self, state).cast<py::object>();
      },
      py::name("__getstate__"), py::is_method(type), "For pickle.");
  type.attr("__setstate__") = py::cpp_function(
      [set_state, type](const py::object& self, const py::object& state) {
        if (py::type::handle_of(self).is(type)) {
          set_state(self, state);
        } else {
          const py::tuple parts = attributes_module().attr("parts_of")(state);
          set_state(self, parts[0]);
          attributes_module().attr("set_attributes")(self, parts[1]);
        }
      },
      py::name("__setstate__"), py::is_method(type), py::arg("state"), "For pickle.");
}

/// object's own __reduce__, which protocols 0 and 1 of pickle use, makes an object of pybind11's base
/// class, and that ends the process: for all protocols what protocol 2 does.
py::tuple reduced(const py::object& self) {
  const py::handle type = py::type::handle_of(self);
  if (!py::hasattr(type, "__setstate__"))
    throw py::type_error("cannot pickle '" + std::string(py::str(type.attr("__name__"))) +
                         "' object");
  const py::object maker = py::module_::import("copyreg").attr("__newobj__");
  return py::make_tuple(maker, py::make_tuple(type), self.attr("__getstate__")());
}

void pickle_alike(const py::handle& type) {
  type.attr("__reduce__") =
      py::cpp_function(&reduced, py::name("__reduce__"), py::is_method(type), "For pickle.");
  type.attr("__reduce_ex__") = py::cpp_function(
      [](const py::object& self, const py::object&) { return self.attr("__reduce__")(); },
      py::name("__reduce_ex__"), py::is_method(type), py::arg("protocol"), "For pickle.");
}

}  // namespace

std::string shown(const py::handle& object) {
  return py::str(py::module_::import("traversable._arguments").attr("shown")(object));
}

void translate_exceptions() { py::register_local_exception_translator(&translate); }

void guard_calls(const py::module_& module) {
  for (const auto& [name, value] : module.attr("__dict__").cast<py::dict>()) {
    guard_member(value);
    if (!PyType_Check(value.ptr())) continue;
    auto* type = reinterpret_cast<PyTypeObject*>(value.ptr());
    auto* info = py::detail::get_type_info(type);
    if (info == nullptr) continue;
    info->operator_new = &refuse_bare_object;
    pickle_alike(value);
    carry_attributes(value);
    for (const auto& [key, member] : value.attr("__dict__").attr("copy")().cast<py::dict>()) {
      guard_member(member);
      if (PyObject_TypeCheck(member.ptr(), &PyStaticMethod_Type))
        value.attr(key) = py::staticmethod(plain_function(
            member.attr("__func__"), std::string(py::str(name)) + "." + std::string(py::str(key))));
    }
  }
}

}  // namespace traversable::python
