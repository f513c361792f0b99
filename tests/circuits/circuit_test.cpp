#include "circuits/circuit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "circuits/run_circuit.h"
#include "tests/circuits/random_circuit.h"
#include "tests/sim/dense_pauli.h"

namespace traversable {
namespace {

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

TEST(Circuit, RunsAsProductsOfMatricesOnVectors) {
  // Against letters and matrices element by element, in a loop of its own.
  std::mt19937_64 random(1);
  for (int trial = 0; trial < 10; ++trial) {
    const Circuit circuit = random_circuit::circuit(5, 20, random);
    Eigen::VectorXcd psi = dense_pauli::random_vector(5, random);
    StateVector<double> state = state_from_amplitudes<double>({psi.data(), 32});
    for (const Operation& operation : circuit.operations()) {
      if (operation.gate == Gate::pauli_rotation) {
        psi = dense_pauli::rotate(to_text(full_pauli(operation)), operation.angles[0].value(), psi);
        continue;
      }
      const Eigen::MatrixXcd m = matrix_of(operation);
      Eigen::VectorXcd next = Eigen::VectorXcd::Zero(32);
      for (int i = 0; i < 32; ++i)
        for (int row = 0; row < m.rows(); ++row) {
          int column = 0, j = i;
          for (std::size_t k = 0; k < operation.qubits.size(); ++k) {
            column |= (i >> operation.qubits[k] & 1) << k;
            j &= ~(1 << operation.qubits[k]);
            j |= (row >> k & 1) << operation.qubits[k];
          }
          next[j] += m(row, column) * psi[i];
        }
      psi = next;
    }
    run_circuit(circuit, state);
    EXPECT_LT((state.amplitudes() - psi).norm(), 1e-13);
  }
}

TEST(Circuit, AdjointIsTheInverse) {
  std::mt19937_64 random(2);
  Circuit circuit = random_circuit::circuit(4, 60, random);
  circuit.append(adjoint(circuit));
  EXPECT_LT(phase_distance(unitary_of(circuit), Eigen::MatrixXcd::Identity(16, 16)), 1e-12);
}

TEST(Circuit, PauliRotationMatrixAndStateAgree) {
  Circuit circuit(4);
  circuit.append_rotation(pauli_from_text("-XIYZ"), 0.4);
  const Operation& operation = circuit.operations()[0];
  EXPECT_EQ(operation.qubits, (std::vector<int>{0, 2, 3}));
  EXPECT_EQ(operation.angles[0].value(), -0.4);
  Circuit as_matrix(4);
  as_matrix.append_unitary(matrix_of(operation), operation.qubits);
  EXPECT_LT((unitary_of(circuit) - unitary_of(as_matrix)).norm(), 1e-14);
  Circuit identity(2);
  identity.append_rotation({}, 0.3);
  EXPECT_TRUE(identity.operations().empty());
}

TEST(Circuit, AppendsCircuitsOnOtherQubits) {
  Circuit inner(2), outer(3), expected(3);
  inner.append(Gate::cnot, {0, 1});
  inner.append_rotation(pauli_from_text("XY"), 0.3);
  outer.append(inner, std::vector{2, 0});
  expected.append(Gate::cnot, {2, 0});
  expected.append_rotation(pauli_from_text("YIX"), 0.3);
  EXPECT_LT((unitary_of(outer) - unitary_of(expected)).norm(), 1e-14);
  outer.append(outer);
  EXPECT_EQ(outer.operations().size(), 4u);
  EXPECT_THROW(outer.append(inner, std::vector{0}), std::invalid_argument);
}

TEST(Circuit, MomentsAndBarriers) {
  Circuit circuit(3);
  circuit.append(Gate::h, {0});
  circuit.append(Gate::h, {1});
  circuit.append(Gate::cz, {0, 1});
  circuit.append(Gate::h, {2});
  EXPECT_EQ(moments(circuit).size(), 2u);
  EXPECT_EQ(moments(circuit)[0], (std::vector<std::size_t>{0, 1, 3}));
  circuit.append(Gate::barrier, {});
  circuit.append(Gate::x, {2});
  EXPECT_EQ(moments(circuit)[2], (std::vector<std::size_t>{5}));
}

TEST(Circuit, Parameters) {
  Circuit circuit(1);
  circuit.append(Gate::rx, {0}, {Angle("a", 2, 0.1)});
  circuit.append(Gate::rz, {0}, {Angle("b")});
  EXPECT_EQ(parameters_of(circuit), (std::set<std::string>{"a", "b"}));
  const Circuit bound = assign_parameters(circuit, {{"a", 0.3}, {"b", 1.0}});
  EXPECT_DOUBLE_EQ(bound.operations()[0].angles[0].value(), 0.7);
  EXPECT_EQ(message_of([&] { unitary_of(circuit); }),
            "parameter 'a' is not bound, expected a number");
  EXPECT_EQ(message_of([&] {
              assign_parameters(circuit, {{"c", 1.0}});
            }),
            "parameter 'c': not one of the circuit's, expected a, b");
  EXPECT_THROW(assign_parameters(circuit, {{"a", std::numeric_limits<double>::infinity()}}),
               std::invalid_argument);
  EXPECT_EQ(to_text(circuit.operations()[0]), "rx(2*a+0.1) q0");
}

TEST(Circuit, MeasuredStateOrdersByClassicalBit) {
  Circuit circuit(3);
  circuit.append(Gate::x, {2});
  circuit.measure(0, 0);
  circuit.measure(2, 1);
  EXPECT_NEAR(measured_state(circuit)(2, 2).real(), 1, 1e-15);
  EXPECT_EQ(measured_qubits(circuit), (std::vector<int>{0, 2}));
  circuit.append(Gate::h, {2});
  EXPECT_EQ(message_of([&] { measured_state(circuit); }),
            "h q2: qubit 2 is measured before, expected measurements at the end");
}

TEST(Circuit, RefusesBadOperations) {
  Circuit circuit(3);
  EXPECT_EQ(message_of([&] {
              circuit.append(Gate::cz, {0, 3});
            }),
            "cz q0 q3: qubit 3 is not there, expected 0 to 2");
  EXPECT_EQ(message_of([&] {
              circuit.append(Gate::cz, {1, 1});
            }),
            "cz q1 q1: qubit 1 is given twice");
  EXPECT_EQ(message_of([&] { circuit.append(Gate::cz, {1}); }), "cz q1: 1 qubits, expected 2");
  EXPECT_EQ(message_of([&] { circuit.append(Gate::rx, {1}); }), "rx q1: 0 angles, expected 1");
  EXPECT_EQ(message_of([&] { circuit.append(Gate::rx, {1}, {NAN}); }),
            "rx(nan) q1: expected angles that are finite");
  EXPECT_EQ(message_of([&] { circuit.append_unitary(2 * Eigen::Matrix2cd::Identity(), {0}); }),
            "unitary q0: matrix is not unitary, |U^+ U - 1| = 3, expected 1e-10 at most");
  EXPECT_EQ(message_of([&] { circuit.append_unitary(Eigen::Matrix4cd::Identity(), {0}); }),
            "unitary q0: matrix of shape (4, 4), expected (2, 2)");
  EXPECT_EQ(message_of([&] { circuit.append_rotation(pauli_from_text("iX"), 1.0); }),
            "rotation about iX: expected a Hermitian Pauli string");
  EXPECT_EQ(message_of([&] { circuit.append_rotation(pauli_from_text("IIIZ"), 1.0); }),
            "rotation about IIIZ: expected at most 3 qubits");
  EXPECT_EQ(message_of([&] { circuit.measure(0, -1); }),
            "measure q0 -> c-1: classical bit -1, expected 0 to 63");
  circuit.measure(0, 0);
  EXPECT_EQ(message_of([&] { circuit.measure(1, 0); }),
            "measure q1 -> c0: classical bit 0 is used twice");
  EXPECT_THROW(Circuit(0), std::invalid_argument);
  EXPECT_THROW(Circuit(65), std::invalid_argument);
  EXPECT_THROW(unitary_of(circuit), std::invalid_argument);
  EXPECT_THROW(adjoint(circuit), std::invalid_argument);
  EXPECT_EQ(circuit.operations().size(), 1u);  // nothing of what was refused
}

}  // namespace
}  // namespace traversable
