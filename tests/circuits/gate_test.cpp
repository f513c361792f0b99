#include "circuits/gate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "circuits/draw.h"
#include "circuits/gate_rotations.h"
#include "circuits/gate_table.h"
#include "circuits/qasm_reader.h"
#include "circuits/qasm_writer.h"
#include "circuits/run_circuit.h"

namespace traversable {
namespace {

constexpr double angles[]{0.3, -1.1, 2.2};

/// A row that is a gate by itself: all but pauli_rotation, unitary, measure and barrier.
class EveryGate : public testing::TestWithParam<Gate> {
 protected:
  const GateInfo& about() const { return info(GetParam()); }

  /// The gate on qubits 2 and 0 of three.
  Circuit circuit() const {
    Circuit result(3);
    std::vector<int> qubits{2, 0};
    qubits.resize(static_cast<std::size_t>(about().num_qubits));
    result.append(GetParam(), qubits, {angles, angles + about().num_angles});
    return result;
  }
};

TEST_P(EveryGate, HasAUnitaryMatrixOfItsQubits) {
  const Eigen::MatrixXcd m = matrix_of(GetParam(), angles);
  EXPECT_EQ(m.rows(), 1 << about().num_qubits);
  EXPECT_EQ(m.cols(), 1 << about().num_qubits);
  EXPECT_LT(unitarity_error(m), 1e-15);
}

TEST_P(EveryGate, IsFoundByItsName) {
  EXPECT_EQ(about().gate, GetParam());
  EXPECT_EQ(gate_by_name(about().name), GetParam());
}

TEST_P(EveryGate, HasAnInverse) {
  const Eigen::MatrixXcd product = unitary_of(circuit()) * unitary_of(adjoint(circuit()));
  EXPECT_LT((product - Eigen::MatrixXcd::Identity(8, 8)).norm(), 1e-14);
}

TEST_P(EveryGate, IsItsRotationsUpToAPhase) {
  Circuit turned(3);
  for (const GateRotation& r : rotations_of(circuit().operations()[0]))
    turned.append_rotation(r.string, r.angle);
  EXPECT_LT(phase_distance(unitary_of(turned), unitary_of(circuit())), 1e-14);
}

TEST_P(EveryGate, ComesBackFromOpenQasm2) {
  const Circuit again = from_qasm2(to_qasm(circuit(), QasmVersion::two));
  EXPECT_LT(phase_distance(unitary_of(again), unitary_of(circuit())), 1e-14);
  if (!about().qasm2.empty() || !about().qasm_definition.empty()) {
    EXPECT_EQ(again, circuit());
  }
}

TEST_P(EveryGate, IsWrittenInOpenQasm3ByItsNameOrDefinition) {
  const std::string text = to_qasm(circuit(), QasmVersion::three);
  if (!about().qasm3.empty()) {
    EXPECT_NE(text.find("\n" + std::string(about().qasm3)), std::string::npos) << text;
  }
  EXPECT_NE(text.find(about().qasm_definition), std::string::npos) << text;
}

TEST_P(EveryGate, DefinitionIsTheGate) {
  if (about().qasm_definition.empty()) return;  // it is in the libraries
  // Under another name the definition is expanded.
  std::string definition(about().qasm_definition);
  definition.replace(5, about().name.size(), "other");
  const Circuit expanded =
      from_qasm2("OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[3];\n" + definition + "\nother" +
                 (about().num_angles == 2 ? "(0.3,-1.1)" : "") + " q[2],q[0];");
  EXPECT_GT(expanded.operations().size(), 1u);
  EXPECT_LT(phase_distance(unitary_of(expanded), unitary_of(circuit())), 1e-14);
}

TEST_P(EveryGate, IsDrawnWithItsSymbolAndAnglesOnce) {
  const std::string text = draw(circuit());
  EXPECT_FALSE(about().symbol.empty());
  EXPECT_NE(text.find(about().symbol), std::string::npos) << text;
  EXPECT_NE(text.find(about().second_symbol), std::string::npos) << text;
  const std::size_t at = text.find("(0.3");
  EXPECT_EQ(at != std::string::npos, about().num_angles > 0) << text;
  EXPECT_EQ(text.find("(0.3", at + 1), std::string::npos) << text;
}

std::vector<Gate> gates_with_a_matrix() {
  std::vector<Gate> gates;
  for (const GateInfo& about : gate_table())
    if (about.matrix) gates.push_back(about.gate);
  return gates;
}

INSTANTIATE_TEST_SUITE_P(Gates, EveryGate, testing::ValuesIn(gates_with_a_matrix()),
                         [](const auto& e) {
                           return std::string(traversable::info(e.param).name);
                         });

TEST(GateTable, IsInTheOrderOfTheEnumeration) {
  for (int k = 0; k < num_gates; ++k)
    EXPECT_EQ(info(static_cast<Gate>(k)).gate, static_cast<Gate>(k));
  EXPECT_EQ(gates_with_a_matrix().size(), static_cast<std::size_t>(num_gates - 4));
}

TEST(GateTable, RefusesWhatIsNotThere) {
  EXPECT_THROW(gate_by_name("toffoli"), std::invalid_argument);
  EXPECT_THROW(matrix_of(Gate::measure, angles), std::invalid_argument);
  Circuit circuit(1);
  circuit.append(Gate::phased_xz, {0}, {0.5, Angle("z"), Angle("a")});
  EXPECT_THROW(adjoint(circuit), std::invalid_argument);
}

TEST(GateTable, KeepsTheIdentitiesOfTheField) {
  const auto m = [](Gate gate, std::vector<double> a = {}) { return matrix_of(gate, a.data()); };
  const auto expect_equal = [](const Eigen::MatrixXcd& a, const Eigen::MatrixXcd& b) {
    EXPECT_LT((a - b).norm(), 1e-14);
  };
  const double pi = std::acos(-1);
  expect_equal(m(Gate::sqrt_iswap) * m(Gate::sqrt_iswap), m(Gate::iswap));
  expect_equal(m(Gate::sqrt_x) * m(Gate::sqrt_x), m(Gate::x));
  expect_equal(m(Gate::s) * m(Gate::s), m(Gate::z));
  expect_equal(m(Gate::t) * m(Gate::t), m(Gate::s));
  expect_equal(m(Gate::fswap), m(Gate::cz) * m(Gate::swap));
  expect_equal(m(Gate::fsim, {-pi / 2, 0}), m(Gate::iswap));
  expect_equal(m(Gate::fsim, {0, -0.7}), m(Gate::cphase, {0.7}));
  expect_equal(m(Gate::cphase, {pi}), m(Gate::cz));
  expect_equal(m(Gate::phased_xz, {1, 0, 0}), m(Gate::x));
  expect_equal(m(Gate::phased_xz, {1, 0, 0.5}), m(Gate::y));
  expect_equal(m(Gate::phased_xz, {0.5, 0, 0}), m(Gate::sqrt_x));
  expect_equal(m(Gate::u3, {pi / 2, 0, pi}), m(Gate::h));
  expect_equal(m(Gate::u3, {0, 0, 0.4}), m(Gate::phase, {0.4}));
}

}  // namespace
}  // namespace traversable
