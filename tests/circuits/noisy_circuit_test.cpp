#include "circuits/noisy_circuit.h"

#include <gtest/gtest.h>

#include "circuits/run_circuit.h"
#include "circuits/thermofield_double.h"
#include "circuits/unitary_transfers.h"
#include "circuits/wormhole_circuit.h"
#include "sim/noise/transfer_matrix.h"
#include "sym/models.h"
#include "tests/circuits/noisy_examples.h"
#include "tests/circuits/random_circuit.h"
#include "tests/sim/noise/noise_matrices.h"

namespace traversable {
namespace {

double distance(const Eigen::MatrixXcd& a, const Eigen::MatrixXcd& b) {
  return (a - b).cwiseAbs().maxCoeff();
}

using test::every_channel;
using test::small_circuit;

/// The steps as sums of Kraus matrices on 2^n x 2^n.
Eigen::MatrixXcd by_kraus_sums(const NoisyCircuit& circuit) {
  Eigen::MatrixXcd rho = Eigen::MatrixXcd::Zero(1 << circuit.num_qubits, 1 << circuit.num_qubits);
  rho(0, 0) = 1;
  for (const NoisyStep& step : circuit.steps) {
    const std::vector<Eigen::MatrixXcd> kraus =
        step.channel ? kraus_operators(*step.channel) : std::vector<Eigen::MatrixXcd>{step.unitary};
    rho = test::applied(kraus, step.qubits, rho, circuit.num_qubits);
  }
  return rho;
}

TEST(NoisyCircuit, WithoutNoiseIsTheStateVector) {
  std::mt19937_64 random(1);
  for (int repeat = 0; repeat < 5; ++repeat) {
    const Circuit circuit = random_circuit::circuit(6, 60, random);
    StateVector<double> psi(6);
    run_circuit(circuit, psi);
    const DensityMatrix rho = run_density_matrix(with_noise(circuit, noise_preset("none")));
    EXPECT_NEAR(fidelity(rho, psi), 1, 1e-12);
    EXPECT_LT(distance(to_matrix(rho), to_matrix(density_matrix(psi))), 1e-12);
    const DensityMatrix zero =
        run_density_matrix(with_noise(circuit, scaled(noise_preset("none"), 0)));
    EXPECT_LT(distance(to_matrix(rho), to_matrix(zero)), 1e-14);
  }
}

TEST(NoisyCircuit, MatchesExplicitKrausSums) {
  const NoisyCircuit circuit = with_noise(small_circuit(), every_channel());
  const DensityMatrix rho = run_density_matrix(circuit);
  const Eigen::MatrixXcd expected = by_kraus_sums(circuit);
  EXPECT_LT(distance(to_matrix(rho), expected), 1e-12);
  EXPECT_NEAR(trace(rho), 1, 1e-13);
  EXPECT_LE(purity(rho), 1 + 1e-12);
  EXPECT_LT(purity(rho), 0.9);
}

TEST(NoisyCircuit, SchedulesGatesAsLateAsPossibleAndIdlesInBetween) {
  // h at the end of the wait for the other qubit's three gates; the cz finds both.
  Circuit circuit(2);
  circuit.append(Gate::h, {0});
  for (int k = 0; k < 3; ++k) circuit.append(Gate::x, {1});
  circuit.append(Gate::cz, {0, 1});
  circuit.append(Gate::x, {1});
  circuit.measure(0, 0);
  NoiseModel model;
  model.one_qubit.duration = 10;
  model.two_qubit.duration = 30;
  model.gates[Gate::h].duration = 4;
  model.idle = {100, 120, {}};
  const NoisyCircuit noisy = with_noise(circuit, model);
  EXPECT_EQ(noisy.duration, 10 + 10 + 10 + 30 + 10);
  // Qubit 0: the 6 ns that h leaves of its moment, and the moment after the cz.
  std::vector<double> times;
  for (const NoisyStep& step : noisy.steps)
    if (step.channel) {
      EXPECT_EQ(step.qubits, std::vector<int>{0});
      times.push_back(step.channel->parameters[2]);
    }
  EXPECT_EQ(times, (std::vector<double>{6, 10}));
}

TEST(NoisyCircuit, VirtualGatesTakeNoTimeAndKeepTheirPlace) {
  NoiseModel model = every_channel();
  const NoisyCircuit with_rz = with_noise(small_circuit(), model);
  Circuit without(4);
  const Circuit circuit = small_circuit();
  for (const Operation& operation : circuit.operations())
    if (operation.gate != Gate::rz) without.append(operation);
  EXPECT_EQ(with_rz.duration, with_noise(without, model).duration);
  model = noise_preset("none");
  const DensityMatrix plain = run_density_matrix(with_noise(small_circuit(), model));
  for (const Gate gate : {Gate::rz, Gate::h, Gate::rx, Gate::u3}) model.virtual_gates.insert(gate);
  const DensityMatrix virtual_gates = run_density_matrix(with_noise(small_circuit(), model));
  EXPECT_LT(distance(to_matrix(plain), to_matrix(virtual_gates)), 1e-14);
}

TEST(NoisyCircuit, BatchesGiveTheSameBits) {
  std::vector<NoisyCircuit> batch;
  std::vector<Eigen::MatrixXcd> expected;
  for (const double scale : {0.0, 0.5, 1.0, 1.5}) {
    batch.push_back(with_noise(small_circuit(), scaled(noise_preset("sycamore"), scale)));
    expected.push_back(measured_state(batch.back()));
  }
  const auto states = measured_states(batch);
  for (std::size_t k = 0; k < states.size(); ++k) EXPECT_EQ(states[k], expected[k]);
  EXPECT_EQ(batch[2].read_out[0].one_as_zero, noise_preset("sycamore").read_out.one_as_zero);
  EXPECT_EQ(batch[2].measured, (std::vector<int>{2, 0}));
}

TEST(NoisyCircuit, LargeGatesOnlyWithoutNoise) {
  const Hamiltonian hamiltonian = learned();
  const Encoding encoding = sycamore_encoding();
  const Preparation preparation = prepare_thermofield_double(hamiltonian, 4, encoding, {});
  const Circuit circuit =
      wormhole_circuit(hamiltonian, encoding, preparation.circuit, {.t0 = 2.8, .t1 = 2.8});
  const Eigen::MatrixXcd exact = measured_state(circuit);
  EXPECT_LT(distance(measured_state(circuit, noise_preset("none")), exact), 1e-12);
  EXPECT_THROW(with_noise(circuit, noise_preset("sycamore")), std::invalid_argument);

  Circuit unitary(3);
  unitary.append(Gate::h, {1});
  unitary.append_unitary(test::random_kraus(3, 1, 2)[0], {2, 0, 1});
  unitary.measure(0, 0);
  EXPECT_LT(distance(measured_state(unitary, noise_preset("none")), measured_state(unitary)),
            1e-12);
}

TEST(NoisyCircuit, RefusesWhatItCannotRun) {
  Circuit nothing(2);
  nothing.append(Gate::h, {0});
  EXPECT_THROW(measured_state(nothing, noise_preset("none")), std::invalid_argument);
  Circuit late(2);
  late.measure(0, 0);
  late.append(Gate::h, {0});
  EXPECT_THROW(with_noise(late, noise_preset("none")), std::invalid_argument);
  Circuit many(17);
  many.append(Gate::h, {0});
  EXPECT_THROW(run_density_matrix(with_noise(many, noise_preset("none"))), std::invalid_argument);
  NoiseModel bad;
  bad.idle.t2 = -1;
  EXPECT_THROW(with_noise(nothing, bad), std::invalid_argument);
  std::stop_source stop;
  stop.request_stop();
  const std::vector<NoisyCircuit> batch{with_noise(small_circuit(), noise_preset("none"))};
  EXPECT_THROW(measured_states(batch, stop.get_token()), std::runtime_error);
}

// One circuit at many scales of the noise has its gates' matrices once; another one, or a gate that differs, has its own.
TEST(UnitaryTransfers, AreSharedByScalesOfOneCircuit) {
  const Circuit circuit = test::small_circuit();
  std::vector<NoisyCircuit> all;
  for (const double scale : {0.0, 0.5, 1.0})
    all.push_back(with_noise(circuit, scaled(noise_preset("sycamore"), scale)));
  all.push_back(with_noise(circuit, noise_preset("sycamore")));
  for (NoisyStep& step : all.back().steps)
    if (!step.channel) step.unitary *= -1;
  const UnitaryTransfers transfers(all);
  EXPECT_EQ(transfers.num_groups(), 2u);
  EXPECT_EQ(&transfers.of(0), &transfers.of(2));
  EXPECT_NE(&transfers.of(0), &transfers.of(3));
  std::size_t k = 0;
  for (const NoisyStep& step : all[1].steps)
    if (!step.channel) {
      EXPECT_EQ(transfers.of(1)[k++], transfer_matrix(step.unitary));
    }
  EXPECT_EQ(k, transfers.of(1).size());
}

}  // namespace
}  // namespace traversable
