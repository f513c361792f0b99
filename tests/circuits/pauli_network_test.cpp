#include "circuits/pauli_network.h"

#include <gtest/gtest.h>
#include <omp.h>

#include <numbers>
#include <stdexcept>

#include "circuits/gate_rotations.h"
#include "circuits/run_circuit.h"
#include "circuits/two_qubit_blocks.h"
#include "tests/circuits/random_circuit.h"

namespace traversable {
namespace {

/// The permutation that moves qubit k to layout[k].
Eigen::MatrixXcd permutation(const std::vector<int>& layout) {
  const Eigen::Index dimension = Eigen::Index{1} << layout.size();
  Eigen::MatrixXcd p = Eigen::MatrixXcd::Zero(dimension, dimension);
  for (Eigen::Index i = 0; i < dimension; ++i) {
    Eigen::Index j = 0;
    for (std::size_t k = 0; k < layout.size(); ++k) j |= (i >> k & 1) << layout[k];
    p(j, i) = 1;
  }
  return p;
}

Circuit padded(const Circuit& circuit, int num_qubits) {
  Circuit result(num_qubits);
  for (const Operation& operation : circuit.operations()) result.append(operation);
  return result;
}

void expect_same_unitary(const PlacedCircuit& placed, const Circuit& circuit) {
  const Eigen::MatrixXcd expected = permutation(placed.final_layout) *
                                    unitary_of(padded(circuit, placed.circuit.num_qubits())) *
                                    permutation(placed.initial_layout).transpose();
  EXPECT_LT(phase_distance(unitary_of(placed.circuit), expected), 1e-10);
}

TEST(GateRotations, ReproduceEveryGate) {
  std::mt19937_64 random(3);
  for (int k = 0; k < 400; ++k) {
    const Circuit circuit = random_circuit::circuit(3, 1, random);
    Circuit rotations(3);
    for (const GateRotation& r : rotations_of(circuit.operations()[0]))
      rotations.append_rotation(r.string, r.angle);
    EXPECT_LT(phase_distance(unitary_of(rotations), unitary_of(circuit)), 1e-13)
        << to_text(circuit.operations()[0]);
  }
}

TEST(PauliProgram, IsTheCircuit) {
  std::mt19937_64 random(4);
  for (int trial = 0; trial < 20; ++trial) {
    const Circuit circuit = random_circuit::circuit(4, 25, random);
    const PauliProgram program = to_pauli_program(circuit);
    // C^+ U = R_m ... R_1, and C^+ X_k C is given: U^+ X_k U = R^+ (C^+ X_k C) R.
    Circuit rotations(4);
    for (const PauliRotation& r : program.rotations) rotations.append_rotation(r.string, r.angle);
    const Eigen::MatrixXcd u = unitary_of(circuit);
    const Eigen::MatrixXcd r = unitary_of(rotations);
    for (std::size_t k = 0; k < 4; ++k)
      for (const bool is_x : {true, false}) {
        Circuit letter(4), image(4);
        letter.append(is_x ? Gate::x : Gate::z, {static_cast<int>(k)});
        const PauliString row = is_x ? program.clifford.x[k] : program.clifford.z[k];
        image.append_rotation(row, std::numbers::pi / 2);
        const Eigen::MatrixXcd expected = u.adjoint() * unitary_of(letter) * u;
        // exp(-i pi/2 P) = -i P.
        const Eigen::MatrixXcd actual =
            r.adjoint() * (std::complex<double>(0, 1) * unitary_of(image)) * r;
        EXPECT_LT((actual - expected).norm(), 1e-11);
      }
    for (const PauliRotation& rotation : program.rotations)
      EXPECT_GT(std::abs(std::remainder(rotation.angle, std::numbers::pi / 4)), 1e-14);
  }
}

TEST(TwoQubitBlocks, KeepTheUnitary) {
  std::mt19937_64 random(5);
  for (const Entangler entangler : {Entangler::cz, Entangler::sqrt_iswap})
    for (int trial = 0; trial < 20; ++trial) {
      Circuit circuit(4);
      const Circuit any = random_circuit::circuit(4, 40, random);
      for (const Operation& operation : any.operations())
        if (operation.qubits.size() < 3) circuit.append(operation);
      const Circuit merged = merge_two_qubit_blocks(circuit, entangler);
      EXPECT_LT(phase_distance(unitary_of(merged), unitary_of(circuit)), 1e-10);
      for (const Operation& operation : merged.operations())
        EXPECT_TRUE(operation.gate == gate_of(entangler) || operation.gate == Gate::u3 ||
                    operation.gate == Gate::rz);
    }
}

TEST(TwoQubitBlocks, GatesThatCommuteComeTogether) {
  Circuit circuit(3);
  circuit.append(Gate::cz, {0, 1});
  circuit.append(Gate::cz, {1, 2});
  circuit.append(Gate::rz, {1}, {0.3});
  circuit.append(Gate::cz, {0, 1});
  circuit.append(Gate::cphase, {2, 1}, {0.4});
  EXPECT_EQ(num_two_qubit_gates(merge_two_qubit_blocks(circuit, Entangler::cz)), 2);
}

class Networks : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Connectivities, Networks, testing::Values("all", "line", "2x3"),
                         [](const auto& p) { return "graph_" + std::string(p.param); });

TEST_P(Networks, KeepTheUnitaryOfRandomCircuits) {
  std::mt19937_64 random(6);
  for (int trial = 0; trial < 12; ++trial) {
    const int n = trial % 3 == 0 ? 6 : 5;
    const Circuit circuit = random_circuit::circuit(n, 15, random);
    const Connectivity graph = connectivity_by_name(GetParam(), n);
    const NetworkOptions options{
        .entangler = trial % 2 == 0 ? Entangler::cz : Entangler::sqrt_iswap,
        .trials = 4,
        .seed = 1};
    const PlacedCircuit placed = pauli_network(to_pauli_program(circuit), graph, options);
    expect_same_unitary(placed, circuit);
    for (const Operation& operation : placed.circuit.operations()) {
      const auto& q = operation.qubits;
      EXPECT_TRUE(q.size() == 1 || graph.adjacent(q[0], q[1]));
    }
  }
}

TEST_P(Networks, KeepTheStateOfTheOutputsFromZero) {
  std::mt19937_64 random(7);
  for (int trial = 0; trial < 12; ++trial) {
    Circuit circuit = random_circuit::circuit(5, 12, random);
    const NetworkOptions options{.from_zero = true, .outputs = {4, 1}, .trials = 6};
    const PlacedCircuit placed =
        pauli_network(to_pauli_program(circuit), connectivity_by_name(GetParam(), 5), options);
    Circuit compiled = placed.circuit;
    for (const int bit : {0, 1}) {
      const int qubit = options.outputs[static_cast<std::size_t>(bit)];
      circuit.measure(qubit, bit);
      compiled.measure(placed.final_layout[static_cast<std::size_t>(qubit)], bit);
    }
    EXPECT_LT((measured_state(compiled) - measured_state(circuit)).cwiseAbs().maxCoeff(), 1e-12);
  }
}

TEST(PauliNetwork, SameCircuitForAnyNumberOfThreads) {
  std::mt19937_64 random(8);
  const PauliProgram program = to_pauli_program(random_circuit::circuit(6, 20, random));
  const NetworkOptions options{.trials = 16, .seed = 3};
  for (const Connectivity& graph : {all_to_all(6), line(6)}) {
    std::vector<Circuit> circuits;
    const int before = omp_get_max_threads();
    for (const int threads : {1, 2, 5}) {
      omp_set_num_threads(threads);
      circuits.push_back(pauli_network(program, graph, options).circuit);
    }
    omp_set_num_threads(before);
    EXPECT_EQ(circuits[0], circuits[1]);
    EXPECT_EQ(circuits[0], circuits[2]);
  }
}

TEST(PauliNetwork, CommutingRotationsShareTheirLadders) {
  // Seven rotations about all products of three commuting strings: one by one 2 (w - 1) gates each.
  Circuit circuit(4);
  const char* letters[]{"XXII", "ZZZZ", "IXXI"};
  int one_by_one = 0;
  for (int subset = 1; subset < 8; ++subset) {
    PauliString p;
    for (int k = 0; k < 3; ++k)
      if ((subset >> k & 1) != 0) p = product(p, pauli_from_text(letters[k]));
    circuit.append_rotation(p, 0.1 * subset);
    one_by_one += 2 * (std::popcount(p.x | p.z) - 1);
  }
  const PlacedCircuit placed = pauli_network(to_pauli_program(circuit), all_to_all(4), {});
  expect_same_unitary(placed, circuit);
  EXPECT_LE(num_two_qubit_gates(placed.circuit), one_by_one / 3);
}

TEST(PauliNetwork, RefusesASmallProcessorAndNoTrials) {
  const PauliProgram program = to_pauli_program(Circuit(3));
  EXPECT_THROW(pauli_network(program, line(2), {}), std::invalid_argument);
  EXPECT_THROW(pauli_network(program, line(3), {.trials = 0}), std::invalid_argument);
}

TEST(PauliNetwork, AnExceptionOfTheCallerArrives) {
  std::mt19937_64 random(6);
  const PauliProgram program = to_pauli_program(random_circuit::circuit(3, 10, random));
  const int before = omp_get_max_threads();
  for (const int threads : {1, 2, 4})
    for (const int place : {1, 7}) {
      omp_set_num_threads(threads);
      int calls = 0;
      const NetworkOptions options{.trials = 40, .progress = [&](int, int) {
                                     if (++calls == place) throw std::out_of_range("");
                                   }};
      EXPECT_THROW(pauli_network(program, all_to_all(3), options), std::out_of_range);
      EXPECT_EQ(calls, place);
    }
  omp_set_num_threads(before);
}

}  // namespace
}  // namespace traversable
