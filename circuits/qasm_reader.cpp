#include "circuits/qasm_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <map>
#include <numbers>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "circuits/gate_table.h"
#include "circuits/qasm_expression.h"
#include "circuits/qasm_library.h"
#include "circuits/qasm_tokens.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

using namespace qasm;

/// What a gate expands to. Definitions of definitions grow without bound: in operations, in the bytes
/// of these (a matrix of five qubits takes 16 KiB), and in words of bodies that leave no operation.
struct Cost {
  std::size_t words = 0, operations = 0, bytes = 0;
  int depth = 0;  // of definitions within each other
};
constexpr Cost most{
    .words = 20'000'000, .operations = 2'000'000, .bytes = std::size_t{384} << 20, .depth = 500};

/// Registers of a processor, of which a circuit uses a few qubits.
constexpr int largest_register = 65'536;

struct Register {
  int first = 0, size = 0;
};

/// A gate definition: where its body begins and the names of what it takes.
struct Definition {
  std::vector<std::string> angles, qubits;
  const std::vector<Token>* tokens = nullptr;
  std::size_t body = 0;
  Cost cost;
  std::optional<Gate> known;  // one that to_qasm writes
};

/// The text, refused where it says that it is of another version: its letters may be others too.
std::string_view of_version_2(std::string_view text) {
  const std::vector<Token> head = tokens_of(text.substr(0, text.find(';')));
  if (head.size() < 2 || head[0].text != "OPENQASM") return text;
  const Token& version = head[1];
  if (version.text != "2.0" && version.text != "2")
    refuse(version.line, fmt::format("OpenQASM {}: expected version 2.0", excerpt(version.text)));
  return text;
}

class Reader {
 public:
  explicit Reader(std::string_view text)
      : tokens_(tokens_of(of_version_2(text))), cursor_(tokens_) {}

  Circuit read() {
    read_library();
    read_version();
    while (!cursor_.done()) read_statement();
    if (num_qubits_ == 0) refuse(cursor_.peek().line, "no qreg, expected one at least");
    if (num_qubits_ > max_circuit_qubits) leave_out_idle_qubits();
    Circuit circuit(num_qubits_);
    for (auto& [operation, line] : operations_) {
      try {
        circuit.append(std::move(operation));
      } catch (const std::invalid_argument& error) {
        refuse(line, error.what());
      }
    }
    return circuit;
  }

 private:
  /// Definitions that those of the text replace.
  void read_library() {
    static const std::vector<Token> library = tokens_of(relative_phase_gates());
    cursor_ = Cursor(library);
    while (!cursor_.done()) read_definition(library);
    library_definitions_ = std::exchange(definitions_, {});
    cursor_ = Cursor(tokens_);
  }

  void leave_out_idle_qubits() {
    if (used_.size() > max_circuit_qubits || used_.empty())
      refuse(cursor_.peek().line, fmt::format("{} qubits, {} of them used: expected 1 to {}",
                                              num_qubits_, used_.size(), max_circuit_qubits));
    std::map<int, int> places;
    for (const int qubit : used_) places.emplace(qubit, static_cast<int>(places.size()));
    num_qubits_ = static_cast<int>(places.size());
    std::vector<std::pair<Operation, int>> kept;
    for (auto& [operation, line] : operations_) {
      const bool everywhere = operation.qubits.empty();
      std::erase_if(operation.qubits, [&](int qubit) { return !places.contains(qubit); });
      if (operation.qubits.empty() && !everywhere) continue;
      for (int& qubit : operation.qubits) qubit = places.at(qubit);
      kept.emplace_back(std::move(operation), line);
    }
    operations_ = std::move(kept);
  }

  void read_version() {
    const Token keyword = cursor_.next();
    if (keyword.text != "OPENQASM") refuse(keyword.line, "expected 'OPENQASM 2.0;' first");
    cursor_.next();
    cursor_.expect(";");
  }

  void read_statement() {
    const Token token = cursor_.peek();
    if (token.text == "include") {
      cursor_.next();
      const Token file = cursor_.next();
      if (file.text != "\"qelib1.inc\"")
        refuse(file.line, fmt::format("include {}: expected \"qelib1.inc\"", excerpt(file.text)));
      cursor_.expect(";");
    } else if (token.text == "qreg" || token.text == "creg") {
      read_register();
    } else if (token.text == "gate") {
      read_definition(tokens_);
    } else if (token.text == "measure") {
      read_measure();
    } else if (token.text == "barrier") {
      read_barrier();
    } else if (token.text == "reset") {
      read_reset();
    } else if (token.text == "opaque") {
      read_opaque();
    } else if (token.text == "if") {
      refuse(token.line, "'if' is not supported, expected gates and measurements");
    } else if (!cursor_.accept(";")) {
      read_gate();
    }
  }

  void read_register() {
    const bool quantum = cursor_.next().text == "qreg";
    const int line = cursor_.peek().line;
    const std::string name = cursor_.name("the name of a register");
    cursor_.expect("[");
    const int size = cursor_.integer("a size");
    cursor_.expect("]");
    cursor_.expect(";");
    if (size < 1 || size > largest_register)
      refuse(line, fmt::format("{}[{}]: expected a size from 1 to {}", excerpt(name), size,
                               largest_register));
    if (qubits_.contains(name) || bits_.contains(name))
      refuse(line, fmt::format("{} is declared twice", in_quotes(name)));
    int& count = quantum ? num_qubits_ : num_bits_;
    (quantum ? qubits_ : bits_)[name] = {count, size};
    if (size > largest_register - count)
      refuse(line, fmt::format("registers of more than {} places", largest_register));
    count += size;
  }

  /// Every qubit begins in |0>: before its first gate a reset changes nothing.
  void read_reset() {
    const int line = cursor_.next().line;
    const std::vector<int> qubits = read_argument(qubits_, "a qubit");
    cursor_.expect(";");
    for (const int qubit : qubits)
      if (used_.contains(qubit))
        refuse(line, "'reset' after a gate is not supported, expected gates and measurements");
  }

  /// Refused where it is used: it has no body.
  void read_opaque() {
    cursor_.next();
    opaque_.insert(cursor_.name("the name of a gate"));
    while (!cursor_.accept(";")) {
      if (cursor_.done()) refuse(cursor_.peek().line, "an opaque gate without its ';'");
      cursor_.next();
    }
  }

  void read_definition(const std::vector<Token>& tokens) {
    const std::size_t start = cursor_.position();
    cursor_.next();
    const int line = cursor_.peek().line;
    const std::string name = cursor_.name("the name of a gate");
    if (definitions_.contains(name))
      refuse(line, fmt::format("gate {} is defined twice", in_quotes(name)));
    Definition definition;
    if (cursor_.accept("(") && !cursor_.accept(")")) {
      do definition.angles.push_back(cursor_.name("the name of an angle"));
      while (cursor_.accept(","));
      cursor_.expect(")");
    }
    do definition.qubits.push_back(cursor_.name("the name of a qubit"));
    while (cursor_.accept(","));
    cursor_.expect("{");
    definition.tokens = &tokens;
    definition.body = cursor_.position();
    check_body(definition);
    std::string text;
    for (std::size_t k = start; k < cursor_.position(); ++k) text += tokens[k].text + " ";
    definition.known = known_definition(text);
    definitions_[name] = std::move(definition);
  }

  /// The gate that to_qasm defines by these tokens.
  static std::optional<Gate> known_definition(const std::string& text) {
    static const std::map<std::string, Gate> known = [] {
      std::map<std::string, Gate> definitions;
      for (const GateInfo& about : gate_table()) {
        if (about.qasm_definition.empty()) continue;
        std::string own;
        for (const Token& token : tokens_of(about.qasm_definition))
          if (!token.text.empty()) own += token.text + " ";
        definitions[own] = about.gate;
      }
      return definitions;
    }();
    const auto found = known.find(text);
    return found == known.end() ? std::nullopt : std::optional(found->second);
  }

  /// Runs the body once on qubits 0, 1, ... with angles 0, so that errors show where it is defined,
  /// and learns what it costs; gates in it that are defined are not run again.
  void check_body(Definition& definition) {
    Values values;
    for (const std::string& angle : definition.angles) values[angle] = 0;
    std::map<std::string, int> qubits;
    for (const std::string& qubit : definition.qubits)
      qubits.emplace(qubit, static_cast<int>(qubits.size()));
    if (qubits.size() != definition.qubits.size())
      refuse(cursor_.peek().line, "a definition with one name for two qubits");
    const Cost before = std::exchange(spent_, {});
    checking_ = true;
    run_body(cursor_, values, qubits, cursor_.peek().line);
    checking_ = false;
    definition.cost = std::exchange(spent_, before);
  }

  /// Up to and with the closing brace.
  void run_body(Cursor& cursor, const Values& values, const std::map<std::string, int>& qubits,
                int line) {
    while (!cursor.accept("}")) {
      if (cursor.done()) refuse(cursor.peek().line, "a gate definition without its '}'");
      const std::size_t start = cursor.position();
      const Token name = cursor.next();
      if (name.text == "barrier") {
        while (!cursor.accept(";")) {
          if (cursor.done()) refuse(name.line, "a barrier without its ';'");
          cursor.next();
        }
        charge({.words = cursor.position() - start}, line);
        continue;
      }
      const std::vector<double> angles = read_angles(cursor, values);
      std::vector<int> arguments;
      do {
        const Token qubit = cursor.next();
        const auto found = qubits.find(qubit.text);
        if (found == qubits.end())
          refuse(qubit.line, fmt::format("{} is not a qubit of this gate", in_quotes(qubit.text)));
        arguments.push_back(found->second);
      } while (cursor.accept(","));
      cursor.expect(";");
      charge({.words = cursor.position() - start}, line);
      apply_gate(name, angles, arguments, line);
    }
  }

  static std::vector<double> read_angles(Cursor& cursor, const Values& values) {
    std::vector<double> angles;
    if (!cursor.accept("(") || cursor.accept(")")) return angles;
    do angles.push_back(evaluate(cursor, values));
    while (cursor.accept(","));
    cursor.expect(")");
    return angles;
  }

  /// q or q[2].
  std::vector<int> read_argument(const std::map<std::string, Register>& registers,
                                 const char* what) {
    const Token token = cursor_.peek();
    const std::string name = cursor_.name(what);
    const auto found = registers.find(name);
    if (found == registers.end())
      refuse(token.line, fmt::format("{} is not declared, expected {}", in_quotes(name), what));
    const Register& r = found->second;
    std::vector<int> indices;
    if (cursor_.accept("[")) {
      const int index = cursor_.integer("an index");
      cursor_.expect("]");
      if (index < 0 || index >= r.size)
        refuse(token.line, fmt::format("{}[{}]: expected an index from 0 to {}", excerpt(name),
                                       index, r.size - 1));
      return {r.first + index};
    }
    for (int k = 0; k < r.size; ++k) indices.push_back(r.first + k);
    return indices;
  }

  void read_measure() {
    const int line = cursor_.next().line;
    const std::vector<int> qubits = read_argument(qubits_, "a qubit");
    cursor_.expect("->");
    const std::vector<int> bits = read_argument(bits_, "a classical bit");
    cursor_.expect(";");
    if (qubits.size() != bits.size())
      refuse(line, fmt::format("measure of {} qubits into {} bits", qubits.size(), bits.size()));
    for (std::size_t k = 0; k < qubits.size(); ++k)
      add({Gate::measure, {qubits[k]}, {}, {}, {}, bits[k]}, line);
  }

  void read_barrier() {
    const int line = cursor_.next().line;
    Operation operation;
    if (!cursor_.accept(";")) {  // without a qubit: all of them
      do {
        const std::vector<int> qubits = read_argument(qubits_, "a qubit");
        operation.qubits.insert(operation.qubits.end(), qubits.begin(), qubits.end());
        if (operation.qubits.size() > largest_register)
          refuse(line, fmt::format("a barrier of more than {} qubits", largest_register));
      } while (cursor_.accept(","));
      cursor_.expect(";");
    }
    add(std::move(operation), line);
  }

  void read_gate() {
    const Token name = cursor_.next();
    if (!is_name(name.text))
      refuse(name.line, fmt::format("expected a statement, found {}", in_quotes(name.text)));
    const std::vector<double> angles = read_angles(cursor_, {});
    std::vector<std::vector<int>> arguments;
    std::size_t size = 1;
    do {
      arguments.push_back(read_argument(qubits_, "a qubit"));
      if (arguments.size() > max_circuit_qubits)
        refuse(name.line, fmt::format("a gate on more than {} qubits", max_circuit_qubits));
      if (arguments.back().size() == 1) continue;
      if (size != 1 && size != arguments.back().size())
        refuse(name.line, "registers of different sizes");
      size = arguments.back().size();
    } while (cursor_.accept(","));
    cursor_.expect(";");
    for (std::size_t k = 0; k < size; ++k) {
      std::vector<int> qubits;
      for (const auto& argument : arguments)
        qubits.push_back(argument.size() == 1 ? argument[0] : argument[k]);
      apply_gate(name, angles, qubits, name.line);
    }
  }

  const Definition* definition_of(const std::string& name) const {
    for (const auto* definitions : {&definitions_, &library_definitions_})
      if (const auto found = definitions->find(name); found != definitions->end())
        return &found->second;
    return nullptr;
  }

  /// `line` is where the gate is asked for, not where a definition mentions it.
  void apply_gate(const Token& name, const std::vector<double>& angles,
                  const std::vector<int>& qubits, int line) {
    if (const Definition* const found = definition_of(name.text)) {
      const Definition& definition = *found;
      check_counts(name, angles.size(), definition.angles.size(), qubits.size(),
                   definition.qubits.size());
      if (definition.known)
        return add({*definition.known, qubits, {angles.begin(), angles.end()}, {}, {}, -1}, line);
      charge_call(definition, line);
      if (checking_) return;
      Values values;
      for (std::size_t k = 0; k < angles.size(); ++k) values[definition.angles[k]] = angles[k];
      std::map<std::string, int> names;
      for (std::size_t k = 0; k < qubits.size(); ++k) names[definition.qubits[k]] = qubits[k];
      Cursor body(*definition.tokens, definition.body);
      ++depth_;
      run_body(body, values, names, line);
      --depth_;
      return;
    }
    if (name.text == "id" || name.text == "u0") return;
    const auto library = library_gate(name.text);
    if (!library)
      refuse(name.line, fmt::format("gate {} is {}", in_quotes(name.text),
                                    opaque_.contains(name.text) ? "opaque" : "not defined"));
    const bool u2 = library->angles == LibraryGate::Angles::u2;
    const bool cu = library->angles == LibraryGate::Angles::cu;
    const GateInfo& about = info(library->gate);
    check_counts(name, angles.size(),
                 u2   ? 2
                 : cu ? 4
                      : static_cast<std::size_t>(about.num_angles),
                 qubits.size(), static_cast<std::size_t>(about.num_qubits + library->controls));
    std::vector<double> all = angles;
    if (u2) all.insert(all.begin(), std::numbers::pi / 2);
    if (library->controls > 0) {
      // A body is checked with angles of zero, which its expressions need not take.
      if (checking_) std::fill(all.begin(), all.end(), 0.0);
      for (const double angle : all)
        if (!std::isfinite(angle)) refuse(line, "expected angles that are finite");
      return add(controlled(*library, all, qubits), line);
    }
    add({library->gate, qubits, {all.begin(), all.end()}, {}, {}, -1}, line);
  }

  static void check_counts(const Token& name, std::size_t angles, std::size_t expected_angles,
                           std::size_t qubits, std::size_t expected_qubits) {
    if (angles != expected_angles)
      refuse(name.line, fmt::format("{}: {} angles, expected {}", excerpt(name.text), angles,
                                    expected_angles));
    if (qubits != expected_qubits)
      refuse(name.line, fmt::format("{}: {} qubits, expected {}", excerpt(name.text), qubits,
                                    expected_qubits));
  }

  void add(Operation operation, int line) {
    const std::size_t bytes =
        sizeof(operation) + operation.qubits.size() * sizeof(int) +
        operation.angles.size() * sizeof(Angle) +
        static_cast<std::size_t>(operation.matrix.size()) * sizeof(std::complex<double>);
    charge({.operations = 1, .bytes = bytes}, line);
    if (checking_) return;
    if (operation.gate != Gate::barrier)
      used_.insert(operation.qubits.begin(), operation.qubits.end());
    operations_.emplace_back(std::move(operation), line);
  }

  void charge_call(const Definition& definition, int line) {
    Cost cost = definition.cost;
    cost.words += 1 + definition.angles.size() + definition.qubits.size();
    ++cost.depth;
    charge(cost, line);
  }

  /// Within a definition that is run all was charged when it was called.
  void charge(const Cost& cost, int line) {
    if (depth_ > 0) return;
    spent_.words += cost.words;
    spent_.operations += cost.operations;
    spent_.bytes += cost.bytes;
    spent_.depth = std::max(spent_.depth, cost.depth);
    if (spent_.operations > most.operations)
      refuse(line, fmt::format("more than {} operations", most.operations));
    if (spent_.bytes > most.bytes)
      refuse(line, fmt::format("operations of more than {} MiB", most.bytes >> 20));
    if (spent_.words > most.words)
      refuse(line, fmt::format("definitions that expand to more than {} words", most.words));
    if (spent_.depth > most.depth)
      refuse(line, fmt::format("gates defined by gates more than {} deep", most.depth));
  }

  std::vector<Token> tokens_;
  Cursor cursor_;
  std::map<std::string, Register> qubits_, bits_;
  int num_qubits_ = 0, num_bits_ = 0;
  std::map<std::string, Definition> definitions_, library_definitions_;
  std::set<std::string> opaque_;
  std::set<int> used_;     // qubits on which something acts
  bool checking_ = false;  // a body where it is defined
  int depth_ = 0;          // of the definition that is being run
  Cost spent_;
  std::vector<std::pair<Operation, int>> operations_;
};

}  // namespace

Circuit from_qasm2(std::string_view text) { return Reader(text).read(); }

}  // namespace traversable
