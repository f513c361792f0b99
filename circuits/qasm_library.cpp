#include "circuits/qasm_library.h"

#include <complex>
#include <map>

#include "circuits/gate_table.h"

namespace traversable::qasm {
namespace {

/// The gates of the table by their names, and what else readers have to know.
std::map<std::string, LibraryGate, std::less<>> make_library() {
  using enum LibraryGate::Angles;
  std::map<std::string, LibraryGate, std::less<>> library{{"sx", {Gate::sqrt_x}},
                                                          {"sxdg", {Gate::sqrt_x_dagger}},
                                                          {"u2", {Gate::u3, 0, u2}},
                                                          {"u", {Gate::u3}},
                                                          {"U", {Gate::u3}},
                                                          {"CX", {Gate::cnot}},
                                                          {"rxx", {Gate::rxx}},
                                                          {"rzz", {Gate::rzz}},
                                                          {"cy", {Gate::y, 1}},
                                                          {"ch", {Gate::h, 1}},
                                                          {"crx", {Gate::rx, 1}},
                                                          {"cry", {Gate::ry, 1}},
                                                          {"crz", {Gate::rz, 1}},
                                                          {"csx", {Gate::sqrt_x, 1}},
                                                          {"cu3", {Gate::u3, 1}},
                                                          {"cu", {Gate::u3, 1, cu}},
                                                          {"ccx", {Gate::x, 2}},
                                                          {"c3x", {Gate::x, 3}},
                                                          {"c4x", {Gate::x, 4}},
                                                          {"cswap", {Gate::swap, 1}},
                                                          {"c3sqrtx", {Gate::sqrt_x, 3}}};
  for (const GateInfo& about : gate_table())
    for (const std::string_view name : {about.qasm2, about.qasm3})
      if (!name.empty()) library.emplace(name, LibraryGate{about.gate});
  return library;
}

}  // namespace

std::optional<LibraryGate> library_gate(const std::string& name) {
  static const auto library = make_library();
  const auto found = library.find(name);
  return found == library.end() ? std::nullopt : std::optional(found->second);
}

Operation controlled(const LibraryGate& gate, const std::vector<double>& angles,
                     const std::vector<int>& qubits) {
  Eigen::MatrixXcd u = matrix_of(gate.gate, angles.data());
  if (gate.angles == LibraryGate::Angles::cu) u *= std::polar(1.0, angles[3]);
  const Eigen::Index dimension = Eigen::Index{1} << qubits.size();
  Eigen::MatrixXcd m = Eigen::MatrixXcd::Identity(dimension, dimension);
  // Controls are the lowest bits, all of them 1.
  const Eigen::Index step = Eigen::Index{1} << gate.controls;
  for (Eigen::Index row = 0; row < u.rows(); ++row)
    for (Eigen::Index column = 0; column < u.cols(); ++column)
      m(row * step + step - 1, column * step + step - 1) = u(row, column);
  return {Gate::unitary, qubits, {}, {}, m, -1};
}

std::string_view relative_phase_gates() {
  return "gate rccx a,b,c { u2(0,pi) c; u1(pi/4) c; cx b,c; u1(-pi/4) c; cx a,c; u1(pi/4) c; cx "
         "b,c; "
         "u1(-pi/4) c; u2(0,pi) c; }"
         "gate rc3x a,b,c,d { u2(0,pi) d; u1(pi/4) d; cx c,d; u1(-pi/4) d; u2(0,pi) d; cx a,d; "
         "u1(pi/4) d; cx b,d; u1(-pi/4) d; cx a,d; u1(pi/4) d; cx b,d; u1(-pi/4) d; u2(0,pi) d; "
         "u1(pi/4) d; cx c,d; u1(-pi/4) d; u2(0,pi) d; }";
}

}  // namespace traversable::qasm
