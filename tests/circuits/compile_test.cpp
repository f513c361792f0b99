#include "circuits/compile.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "circuits/resources.h"
#include "circuits/routing.h"
#include "circuits/run_circuit.h"
#include "sim/interrupted.h"
#include "tests/circuits/random_circuit.h"

namespace traversable {
namespace {

/// The circuit with swaps that bring every qubit back to where it started, from there.
Eigen::MatrixXcd unitary_in_place(const PlacedCircuit& placed, int num_qubits) {
  const Eigen::MatrixXcd u = unitary_of(placed.circuit);
  const Eigen::Index dimension = Eigen::Index{1} << num_qubits;
  const auto move = [](Eigen::Index i, const std::vector<int>& layout, int n) {
    Eigen::Index j = 0;
    for (int k = 0; k < n; ++k) j |= (i >> k & 1) << layout[static_cast<std::size_t>(k)];
    return j;
  };
  Eigen::MatrixXcd result(dimension, dimension);
  for (Eigen::Index row = 0; row < dimension; ++row)
    for (Eigen::Index column = 0; column < dimension; ++column)
      result(row, column) = u(move(row, placed.final_layout, num_qubits),
                              move(column, placed.initial_layout, num_qubits));
  return result;
}

class Compiler : public testing::TestWithParam<std::tuple<const char*, Entangler>> {};
INSTANTIATE_TEST_SUITE_P(Targets, Compiler,
                         testing::Combine(testing::Values("all", "line", "2x3"),
                                          testing::Values(Entangler::cz, Entangler::sqrt_iswap)));

TEST_P(Compiler, KeepsTheUnitaryOfRandomCircuits) {
  const auto [graph, entangler] = GetParam();
  std::mt19937_64 random(21);
  for (int trial = 0; trial < 8; ++trial) {
    const int n = 3 + trial % 4;
    const Circuit circuit = random_circuit::circuit(n, 5 + 5 * (trial % 3), random);
    const Connectivity connectivity = connectivity_by_name(graph, n);
    const PlacedCircuit placed =
        compile(circuit, connectivity, {.entangler = entangler, .trials = 3});
    EXPECT_LT(phase_distance(unitary_in_place(placed, n), unitary_of(circuit)), 1e-10);
    for (const Operation& operation : placed.circuit.operations()) {
      const auto& q = operation.qubits;
      EXPECT_TRUE(q.size() == 1 ||
                  (operation.gate == gate_of(entangler) && connectivity.adjacent(q[0], q[1])));
    }
  }
}

TEST(Compiler, NativeCircuitsDoNotGrow) {
  // Layers of CZ and turns: the block path keeps them, a network would not.
  Circuit circuit(5);
  for (int layer = 0; layer < 6; ++layer)
    for (int q = 0; q < 5; ++q) {
      circuit.append(Gate::u3, {q}, {0.3 + q + layer, 0.1 * q, 1.7 * layer});
      if (q % 2 == layer % 2 && q + 1 < 5) circuit.append(Gate::cz, {q, q + 1});
    }
  for (const char* graph : {"all", "line"})
    EXPECT_LE(num_two_qubit_gates(compile(circuit, connectivity_by_name(graph, 5), {}).circuit),
              12);
}

TEST(Compiler, LargeUnitaries) {
  std::mt19937_64 random(1);
  Circuit circuit(4);
  circuit.append_unitary(random_circuit::unitary(8, random), {3, 0, 1});
  const PlacedCircuit placed = compile(circuit, line(4), {.trials = 3});
  EXPECT_LT(phase_distance(unitary_in_place(placed, 4), unitary_of(circuit)), 1e-10);
}

TEST(Compiler, EverythingCancels) {
  std::mt19937_64 random(3);
  Circuit circuit = random_circuit::circuit(5, 20, random);
  circuit.append(adjoint(circuit));
  EXPECT_EQ(num_two_qubit_gates(compile(circuit, all_to_all(5), {}).circuit), 0);
}

TEST(Compiler, BadInput) {
  Circuit circuit(3);
  circuit.append(Gate::rx, {0}, {Angle("theta")});
  EXPECT_THROW(compile(circuit, all_to_all(3), {}), std::invalid_argument);
  Circuit measured(3);
  measured.measure(0, 0);
  EXPECT_NO_THROW(compile(measured, all_to_all(3), {.preserve = Preserve::measured_state}));
  measured.append(Gate::x, {0});
  EXPECT_THROW(compile(measured, all_to_all(3), {}), std::invalid_argument);
  EXPECT_THROW(compile(Circuit(3), all_to_all(3), {.preserve = Preserve::measured_state}),
               std::invalid_argument);
  EXPECT_THROW(compile(Circuit(3), line(2), {}), std::invalid_argument);
  EXPECT_THROW(compile(Circuit(3), line(3), {.trials = -1}), std::invalid_argument);
}

TEST(Compiler, StopsWhenAsked) {
  std::stop_source source;
  source.request_stop();
  std::mt19937_64 random(3);
  EXPECT_THROW(
      compile(random_circuit::circuit(5, 20, random), all_to_all(5), {}, source.get_token()),
      Interrupted);
}

TEST(Routing, KeepsTheUnitaryAndTheMeasurements) {
  std::mt19937_64 random(31);
  for (const char* graph : {"line", "2x3", "all"})
    for (int trial = 0; trial < 6; ++trial) {
      Circuit circuit(5);
      for (int k = 0; k < 15; ++k)
        circuit.append_unitary(random_circuit::unitary(4, random),
                               random_circuit::some_qubits(5, 2, random));
      const Connectivity connectivity = connectivity_by_name(graph, 5);
      const PlacedCircuit placed = route(circuit, connectivity, 4, 7);
      EXPECT_LT(phase_distance(unitary_in_place(placed, 5), unitary_of(circuit)), 1e-12);
      circuit.measure(2, 0);
      circuit.measure(4, 1);
      EXPECT_LT(
          (measured_state(route(circuit, connectivity, 4, 7).circuit) - measured_state(circuit))
              .norm(),
          1e-12);
    }
}

TEST(Connectivity, GraphsAndTheirErrors) {
  EXPECT_EQ(grid(3, 3).pairs().size(), 12u);
  EXPECT_EQ(grid(3, 3).distance(0, 8), 4);
  EXPECT_EQ(line(4).distance(0, 3), 3);
  EXPECT_TRUE(all_to_all(4).is_all_to_all());
  EXPECT_EQ(connectivity_by_name("2x4", 7).num_qubits(), 8);
  for (const char* bad : {"ring", "3x", "x3", "0x3", "3x3x3", "-1x4", "2x2", "99x99"})
    EXPECT_THROW(connectivity_by_name(bad, 5), std::invalid_argument) << bad;
  EXPECT_THROW(Connectivity(3, {{0, 1}}, "broken"), std::invalid_argument);
  EXPECT_THROW(Connectivity(3, {{0, 3}}, "beyond"), std::invalid_argument);
}

TEST(Resources, CountsDepthDurationAndFidelity) {
  Circuit circuit(3);
  circuit.append(Gate::h, {0});
  circuit.append(Gate::cz, {0, 1});
  circuit.append(Gate::cz, {1, 2});
  circuit.append(Gate::h, {0});
  circuit.measure(2, 0);
  const ProcessorFigures f{.one_qubit_error = 1e-3,
                           .two_qubit_error = 6e-3,
                           .read_out_error = 3e-2,
                           .one_qubit_time = 25,
                           .two_qubit_time = 32,
                           .read_out_time = 1000,
                           .t1 = 1e4,
                           .t2 = 1e4};
  const Resources r = resources_of(circuit, f);
  EXPECT_EQ(r.two_qubit_gates, 2);
  EXPECT_EQ(r.one_qubit_gates, 2);
  EXPECT_EQ(r.measurements, 1);
  EXPECT_EQ(r.depth, 4);
  EXPECT_EQ(r.two_qubit_depth, 2);
  EXPECT_EQ(r.gates.at("cz"), 2);
  // h | cz | cz and h | measure; no qubit waits between its first and last operation.
  EXPECT_DOUBLE_EQ(r.duration, 25 + 32 + 32 + 1000);
  EXPECT_NEAR(r.fidelity, std::pow(1 - 1e-3, 2) * std::pow(1 - 6e-3, 2) * (1 - 3e-2), 1e-14);

  Circuit waiting(2);
  waiting.append(Gate::h, {0});
  waiting.append(Gate::cz, {0, 1});
  waiting.append(Gate::h, {0});
  waiting.append(Gate::h, {0});
  waiting.append(Gate::cz, {0, 1});  // qubit 1 waits 50 ns
  const double wait = 0.5 + std::exp(-25 / 1e4) / 2;
  EXPECT_NEAR(resources_of(waiting, f).fidelity,
              std::pow(1 - 1e-3, 3) * std::pow(1 - 6e-3, 2) * wait * wait, 1e-14);
  EXPECT_THROW(resources_of(circuit, {.two_qubit_error = 1.5}), std::invalid_argument);
  EXPECT_THROW(resources_of(circuit, {.t1 = 10, .t2 = 21}), std::invalid_argument);
  EXPECT_THROW(resources_of(circuit, {.t1 = 0}), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
