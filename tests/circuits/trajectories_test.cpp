#include "circuits/trajectories.h"

#include <gtest/gtest.h>
#include <omp.h>

#include <stdexcept>

#include "circuits/run_circuit.h"
#include "tests/circuits/noisy_examples.h"
#include "tests/circuits/random_circuit.h"

namespace traversable {
namespace {

using test::every_channel;
using test::small_circuit;

/// Every element of the mean within 4.5 standard errors of the density matrix: 32 real numbers, the
/// chance of a false alarm is 2e-4.
void expect_agreement(const NoisyCircuit& circuit, std::size_t count, std::uint64_t seed) {
  const TrajectoryEstimate estimate = run_trajectories(circuit, {.count = count, .seed = seed});
  const Eigen::MatrixXcd exact = measured_state(circuit);
  EXPECT_EQ(estimate.count, count);
  EXPECT_LT(estimate.standard_error.maxCoeff(), 1 / std::sqrt(static_cast<double>(count)));
  for (Eigen::Index k = 0; k < exact.size(); ++k)
    EXPECT_LE(std::abs(estimate.mean(k) - exact(k)), 4.5 * estimate.standard_error(k) + 1e-13) << k;
}

TEST(Trajectories, AverageToTheDensityMatrix) {
  expect_agreement(with_noise(small_circuit(), every_channel()), 20000, 1);
  expect_agreement(with_noise(small_circuit(), scaled(every_channel(), 0.3)), 20000, 2);
}

TEST(Trajectories, OneChannelAtATime) {
  for (const Channel& channel :
       {depolarizing(0.2, 1), pauli_channel({0.1, 0.05, 0.2}), amplitude_damping(0.4),
        phase_damping(0.5), thermal_relaxation(10, 12, 4), over_rotation(0.4, "Y"),
        kraus_channel(test::random_kraus(1, 3, 4)), depolarizing(0.2, 2),
        kraus_channel(test::random_kraus(2, 4, 9)), over_rotation(0.3, "XZ")}) {
    NoiseModel model;
    (channel.num_qubits == 1 ? model.one_qubit : model.two_qubit).channels = {channel};
    SCOPED_TRACE(to_text(channel));
    expect_agreement(with_noise(small_circuit(), model), 4000, 3);
  }
}

TEST(Trajectories, ChannelsThatAlwaysAct) {
  NoiseModel model;
  model.one_qubit.channels = {depolarizing(1, 1), amplitude_damping(1)};
  expect_agreement(with_noise(small_circuit(), model), 4000, 5);
}

TEST(Trajectories, WithoutNoiseAreTheStateVector) {
  std::mt19937_64 random(4);
  const Circuit circuit = random_circuit::circuit(6, 60, random);
  StateVector<double> expected(6), state(6);
  run_circuit(circuit, expected);
  TrajectoryProgram(with_noise(circuit, noise_preset("none"))).run(1, 0, state);
  EXPECT_NEAR(std::abs(inner_product(expected, state)), 1, 1e-12);
}

TEST(Trajectories, SameForAnyNumberOfThreadsAndTrajectories) {
  const NoisyCircuit circuit = with_noise(small_circuit(), every_channel());
  const int before = omp_get_max_threads();
  omp_set_num_threads(1);
  const TrajectoryEstimate first = run_trajectories(circuit, {.count = 500, .seed = 7});
  omp_set_num_threads(3);
  const TrajectoryEstimate second = run_trajectories(circuit, {.count = 500, .seed = 7});
  omp_set_num_threads(before);
  EXPECT_EQ(first.mean, second.mean);
  EXPECT_EQ(first.standard_error, second.standard_error);
  const TrajectoryProgram program(circuit);
  StateVector<double> a(4), b(4);
  program.run(7, 400, a);
  program.run(7, 12, b);
  program.run(7, 400, b);
  EXPECT_EQ(a.amplitudes(), b.amplitudes());
  EXPECT_NEAR(squared_norm(a), 1, 1e-14);
}

TEST(Trajectories, StopAtTheTargetError) {
  const NoisyCircuit circuit = with_noise(small_circuit(), every_channel());
  const TrajectoryEstimate estimate =
      run_trajectories(circuit, {.count = 100000, .target_error = 0.01});
  EXPECT_LT(estimate.count, 20000u);
  EXPECT_LE(estimate.standard_error.maxCoeff(), 0.01);
  EXPECT_GT(estimate.standard_error.maxCoeff(), 0.008);
}

TEST(Trajectories, JackknifeOfAMeanIsTheMeanWithItsError) {
  const NoisyCircuit circuit = with_noise(small_circuit(), every_channel());
  const TrajectoryEstimate estimate = run_trajectories(circuit, {.count = 20000});
  const auto element = [](const Eigen::MatrixXcd& rho) { return rho(0, 0).real(); };
  const Jackknife result = jackknife(estimate, element);
  EXPECT_NEAR(result.value, estimate.mean(0, 0).real(), 1e-12);
  // Twenty groups give the error to a relative 1 / sqrt(2 * 19).
  EXPECT_NEAR(result.standard_error / estimate.standard_error(0, 0), 1, 0.6);
  const auto purity = [](const Eigen::MatrixXcd& rho) { return rho.squaredNorm(); };
  const Jackknife squared = jackknife(estimate, purity);
  EXPECT_NEAR(squared.value, purity(measured_state(circuit)), 4.5 * squared.standard_error);
}

TEST(Trajectories, RefusesWhatItCannotRun) {
  const NoisyCircuit circuit = with_noise(small_circuit(), every_channel());
  EXPECT_THROW(run_trajectories(circuit, {.count = 0}), std::invalid_argument);
  EXPECT_THROW(run_trajectories(circuit, {.count = 1}), std::invalid_argument);
  EXPECT_THROW(run_trajectories(circuit, {.target_error = -1}), std::invalid_argument);
  EXPECT_THROW(run_trajectories(circuit, {.target_error = NAN}), std::invalid_argument);
  Circuit nothing(2);
  nothing.append(Gate::h, {0});
  EXPECT_THROW(run_trajectories(with_noise(nothing, every_channel()), {}), std::invalid_argument);
  StateVector<double> other(3);
  EXPECT_THROW(TrajectoryProgram(circuit).run(1, 0, other), std::invalid_argument);
  EXPECT_THROW(jackknife(run_trajectories(circuit, {.count = 10}),
                         [](const Eigen::MatrixXcd&) { return 0.0; }),
               std::invalid_argument);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(run_trajectories(circuit, {}, stop.get_token()), std::runtime_error);
}

TEST(Trajectories, AnExceptionOfTheCallerArrives) {
  const NoisyCircuit circuit = with_noise(small_circuit(), every_channel());
  for (const int place : {1, 2, 3}) {
    int calls = 0;
    EXPECT_THROW(run_trajectories(circuit, {.count = 1000,
                                            .progress =
                                                [&](std::size_t, std::size_t) {
                                                  if (++calls == place) throw std::out_of_range("");
                                                }}),
                 std::out_of_range);
    EXPECT_EQ(calls, place);
  }
}

}  // namespace
}  // namespace traversable
