#include "circuits/wormhole_circuit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "circuits/compile.h"
#include "circuits/run_circuit.h"
#include "circuits/state_preparation.h"
#include "circuits/thermofield_double.h"
#include "sim/observables/observables.h"
#include "sim/state_vector/infinite_temperature.h"
#include "sim/two_sided/two_sided_engine.h"
#include "sym/models.h"
#include "tests/sim/two_sided/some_couplings.h"

namespace traversable {
namespace {

Eigen::Matrix4cd exact_rho(const Hamiltonian& hamiltonian, double beta, const WormholeOptions& o) {
  TeleportWorkspace workspace;
  const std::vector<double> mu{o.mu}, t1{o.t1};
  return TwoSidedEngine(hamiltonian, o.protocol).teleport(beta, o.t0, mu, t1, workspace)[0];
}

double error(const Hamiltonian& hamiltonian, const Encoding& encoding, const Circuit& tfd,
             double beta, const WormholeOptions& options) {
  const Eigen::MatrixXcd rho =
      measured_state(wormhole_circuit(hamiltonian, encoding, tfd, options));
  return (rho - exact_rho(hamiltonian, beta, options)).cwiseAbs().maxCoeff();
}

TEST(WormholeCircuit, PublishedTableFromGates) {
  const Hamiltonian hamiltonian = learned();
  const Encoding encoding = sycamore_encoding();
  const Circuit tfd = commuting_thermofield_double(hamiltonian, 4, encoding);
  struct Row {
    double t0, t1, negative, positive;
  };
  for (const Row& row : {Row{0, 0, 0.25687, 0.25687}, Row{1.2, 1.2, 0.30495, 0.25791},
                         Row{2.8, 2.8, 0.40121, 0.09950}, Row{4.0, 4.0, 0.25396, 0.06232},
                         Row{2.8, 0.8, 0.15926, 0.12393}, Row{2.8, 2.0, 0.32808, 0.13747},
                         Row{2.8, 3.2, 0.41014, 0.07833}, Row{2.8, 4.8, 0.29193, 0.02909}})
    for (const auto& [mu, expected] : {std::pair(-12.0, row.negative), {12.0, row.positive}}) {
      const WormholeOptions options{.mu = mu, .t0 = row.t0, .t1 = row.t1};
      const Eigen::MatrixXcd rho =
          measured_state(wormhole_circuit(hamiltonian, encoding, tfd, options));
      EXPECT_NEAR(mutual_information(rho), expected, 5.1e-6);
      EXPECT_LT((rho - exact_rho(hamiltonian, 4, options)).cwiseAbs().maxCoeff(), 1e-12);
    }
}

TEST(WormholeCircuit, CommutingModelsInEveryEncodingWithAnyProbe) {
  const WormholeOptions options{.mu = -7, .t0 = 1.3, .t1 = 2.1, .protocol = {{3, 1}}};
  for (const Hamiltonian& hamiltonian :
       {learned(), commuting_syk(8, 4, 1.0, {2, 0}),
        Hamiltonian(4, {make_term(0.7, std::vector{0, 1}, 4), make_term(-0.4, std::vector{2, 3}, 4),
                        make_term(0.9, std::vector{0, 1, 2, 3}, 4)})})
    for (const char* name : {"paired", "split"}) {
      const Encoding encoding = encoding_by_name(name, hamiltonian.num_majoranas());
      const Circuit tfd = commuting_thermofield_double(hamiltonian, 2.5, encoding);
      EXPECT_LT(error(hamiltonian, encoding, tfd, 2.5, options), 1e-12) << name;
    }
}

TEST(WormholeCircuit, EveryCouplingAsGates) {
  for (const Hamiltonian& hamiltonian : {learned(), commuting_syk(8, 4, 1.0, {2, 0})})
    for (const Coupling& coupling : test::couplings_of_every_kind(hamiltonian.num_majoranas())) {
      const Encoding encoding = paired_encoding(hamiltonian.num_majoranas());
      const Circuit tfd = commuting_thermofield_double(hamiltonian, 2.5, encoding);
      const WormholeOptions options{.mu = -7, .t0 = 1.3, .t1 = 2.1, .protocol = {{3, 1}, coupling}};
      EXPECT_LT(error(hamiltonian, encoding, tfd, 2.5, options), 1e-12) << to_text(coupling);
    }
}

TEST(WormholeCircuit, SycamoreHasNineQubitsAndABareReadOut) {
  const WormholeRegisters bare = wormhole_registers(sycamore_encoding(), {0, 1});
  EXPECT_TRUE(bare.read_out_is_bare);
  EXPECT_EQ(bare.num_qubits, 9);
  EXPECT_EQ(bare.read_out, 0);
  EXPECT_FALSE(wormhole_registers(sycamore_encoding(), {1, 0}).read_out_is_bare);
  EXPECT_EQ(wormhole_registers(sycamore_encoding(), {2, 3}).num_qubits, 10);
  EXPECT_EQ(wormhole_registers(split_encoding(6), {0, 1}).read_out, 8);
}

/// Errors of rho_PT with `steps` and twice the steps.
class TrotterOrder : public testing::TestWithParam<std::tuple<int, int>> {};
INSTANTIATE_TEST_SUITE_P(Sizes, TrotterOrder,
                         testing::Combine(testing::Values(6, 8), testing::Values(1, 2, 4)));

TEST_P(TrotterOrder, DenseModelsConvergeToTheExactEngine) {
  const auto [n, order] = GetParam();
  const Hamiltonian hamiltonian = dense_syk(n, 4, std::sqrt(2.0), {3, 0});
  const Encoding encoding = split_encoding(n);
  const Preparation tfd =
      prepare_thermofield_double(hamiltonian, 4, encoding, {.method = PreparationMethod::exact});
  EXPECT_NEAR(tfd.fidelity, 1, 1e-12);
  WormholeOptions options{.mu = -12, .t0 = 1.1, .t1 = 0.9, .trotter_order = order};
  const auto error_with = [&](int steps) {
    options.trotter_steps = steps;
    return error(hamiltonian, encoding, tfd.circuit, 4, options);
  };
  const int steps = order == 1 ? 48 : order == 2 ? 12 : 4;
  const double coarse = error_with(steps);
  const double fine = error_with(2 * steps);
  EXPECT_NEAR(std::log2(coarse / fine), order, 0.25) << coarse << " " << fine;
  EXPECT_LT(fine, order == 1 ? 2e-2 : order == 2 ? 2e-3 : 1e-4);
}

TEST(WormholeCircuit, CompiledCircuitGivesTheSameState) {
  const Hamiltonian hamiltonian = learned();
  const Encoding encoding = sycamore_encoding();
  const Circuit tfd = commuting_thermofield_double(hamiltonian, 4, encoding);
  const Circuit circuit =
      wormhole_circuit(hamiltonian, encoding, tfd, {.mu = -12, .t0 = 2.8, .t1 = 2.8});
  for (const char* graph : {"all", "line", "3x3"})
    for (const Entangler entangler : {Entangler::cz, Entangler::sqrt_iswap})
      for (const Preserve preserve : {Preserve::unitary, Preserve::measured_state}) {
        const PlacedCircuit placed =
            compile(circuit, connectivity_by_name(graph, 9),
                    {.entangler = entangler, .preserve = preserve, .trials = 20});
        EXPECT_LT((measured_state(placed.circuit) - measured_state(circuit)).cwiseAbs().maxCoeff(),
                  1e-10);
        // The published circuit has 164 CZ; a CZ is two roots of iSWAP.
        const int published = entangler == Entangler::cz ? 164 : 328;
        EXPECT_LT(num_two_qubit_gates(placed.circuit), published) << graph;
      }
}

TEST(WormholeCircuit, PreservingLessNeverTakesMore) {
  const Hamiltonian hamiltonian = learned();
  const Encoding encoding = sycamore_encoding();
  const Circuit circuit = wormhole_circuit(hamiltonian, encoding,
                                           commuting_thermofield_double(hamiltonian, 4, encoding),
                                           {.mu = -12, .t0 = 2.8, .t1 = 2.8});
  const auto gates = [&](const char* graph, Preserve preserve) {
    return num_two_qubit_gates(
        compile(circuit, connectivity_by_name(graph, 9), {.preserve = preserve, .trials = 10})
            .circuit);
  };
  for (const char* graph : {"all", "line", "3x3"})
    EXPECT_LE(gates(graph, Preserve::measured_state), gates(graph, Preserve::unitary)) << graph;
}

TEST(WormholeCircuit, BadInput) {
  const Hamiltonian hamiltonian = learned();
  const Encoding encoding = sycamore_encoding();
  const Circuit tfd(7);
  const auto build = [&](const WormholeOptions& options) {
    return wormhole_circuit(hamiltonian, encoding, tfd, options);
  };
  EXPECT_THROW(build({.mu = std::numeric_limits<double>::quiet_NaN()}), std::invalid_argument);
  EXPECT_THROW(build({.trotter_steps = 0}), std::invalid_argument);
  EXPECT_THROW(build({.trotter_order = 3}), std::invalid_argument);
  EXPECT_THROW(build({.protocol = {{0, 7}}}), std::invalid_argument);
  EXPECT_THROW(wormhole_circuit(hamiltonian, encoding, Circuit(6), {}), std::invalid_argument);
  EXPECT_THROW(wormhole_circuit(hamiltonian, split_encoding(8), Circuit(8), {}),
               std::invalid_argument);
  Circuit measured(7);
  measured.measure(0, 0);
  EXPECT_THROW(wormhole_circuit(hamiltonian, encoding, measured, {}), std::invalid_argument);
}

TEST(FermionicSwap, IsItsMatrixOnABareMode) {
  // gamma_a = X, gamma_b = Y of qubit 1: the swap of qubits 0 and 1.
  Circuit circuit(2), swap(2);
  append_fermionic_swap(circuit, 0, pauli_from_text("IX"), pauli_from_text("IY"));
  swap.append(Gate::swap, {0, 1});
  EXPECT_LT(phase_distance(unitary_of(circuit), unitary_of(swap)), 1e-14);
}

}  // namespace
}  // namespace traversable
