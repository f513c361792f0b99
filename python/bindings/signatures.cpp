#include "python/bindings/signatures.h"

#include <cctype>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace py = pybind11;

namespace traversable::python {
namespace {

/// The default as a literal of Python, "..." for another.
std::string literal(std::string_view text) {
  if (text == "inf") return "1e999";
  const bool is_number = !text.empty() && (std::isdigit(static_cast<unsigned char>(text[0])) != 0 ||
                                           (text[0] == '-' && text != "-inf"));
  const bool is_literal = is_number || text == "None" || text == "True" || text == "False" ||
                          text.starts_with('\'') || text == "[]" || text.starts_with("[0.");
  return is_literal ? std::string(text) : "...";
}

std::string name_of_argument(const py::detail::function_record& record, std::size_t k) {
  if (k < record.args.size() && record.args[k].name != nullptr && record.args[k].name[0] != '\0')
    return record.args[k].name;
  return k == 0 && record.is_method ? "self"
                                    : "arg" + std::to_string(k - (record.is_method ? 1 : 0));
}

std::string arguments_of(const py::detail::function_record& record) {
  if (record.next != nullptr) return record.is_method ? "self, *args, **kwargs" : "*args, **kwargs";
  const std::size_t named = record.nargs - (record.has_args ? 1 : 0) - (record.has_kwargs ? 1 : 0);
  std::string text;
  const auto add = [&](const std::string& one) { text += (text.empty() ? "" : ", ") + one; };
  for (std::size_t k = 0; k < named; ++k) {
    if (k == record.nargs_pos) add(record.has_args ? "*args" : "*");
    const bool has_default = k < record.args.size() && record.args[k].value;
    const char* shown = has_default ? record.args[k].descr : nullptr;
    const std::string value =
        shown != nullptr
            ? shown
            : (has_default ? std::string(py::str(py::repr(record.args[k].value))) : "");
    add(name_of_argument(record, k) + (has_default ? "=" + literal(value) : ""));
  }
  if (record.has_args && named <= record.nargs_pos) add("*args");
  if (record.has_kwargs) add("**kwargs");
  return text;
}

}  // namespace

void give_signature(PyMethodDef& method, const py::detail::function_record& record) {
  if (record.name == nullptr || record.name[0] == '\0' || method.ml_doc == nullptr) return;
  const std::string text =
      std::string(method.ml_name) + "(" + arguments_of(record) + ")\n--\n\n" + method.ml_doc;
  // pybind11 frees it at the end.
  std::free(const_cast<char*>(method.ml_doc));
  method.ml_doc = ::strdup(text.c_str());
}

py::object plain_function(const py::object& function, const std::string& qualified_name) {
  return py::module_::import("traversable._plain_function")
      .attr("plain_function")(function, qualified_name);
}

}  // namespace traversable::python
