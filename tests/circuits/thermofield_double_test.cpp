#include "circuits/thermofield_double.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "circuits/adjoint_gradient.h"
#include "circuits/pauli_network.h"
#include "circuits/run_circuit.h"
#include "circuits/state_preparation.h"
#include "sim/interrupted.h"
#include "sim/state_vector/infinite_temperature.h"
#include "sym/models.h"
#include "tests/circuits/random_circuit.h"

namespace traversable {
namespace {

using State = StateVector<double>;

State run_from_zero(const Circuit& circuit) {
  State psi(circuit.num_qubits());
  run_circuit(circuit, psi);
  return psi;
}

double overlap(const State& a, const State& b) { return std::norm(inner_product(a, b)); }

TEST(StatePreparation, RandomAndSparseStates) {
  for (int n = 1; n <= 6; ++n)
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
      State psi = random_state<double>(n, seed, 0);
      const Circuit circuit = state_preparation({psi.data(), psi.size()});
      EXPECT_NEAR(overlap(run_from_zero(circuit), psi), 1, 1e-13);
      EXPECT_LE(circuit.operations().size(), (std::size_t{2} << n) - 2);
    }
  std::vector<std::complex<double>> amplitudes(16, 0.0);
  amplitudes[3] = {0, 2};
  amplitudes[12] = -1;
  State psi = state_from_amplitudes<double>(amplitudes);
  normalize(psi);
  EXPECT_NEAR(overlap(run_from_zero(state_preparation(amplitudes)), psi), 1, 1e-13);
}

TEST(StatePreparation, BadAmplitudes) {
  using Amplitudes = std::vector<std::complex<double>>;
  EXPECT_THROW(state_preparation(Amplitudes{1}), std::invalid_argument);
  EXPECT_THROW(state_preparation(Amplitudes{1, 0, 0}), std::invalid_argument);
  EXPECT_THROW(state_preparation(Amplitudes{0, 0}), std::invalid_argument);
  EXPECT_THROW(state_preparation(Amplitudes{NAN, 1}), std::invalid_argument);
}

TEST(InfiniteTemperatureCircuit, EveryEncoding) {
  for (const Encoding& encoding :
       {paired_encoding(5), split_encoding(6), split_encoding(7), sycamore_encoding()})
    EXPECT_NEAR(overlap(run_from_zero(infinite_temperature_circuit(encoding)),
                        infinite_temperature_state<double>(encoding)),
                1, 1e-13);
}

TEST(CommutingThermofieldDouble, IsTheThermalState) {
  for (const double beta : {0.0, 0.7, 4.0, 30.0})
    for (const char* name : {"paired", "split", "sycamore"}) {
      const Encoding encoding = encoding_by_name(name, 7);
      const Circuit circuit = commuting_thermofield_double(learned(), beta, encoding);
      EXPECT_NEAR(
          overlap(run_from_zero(circuit), thermofield_double_state(learned(), beta, encoding)), 1,
          1e-12)
          << name << " " << beta;
    }
  const Hamiltonian quadratic(
      6, {make_term(0.5, std::vector{0, 1}, 6), make_term(-0.8, std::vector{2, 3}, 6),
          make_term(0.3, std::vector{4, 5}, 6)});
  const Encoding encoding = paired_encoding(6);
  EXPECT_NEAR(overlap(run_from_zero(commuting_thermofield_double(quadratic, 3, encoding)),
                      thermofield_double_state(quadratic, 3, encoding)),
              1, 1e-12);
  EXPECT_THROW(commuting_thermofield_double(dense_syk(6, 4, 1, {0, 0}), 1, paired_encoding(6)),
               std::invalid_argument);
  EXPECT_THROW(commuting_thermofield_double(learned(), -1, sycamore_encoding()),
               std::invalid_argument);
}

TEST(AdjointGradient, AgreesWithCentralDifferences) {
  std::mt19937_64 random(9);
  std::normal_distribution<double> normal;
  for (const bool by_energy : {false, true}) {
    // Every gate with an angle, parameters used more than once, with factors and offsets.
    Circuit circuit = random_circuit::circuit(4, 6, random);
    for (int gate = 0; gate < num_gates; ++gate) {
      const GateInfo& about = info(static_cast<Gate>(gate));
      if (about.num_angles == 0) continue;
      if (static_cast<Gate>(gate) == Gate::pauli_rotation) {
        circuit.append_rotation(pauli_from_text("-XYZI"), Angle("a", 0.7, 0.2));
        continue;
      }
      std::vector<Angle> angles;
      for (int k = 0; k < about.num_angles; ++k)
        angles.emplace_back(std::string(1, static_cast<char>('a' + gate % 5)), normal(random),
                            normal(random));
      circuit.append(static_cast<Gate>(gate),
                     random_circuit::some_qubits(4, about.num_qubits, random), angles);
    }
    const Objective objective =
        by_energy
            ? expectation_value(std::make_shared<PauliOperator<double>>(
                  4, PauliSum{{0.4, pauli_from_text("XXZY")}, {-1.1, pauli_from_text("ZIYI")}}))
            : infidelity(random_state<double>(4, 5, 0));
    const AdjointGradient gradient(circuit);
    std::vector<double> values, slope, unused;
    for (std::size_t k = 0; k < gradient.names().size(); ++k) values.push_back(normal(random));
    gradient(objective, values, slope);
    for (std::size_t k = 0; k < values.size(); ++k) {
      const double h = 1e-5;
      std::vector<double> up = values, down = values;
      up[k] += h, down[k] -= h;
      const double difference =
          (gradient(objective, up, unused) - gradient(objective, down, unused)) / (2 * h);
      EXPECT_NEAR(slope[k], difference, 1e-8);
    }
    // The state is the circuit's with the values put in.
    EXPECT_NEAR(overlap(gradient.state(values),
                        run_from_zero(assign_parameters(circuit, named(gradient.names(), values)))),
                1, 1e-12);
  }
}

TEST(Preparation, AdaptiveCircuitReachesItsGoal) {
  const Preparation p = prepare_thermofield_double(
      learned(), 4, sycamore_encoding(), {.method = PreparationMethod::adaptive, .fidelity = 0.99});
  EXPECT_GE(p.fidelity, 0.99);
  EXPECT_LE(p.history.size(), 6u);
  EXPECT_NEAR(overlap(run_from_zero(p.circuit),
                      thermofield_double_state(learned(), 4, sycamore_encoding())),
              p.fidelity, 1e-12);
  const Preparation again = prepare_thermofield_double(
      learned(), 4, sycamore_encoding(), {.method = PreparationMethod::adaptive, .fidelity = 0.99});
  EXPECT_EQ(p.circuit, again.circuit);
}

TEST(Preparation, EnergyOfTheCoupledHamiltonian) {
  const Preparation p = prepare_thermofield_double(learned(), 4, sycamore_encoding(),
                                                   {.method = PreparationMethod::adaptive,
                                                    .goal = PreparationGoal::energy,
                                                    .nu = 4.0,
                                                    .fidelity = 1.0});
  // The ground state at nu = 4: published energy and overlap (an amplitude).
  EXPECT_NEAR(p.energy.value(), -1.039092, 1e-4);
  EXPECT_NEAR(std::sqrt(p.fidelity), 0.8899, 2e-3);
}

TEST(Preparation, BestNuBeatsItsNeighbours) {
  const double nu = best_nu(learned(), 4, sycamore_encoding());
  EXPECT_GT(nu, 4);
  EXPECT_LT(nu, 20);
}

TEST(Preparation, HardwareEfficientIsDeterministicAndImproves) {
  const PreparationOptions options{.method = PreparationMethod::hardware_efficient,
                                   .fidelity = 0.9,
                                   .layers = 3,
                                   .starts = 2,
                                   .seed = 4};
  const Encoding encoding = split_encoding(4);
  const Hamiltonian hamiltonian = dense_syk(4, 4, 1, {1, 0});
  const Preparation p = prepare_thermofield_double(hamiltonian, 2, encoding, options);
  EXPECT_GE(p.fidelity, 0.9);
  EXPECT_EQ(p.circuit, prepare_thermofield_double(hamiltonian, 2, encoding, options).circuit);
}

TEST(Preparation, StopsWhenAsked) {
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(
      prepare_thermofield_double(learned(), 4, sycamore_encoding(),
                                 {.method = PreparationMethod::adaptive}, source.get_token()),
      Interrupted);
}

TEST(Preparation, TheSearchForNuStopsWhenAsked) {
  std::stop_source source;
  source.request_stop();
  // At beta = 0 the thermofield double takes no evolution that could stop before.
  EXPECT_THROW(best_nu(learned(), 0, sycamore_encoding(), source.get_token()), Interrupted);
}

TEST(Preparation, BadInput) {
  const auto prepare = [](const PreparationOptions& options) {
    return prepare_thermofield_double(learned(), 4, sycamore_encoding(), options);
  };
  EXPECT_THROW(prepare({.fidelity = 1.1}), std::invalid_argument);
  EXPECT_THROW(prepare({.max_rotations = 0}), std::invalid_argument);
  EXPECT_THROW(prepare({.method = PreparationMethod::exact, .goal = PreparationGoal::energy}),
               std::invalid_argument);
  EXPECT_THROW(prepare({.method = PreparationMethod::adaptive, .nu = -1.0}), std::invalid_argument);
  EXPECT_THROW(prepare({.method = PreparationMethod::hardware_efficient, .connectivity = line(5)}),
               std::invalid_argument);
  EXPECT_THROW(preparation_method_by_name("vqe"), std::invalid_argument);
  EXPECT_THROW(preparation_goal_by_name("loss"), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
