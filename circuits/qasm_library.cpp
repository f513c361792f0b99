#include "circuits/qasm_library.h"

#include <complex>
#include <map>

namespace traversable::qasm {

std::optional<LibraryGate> library_gate(const std::string& name) {
  using enum LibraryGate::Angles;
  static const std::map<std::string, LibraryGate> library{
      {"x", {Gate::x}},           {"y", {Gate::y}},
      {"z", {Gate::z}},           {"h", {Gate::h}},
      {"s", {Gate::s}},           {"sdg", {Gate::s_dagger}},
      {"t", {Gate::t}},           {"tdg", {Gate::t_dagger}},
      {"sx", {Gate::sqrt_x}},     {"sxdg", {Gate::sqrt_x_dagger}},
      {"rx", {Gate::rx}},         {"ry", {Gate::ry}},
      {"rz", {Gate::rz}},         {"u1", {Gate::phase}},
      {"p", {Gate::phase}},       {"u2", {Gate::u3, 0, u2}},
      {"u3", {Gate::u3}},         {"u", {Gate::u3}},
      {"U", {Gate::u3}},          {"cx", {Gate::cnot}},
      {"CX", {Gate::cnot}},       {"cz", {Gate::cz}},
      {"swap", {Gate::swap}},     {"cu1", {Gate::cphase}},
      {"cp", {Gate::cphase}},     {"rxx", {Gate::rxx}},
      {"rzz", {Gate::rzz}},       {"cy", {Gate::y, 1}},
      {"ch", {Gate::h, 1}},       {"crx", {Gate::rx, 1}},
      {"cry", {Gate::ry, 1}},     {"crz", {Gate::rz, 1}},
      {"csx", {Gate::sqrt_x, 1}}, {"cu3", {Gate::u3, 1}},
      {"cu", {Gate::u3, 1, cu}},  {"c3x", {Gate::x, 3}},
      {"c4x", {Gate::x, 4}},      {"ccx", {Gate::x, 2}},
      {"cswap", {Gate::swap, 1}}, {"c3sqrtx", {Gate::sqrt_x, 3}}};
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
