// Noisy circuits in the kernels of a device, run on this machine over all indices, against the CPU's own engines.
#include <gtest/gtest.h>

#include "circuits/noisy_wormhole.h"
#include "circuits/trajectory_batch.h"
#include "sim/interrupted.h"
#include "sym/models.h"
#include "tests/circuits/noise_on_device_checks.h"
#include "tests/sim/cuda/counting_backend.h"

namespace traversable {
namespace {

TEST(NoiseOnDevices, DensityMatrices) {
  test::expect_density_matrices_as_on_cpu(*cuda::make_host_backend());
}

TEST(NoiseOnDevices, Trajectories) {
  test::expect_trajectories_as_on_cpu(*cuda::make_host_backend());
}

// Larger than what a block holds in shared memory: another kernel.
TEST(NoiseOnDevices, TrajectoriesOfManyQubits) {
  test::expect_large_trajectories_as_on_cpu(*cuda::make_host_backend());
}

TEST(NoiseOnDevices, EstimatesStopAtTheSameTrajectory) {
  const auto backend = cuda::make_host_backend();
  const NoisyCircuit circuit = with_noise(test::small_circuit(), test::every_channel());
  for (const double target : {0.0, 0.03}) {
    const TrajectoryOptions options{.count = 1500, .seed = 3, .target_error = target};
    const TrajectoryEstimate cpu = run_trajectories(circuit, options);
    const TrajectoryEstimate device = run_trajectories(circuit, options, {}, backend.get());
    EXPECT_EQ(device.count, cpu.count);
    EXPECT_EQ(device.group_sizes, cpu.group_sizes);
    EXPECT_LT((device.mean - cpu.mean).cwiseAbs().maxCoeff(), 1e-12);
    EXPECT_LT((device.standard_error - cpu.standard_error).cwiseAbs().maxCoeff(), 1e-12);
  }
}

TEST(NoiseOnDevices, SweepsThresholdsAndBudgets) {
  const auto backend = cuda::make_host_backend();
  const NoisyWormhole wormhole(learned(), 4.0, sycamore_encoding(), {});
  const std::vector<Circuit> circuits{wormhole.circuit(-12, 2.8, 2.8),
                                      wormhole.circuit(12, 2.8, 2.8)};
  const NoiseModel model = noise_preset("sycamore");
  const std::vector<double> scales{0, 1, 1.5};
  NoiseRunOptions options;
  const auto expected =
      run_at_scales(circuits, std::vector<CircuitPoint>(2), model, scales, options);
  options.backend = backend.get();
  const auto found = run_at_scales(circuits, std::vector<CircuitPoint>(2), model, scales, options);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t k = 0; k < found.size(); ++k)
    EXPECT_NEAR(found[k].mutual_information, expected[k].mutual_information, 1e-11);
  EXPECT_NEAR(found[0].mutual_information - found[3].mutual_information, 0.30171, 1e-5);
  const auto budget = noise_budget(circuits[0], model);
  const auto device_budget = noise_budget(circuits[0], model, {}, backend.get());
  for (std::size_t k = 0; k < budget.size(); ++k)
    EXPECT_LT((budget[k].only.rho - device_budget[k].only.rho).norm(), 1e-12);
}

TEST(NoiseOnDevices, RunsHaveTheSameTrajectories) {
  const auto backend = cuda::make_host_backend();
  Circuit circuit(2);
  circuit.append(Gate::h, {0});
  circuit.append(Gate::cnot, {0, 1});
  circuit.measure(0, 0);
  circuit.measure(1, 1);
  const std::vector<Circuit> circuits(2, circuit);
  const std::vector<CircuitPoint> points{{.mu = -12}, {.mu = 12}};
  NoiseModel model;
  model.one_qubit.channels = {depolarizing(0.1, 1), amplitude_damping(0.1)};
  const std::vector<double> scales{1, 1.5};
  for (const bool common : {false, true}) {
    NoiseRunOptions options{.method = NoiseMethod::trajectories, .common_random_numbers = common};
    options.trajectories = {.count = 60, .seed = 2};
    const auto cpu = run_at_scales(circuits, points, model, scales, options);
    options.backend = backend.get();
    const auto device = run_at_scales(circuits, points, model, scales, options);
    for (std::size_t k = 0; k < cpu.size(); ++k)
      EXPECT_LT((device[k].pair.rho - cpu[k].pair.rho).cwiseAbs().maxCoeff(), 1e-12) << k;
    EXPECT_EQ(cpu[0].pair.rho == cpu[2].pair.rho, common);
    EXPECT_NE(cpu[0].pair.rho, cpu[1].pair.rho);
  }
}

// Each wait is tens of microseconds in which the device does nothing.
TEST(NoiseOnDevices, WaitsAreFew) {
  const NoisyWormhole wormhole(learned(), 4.0, sycamore_encoding(), {});
  const NoisyCircuit circuit =
      with_noise(wormhole.circuit(-12, 2.8, 2.8), noise_preset("sycamore"));
  test::CountingBackend backend;
  run_trajectories(circuit, {.count = 4000, .seed = 1}, {}, &backend);
  EXPECT_LT(backend.calls().waits, 50);
  EXPECT_LT(backend.calls().launches, 80);
  EXPECT_LT(backend.calls().allocations, 20);
  test::CountingBackend counting(false);
  measured_states(std::vector<NoisyCircuit>(200, circuit), {}, &counting);
  EXPECT_LT(counting.calls().waits, 10);
  EXPECT_LT(counting.calls().allocations, 10);
}

TEST(NoiseOnDevices, TrajectoriesGoOnAfterInterrupted) {
  test::CountingBackend backend;
  const NoisyCircuit circuit = with_noise(test::small_circuit(), test::every_channel());
  const TrajectoryProgram program(circuit);
  TrajectoryBatch batch(backend, program, circuit.measured);
  backend.reset();
  const auto expected = batch.run(5, 7, 100);
  const int launches = backend.calls().launches;
  int interrupted = 0;
  for (int launch = 1; launch <= launches; launch += 3) {
    std::stop_source stop;
    backend.stop_at_launch(launch, stop);
    try {
      batch.run(6, 0, 100, stop.get_token());
    } catch (const Interrupted&) {
      ++interrupted;
    }
    EXPECT_EQ(batch.run(5, 7, 100), expected) << launch;
  }
  EXPECT_GT(interrupted, 2);
}

TEST(NoiseOnDevices, RefusesAndStops) {
  const auto backend = cuda::make_host_backend();
  Circuit nothing(2);
  nothing.append(Gate::h, {0});
  const std::vector<NoisyCircuit> silent{with_noise(nothing, noise_preset("none"))};
  EXPECT_THROW(measured_states(silent, {}, backend.get()), std::invalid_argument);
  const std::vector<NoisyCircuit> batch(3,
                                        with_noise(test::small_circuit(), test::every_channel()));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(measured_states(batch, stop.get_token(), backend.get()), std::runtime_error);
  EXPECT_THROW(run_trajectories(batch[0], {}, stop.get_token(), backend.get()), std::runtime_error);
  EXPECT_TRUE(measured_states({}, {}, backend.get()).empty());
  EXPECT_THROW(cuda::StateBatch(*backend, 30, 100), std::invalid_argument);
  cuda::StateBatch two(*backend, 2, 1);
  for (const std::vector<int>& qubits : {std::vector<int>{0, 0}, std::vector<int>{2}}) {
    const cuda::StateBatch::Part part{0, qubits};
    EXPECT_THROW(two.reduced({&part, 1}), std::invalid_argument);
  }
}

}  // namespace
}  // namespace traversable
