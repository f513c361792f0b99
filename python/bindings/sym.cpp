// sym: Hamiltonians and models.
#include <pybind11/pybind11.h>

#include <cmath>

#include "python/bindings/ascii.h"
#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/interruptible.h"
#include "python/bindings/options.h"
#include "sym/encoding.h"
#include "sym/hamiltonian.h"
#include "sym/hamiltonian_json.h"
#include "sym/hamiltonian_text.h"
#include "sym/models.h"
#include "sym/operator_sum.h"
#include "sym/quoted.h"

namespace py = pybind11;

namespace pybind11::detail {

template <>
struct type_caster<traversable::Hypergraph>
    : traversable::python::NameCaster<traversable::Hypergraph, &traversable::hypergraph_by_name> {};
template <>
struct type_caster<traversable::BinaryCoupling>
    : traversable::python::NameCaster<traversable::BinaryCoupling,
                                      &traversable::binary_coupling_by_name> {};
template <>
struct type_caster<traversable::TermCommutation>
    : traversable::python::NameCaster<traversable::TermCommutation,
                                      &traversable::term_commutation_by_name> {};

}  // namespace pybind11::detail

namespace traversable::python {
namespace {

double work_of(const Hamiltonian& hamiltonian) {
  return work_of_object * static_cast<double>(hamiltonian.terms().size());
}

/// Of a model whose terms are drawn from all choices of q among n.
double model_work(int n, int q) {
  return work_of_object *
         std::exp(std::lgamma(n + 1.0) - std::lgamma(q + 1.0) - std::lgamma(n - q + 1.0));
}

/// function(hamiltonian), which takes a time like its number of terms.
template <class Function>
auto run_over_terms(const Hamiltonian& hamiltonian, const Function& function) {
  return run_by_length(work_of(hamiltonian), [=] { return function(hamiltonian); });
}

std::string printed(const Hamiltonian& hamiltonian) {
  return run_over_terms(hamiltonian, [](const Hamiltonian& h) { return short_text(h); });
}

/// format(H): "full" is all of a long one, on one line.
std::string formatted_text(const Hamiltonian& hamiltonian, const std::string& format) {
  if (format == "full")
    return run_over_terms(hamiltonian, [](const Hamiltonian& h) { return to_text(h); });
  if (!format.empty() && format != "ascii")
    throw std::invalid_argument("format '" + excerpt(format) + "': expected '', 'ascii' or 'full'");
  return formatted(printed(hamiltonian), format);
}

Term term_from(const py::handle& object, const std::string& name, int num_majoranas) {
  const auto pair = as<std::vector<py::object>>(object, name, "(coupling, indices)");
  if (pair.size() != 2)
    throw py::type_error(name + " = " + shown(object) + ": expected (coupling, indices)");
  return make_term(as<double>(pair[0], name + " coupling", "a real number"),
                   as<std::vector<int>>(pair[1], name + " indices", "integers"), num_majoranas);
}

Hamiltonian hamiltonian_of(int num_majoranas, std::vector<Term> terms) {
  const double work = work_of_object * static_cast<double>(terms.size());
  return run_by_length(work, [num_majoranas, terms = std::move(terms)] {
    return Hamiltonian(num_majoranas, terms);
  });
}

Hamiltonian from_objects(const py::object& num_majoranas, const py::object& terms) {
  const int n = as<int>(num_majoranas, "num_majoranas", "an integer");
  std::vector<Term> list;
  if (py::isinstance<py::dict>(terms)) {
    // A sum has no order; the indices of a term have. Another thread may change the dict meanwhile.
    const auto own = py::reinterpret_steal<py::dict>(PyDict_Copy(terms.ptr()));
    for (const auto& [indices, coupling] : own) {
      let_others_run();
      const std::string name = "terms[" + shown(indices) + "]";
      list.push_back(make_term(as<double>(coupling, name, "a real number"),
                               as<std::vector<int>>(indices, name + ": key", "a tuple of integers"),
                               n));
    }
    return hamiltonian_of(n, std::move(list));
  }
  for (const py::object& term :
       as<std::vector<py::object>>(terms, "terms", "a list of (coupling, indices)"))
    list.push_back(term_from(term, "terms[" + std::to_string(list.size()) + "]", n));
  return hamiltonian_of(n, std::move(list));
}

py::list to_tuples(const Hamiltonian& hamiltonian) {
  py::list tuples;
  for (const Term& term : hamiltonian.terms()) {
    let_others_run();
    tuples.append(py::make_tuple(term.coupling, py::tuple(py::cast(term.indices()))));
  }
  return tuples;
}

/// Nothing changes a Hamiltonian: its copy is itself. The attributes of a subclass in Python may
/// change: `copied` makes the state of its copy.
template <class Copied>
py::object copied_by(const Copied& copied, const py::object& self) {
  self.cast<const Hamiltonian&>();  // its __init__ was called
  const auto type = py::type::of(self);
  if (type.is(py::type::of<Hamiltonian>())) return self;
  const py::object other = type.attr("__new__")(type);
  other.attr("__setstate__")(copied(self.attr("__getstate__")(), other));
  return other;
}

py::object shallow_copy(const py::object& self) {
  return copied_by([](const py::object& state, const py::object&) { return state; }, self);
}

py::object deep_copy(const py::object& self, const py::object& memo) {
  const auto deep = [&](const py::object& state, const py::object& other) {
    const auto id = py::reinterpret_steal<py::object>(PyLong_FromVoidPtr(self.ptr()));
    memo[id] = other;  // an attribute may lead back here
    return py::object(py::module_::import("copy").attr("deepcopy")(state, memo));
  };
  return copied_by(deep, self);
}

std::string json_of(const Hamiltonian& hamiltonian) {
  return run_over_terms(hamiltonian, py::overload_cast<const Hamiltonian&>(&to_json));
}

Hamiltonian from_json(const std::string& text) {
  return run_by_length(10 * static_cast<double>(text.size()),
                       [=] { return hamiltonian_from_json(text); });
}

constexpr const char* hamiltonian_doc = R"(
One copy's Hamiltonian, H = sum_S J_S h_q psi_s1 ... psi_sq.

{psi_i, psi_j} = delta_ij; s1 < ... < sq; h_q = 1 where q(q-1)/2 is even (q = 4, 8) and i where it is odd
(q = 2, 6). Any even q, mixed q allowed. Energies in units of the coupling scale.

Parameters
----------
num_majoranas : int
    Majoranas a side, 2 to 64.
terms : list of (float, sequence of int), or dict
    (coupling J_S, 0-based indices), or {indices: coupling}. Indices may come in any order; a reordering contributes its sign.

Raises
------
ValueError
    For a repeated or out-of-range index, an odd number of indices, a coupling that is not finite, a term
    given twice, no term, or couplings whose absolute values add up to more than 1e300.

Examples
--------
>>> import traversable as tv
>>> H = tv.Hamiltonian(4, [(-0.36, (0, 1, 2, 3))])
>>> print(H)
-0.36 ψ1ψ2ψ3ψ4
>>> print(f"{H:ascii}")        # for an output that is not UTF-8
-0.36 psi1psi2psi3psi4
>>> H.terms
[(-0.36, (0, 1, 2, 3))]
>>> print(2 * H - tv.Hamiltonian(4, {(0, 1): 0.5}))
-0.72 ψ1ψ2ψ3ψ4 - 0.5 i ψ1ψ2
)";

void bind_hamiltonian(py::module_& module) {
  py::class_<Hamiltonian> bound(module, "Hamiltonian", hamiltonian_doc);
  bind_hamiltonian_values(module, bound);
  bound.def(py::init(&from_objects), py::arg("num_majoranas"), py::arg("terms"))
      .def_property_readonly("num_majoranas", &Hamiltonian::num_majoranas, "Majoranas a side.")
      .def_property_readonly("terms", &to_tuples, "List of (coupling, indices), 0-based.")
      .def_property_readonly(
          "degree", &Hamiltonian::degree,
          "q of the coupling V = (1/(qN)) sum_j i psi_L^j psi_R^j: the size of the "
          "largest term.")
      .def_property_readonly(
          "is_commuting",
          [](const Hamiltonian& h) {
            const double work = work_of(h) * static_cast<double>(h.terms().size());
            return run_by_length(work, [=] { return is_commuting(h); });
          },
          "True where all terms commute.")
      .def("to_json", &json_of,
           "The Hamiltonian as JSON text, the form that the command line reads.")
      .def_static(
          "from_json", &from_json, py::arg("text"),
          "Reads the `text` of to_json. Raises ValueError with the line or key of what is wrong.")
      .def("__str__", &printed)
      .def("__format__", &formatted_text, py::arg("format_spec"),
           "The text of print; with 'ascii' in ASCII alone, with 'full' all terms of a long one.")
      .def("__repr__",
           [](const Hamiltonian& h) {
             return "<Hamiltonian of " + std::to_string(h.num_majoranas()) + " Majoranas a side, " +
                    std::to_string(h.terms().size()) +
                    (h.terms().size() == 1 ? " term>" : " terms>");
           })
      .def(
          "__eq__", [](const Hamiltonian& a, const Hamiltonian& b) { return a == b; },
          py::is_operator())
      .def("__hash__", [](const Hamiltonian& h) { return py::hash(py::tuple(to_tuples(h))); })
      .def("__copy__", &shallow_copy)
      .def("__deepcopy__", &deep_copy, py::arg("memo"))
      .def(py::pickle(&json_of, &from_json));
}

std::vector<std::string> letters_of(const std::vector<PauliString>& strings) {
  std::vector<std::string> letters;
  for (const PauliString& string : strings) letters.push_back(to_text(string));
  return letters;
}

std::vector<PauliString> strings_of(const std::vector<std::string>& letters) {
  std::vector<PauliString> strings;
  for (const std::string& text : letters) strings.push_back(pauli_from_text(text));
  return strings;
}

/// (coefficient, letters on all qubits) of every term, qubit 0 leftmost.
py::list pauli_terms(const MajoranaSum& sum, const Encoding& encoding) {
  py::list terms;
  const double work = work_of_object * static_cast<double>(sum.size());
  for (const PauliTerm& term : run_by_length(work, [=] { return encode(sum, encoding); })) {
    let_others_run();
    std::string letters = to_text(term.string);
    letters.resize(static_cast<std::size_t>(encoding.num_qubits), 'I');
    const std::complex<double> without_negative_zero =
        term.coefficient + std::complex<double>(0.0, 0.0);
    terms.append(py::make_tuple(without_negative_zero, letters));
  }
  return terms;
}

using Letters = std::vector<std::string>;

void bind_encodings(py::module_& module) {
  module.def(
      "encoding",
      [](const std::string& name, int num_majoranas) {
        const Encoding e = encoding_by_name(name, num_majoranas);
        return py::make_tuple(letters_of(e.left), letters_of(e.right));
      },
      py::arg("name"), py::arg("num_majoranas"));
  const auto encoded = [&](const char* name, MajoranaSum (*sum)(const Hamiltonian&)) {
    module.def(
        name,
        [sum](const Hamiltonian& h, const Letters& left, const Letters& right) {
          return pauli_terms(run_over_terms(h, sum), encoding_of(left, right));
        },
        py::arg("hamiltonian"), py::arg("left"), py::arg("right"));
  };
  encoded("left_hamiltonian", &left_hamiltonian);
  encoded("right_hamiltonian", &right_hamiltonian);
  module.def(
      "coupled_hamiltonian",
      [](const Hamiltonian& h, double nu, const Letters& left, const Letters& right) {
        const auto sum =
            run_over_terms(h, [=](const Hamiltonian& own) { return coupled_hamiltonian(own, nu); });
        return pauli_terms(sum, encoding_of(left, right));
      },
      py::arg("hamiltonian"), py::arg("nu"), py::arg("left"), py::arg("right"));
  module.def(
      "size_coupling",
      [](int num_majoranas, int q, const Coupling& coupling, const Letters& left,
         const Letters& right) {
        return pauli_terms(coupling_operator(coupling, num_majoranas, q), encoding_of(left, right));
      },
      py::arg("num_majoranas"), py::arg("q"), py::arg("coupling"), py::arg("left"),
      py::arg("right"));
  module.def(
      "coupling_formula",
      [](const Coupling& coupling, int num_majoranas, int q) {
        return formula_of(coupling, num_majoranas, q);
      },
      py::arg("coupling"), py::arg("num_majoranas"), py::arg("q"));
}

/// Binds make(num_majoranas, q, J, others..., draw), with the names of the others.
template <class... Others>
struct Model {
  static void bind(py::module_& module, const char* name,
                   Hamiltonian (*make)(int, int, double, Others..., const Draw&), auto... names) {
    module.def(
        name,
        [make](int n, int q, double J, Others... others, std::uint64_t seed, std::uint64_t instance,
               std::uint64_t reference_of) {
          return run_by_length(model_work(n, q), [=] {
            return make(n, q, J, others..., {seed, instance, reference_of});
          });
        },
        py::arg("num_majoranas"), py::arg("q"), py::arg("J"), py::arg(names)..., py::arg("seed"),
        py::arg("instance"), py::arg("reference_of"));
  }
};

}  // namespace

Encoding encoding_of(const Letters& left, const Letters& right) {
  return user_encoding(strings_of(left), strings_of(right));
}

void bind_sym(py::module_& module) {
  bind_hamiltonian(module);
  bind_encodings(module);
  module.def("learned", &learned);
  module.def("binary_sparse_n8", &binary_sparse_n8);
  Model<>::bind(module, "dense_syk", &dense_syk);
  Model<double, Hypergraph>::bind(module, "sparse_syk", &sparse_syk, "k", "hypergraph");
  Model<double, BinaryCoupling>::bind(module, "binary_sparse_syk", &binary_sparse_syk, "k",
                                      "coupling");
  Model<int, TermCommutation>::bind(module, "fixed_terms_syk", &fixed_terms_syk, "num_terms",
                                    "commutation");
  Model<>::bind(module, "commuting_syk", &commuting_syk);
  module.def(
      "matched_J", [](const Hamiltonian& h) { return run_over_terms(h, &matched_J); },
      py::arg("hamiltonian"));
}

}  // namespace traversable::python
