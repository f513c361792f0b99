#include "circuits/qasm_writer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "circuits/gate_rotations.h"
#include "circuits/gate_table.h"
#include "circuits/ladders.h"
#include "circuits/shannon_decomposition.h"
#include "circuits/two_qubit_synthesis.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

std::string_view library_name(Gate gate, QasmVersion version) {
  return version == QasmVersion::two ? info(gate).qasm2 : info(gate).qasm3;
}

/// Gates on two qubits that neither library has and no definition is written of, as Pauli rotations.
Circuit without_pair_rotations(const Circuit& circuit) {
  Circuit result(circuit.num_qubits());
  for (const Operation& operation : circuit.operations()) {
    const GateInfo& about = info(operation.gate);
    if (about.num_qubits != 2 || !about.qasm3.empty() || !about.qasm_definition.empty()) {
      result.append(operation);
      continue;
    }
    for (const GateRotation& r : rotations_of(operation)) result.append_rotation(r.string, r.angle);
  }
  return result;
}

/// Words of OpenQASM 3 and of stdgates.inc, the registers and gates that this writer declares.
bool is_taken(const std::string& name) {
  static const std::set<std::string_view> words{"OPENQASM", "include",    "defcalgrammar",
                                                "def",      "cal",        "defcal",
                                                "gate",     "extern",     "box",
                                                "let",      "break",      "continue",
                                                "if",       "else",       "end",
                                                "return",   "for",        "while",
                                                "in",       "switch",     "case",
                                                "default",  "nop",        "pragma",
                                                "input",    "output",     "const",
                                                "readonly", "mutable",    "qreg",
                                                "qubit",    "creg",       "bool",
                                                "bit",      "int",        "uint",
                                                "float",    "angle",      "complex",
                                                "array",    "void",       "duration",
                                                "stretch",  "gphase",     "inv",
                                                "pow",      "ctrl",       "negctrl",
                                                "dim",      "durationof", "delay",
                                                "reset",    "measure",    "barrier",
                                                "true",     "false",      "im",
                                                "pi",       "tau",        "euler",
                                                "arccos",   "arcsin",     "arctan",
                                                "ceiling",  "cos",        "exp",
                                                "floor",    "log",        "mod",
                                                "popcount", "real",       "imag",
                                                "rotl",     "rotr",       "sin",
                                                "sizeof",   "sqrt",       "tan",
                                                "U",        "CX",         "sx",
                                                "cy",       "crx",        "cry",
                                                "crz",      "ch",         "ccx",
                                                "cswap",    "cu",         "phase",
                                                "cphase",   "id",         "u1",
                                                "u2",       "q",          "c",
                                                "opaque",   "dt",         "ns",
                                                "us",       "ms"};
  if (words.contains(name)) return true;
  return std::ranges::any_of(gate_table(), [&](const GateInfo& about) {
    return about.qasm3 == name || (!about.qasm_definition.empty() && about.name == name);
  });
}

/// A name that both languages take.
bool is_identifier(const std::string& name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  if (name.empty() || !letter(name[0])) return false;
  for (const char c : name)
    if (!letter(c) && !(c >= '0' && c <= '9')) return false;
  return true;
}

class Writer {
 public:
  Writer(const Circuit& circuit, QasmVersion version) : version_(version) {
    name_parameters(circuit);
    const Circuit expanded =
        with_ladders(without_pair_rotations(split_large_unitaries(circuit)), 1);
    for (const Operation& operation : expanded.operations()) add(operation);
    header(circuit);
  }

  std::string text() const { return head_ + body_; }

 private:
  bool two() const { return version_ == QasmVersion::two; }

  /// A name that the language has already is followed by underscores.
  void name_parameters(const Circuit& circuit) {
    const std::set<std::string> names = parameters_of(circuit);
    for (const std::string& name : names) {
      if (two())
        throw std::invalid_argument(fmt::format(
            "parameter {} is not bound, expected numbers in OpenQASM 2", in_quotes(name)));
      if (!is_identifier(name))
        throw std::invalid_argument(fmt::format(
            "parameter {}: expected letters, digits and _ in OpenQASM 3", in_quotes(name)));
      std::string written = name;
      while (is_taken(written) || (written != name && names.contains(written))) written += '_';
      written_[name] = written;
    }
  }

  void header(const Circuit& circuit) {
    head_ = two() ? "OPENQASM 2.0;\ninclude \"qelib1.inc\";\n"
                  : "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n";
    for (const std::string& name : parameters_of(circuit))
      head_ += fmt::format("input float[64] {};\n", written_.at(name));
    for (const Gate gate : defined_) head_ += std::string(info(gate).qasm_definition) + "\n";
    const int bits = circuit.num_bits();
    head_ +=
        fmt::format(fmt::runtime(two() ? "qreg q[{}];\n" : "qubit[{}] q;\n"), circuit.num_qubits());
    if (bits > 0)
      head_ += fmt::format(fmt::runtime(two() ? "creg c[{}];\n" : "bit[{}] c;\n"), bits);
  }

  std::string number(const Angle& angle) const {
    if (angle.is_number()) return fmt::format("{:.17g}", angle.offset);
    return fmt::format("{:.17g}*{}{:+.17g}", angle.factor, written_.at(angle.name), angle.offset);
  }

  void line(std::string_view name, const Operation& operation) {
    std::vector<std::string> angles, qubits;
    for (const Angle& angle : operation.angles) angles.push_back(number(angle));
    for (const int q : operation.qubits) qubits.push_back(fmt::format("q[{}]", q));
    const std::string arguments = angles.empty() ? "" : fmt::format("({})", fmt::join(angles, ","));
    body_ += fmt::format("{}{} {};\n", name, arguments, fmt::join(qubits, ","));
  }

  void swap(int a, int b) {
    for (const auto& [control, target] : {std::pair(a, b), {b, a}, {a, b}})
      line("cx", {Gate::cnot, {control, target}, {}, {}, {}, -1});
  }

  void add_u3(int qubit, double theta, double phi, double lambda) {
    line("u3", {Gate::u3, {qubit}, {theta, phi, lambda}, {}, {}, -1});
  }

  void add(const Operation& operation) {
    if (operation.gate == Gate::measure) return measure(operation);
    if (operation.gate == Gate::barrier) return barrier(operation);
    if (operation.gate == Gate::swap && two())
      return swap(operation.qubits[0], operation.qubits[1]);
    if (const auto name = library_name(operation.gate, version_); !name.empty())
      return line(name, operation);
    if (!info(operation.gate).qasm_definition.empty()) {
      defined_.insert(operation.gate);
      return line(info(operation.gate).name, operation);
    }
    if (operation.qubits.size() == 2) {  // a unitary
      for (const Operation& part : two_qubit_synthesis(operation.matrix, operation.qubits[0],
                                                       operation.qubits[1], Entangler::cz))
        add(part);
      return;
    }
    if (operation.gate == Gate::pauli_rotation || has_parameters(operation))
      return as_turns(operation);
    const auto [lambda, theta, phi] = euler_angles(matrix_of(operation));
    add_u3(operation.qubits[0], theta, phi, lambda);
  }

  static bool has_parameters(const Operation& operation) {
    return std::any_of(operation.angles.begin(), operation.angles.end(),
                       [](const Angle& angle) { return !angle.is_number(); });
  }

  /// A gate on one qubit as turns about axes.
  void as_turns(const Operation& operation) {
    for (const GateRotation& r : rotations_of(operation)) {
      const Gate axis = r.string.x == 0 ? Gate::rz : r.string.z == 0 ? Gate::rx : Gate::ry;
      line(info(axis).name, {axis, operation.qubits, {r.angle * 2}, {}, {}, -1});
    }
  }

  void measure(const Operation& operation) {
    body_ += two() ? fmt::format("measure q[{}] -> c[{}];\n", operation.qubits[0], operation.bit)
                   : fmt::format("c[{}] = measure q[{}];\n", operation.bit, operation.qubits[0]);
  }

  void barrier(const Operation& operation) {
    if (operation.qubits.empty())
      body_ += "barrier q;\n";
    else
      line("barrier", operation);
  }

  QasmVersion version_;
  std::string head_, body_;
  std::set<Gate> defined_;
  std::map<std::string, std::string> written_;  // of the parameters
};

}  // namespace

std::string to_qasm(const Circuit& circuit, QasmVersion version) {
  return Writer(circuit, version).text();
}

}  // namespace traversable
