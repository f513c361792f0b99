#include "benchmarks/gpu/engines.h"

#include <numeric>
#include <vector>

#include "benchmarks/gpu/timing.h"
#include "circuits/noisy_circuit.h"
#include "circuits/trajectories.h"
#include "learning/teleport_gradient.h"
#include "sim/cuda/device_space.h"
#include "sim/cuda/stream_pool.h"
#include "sim/space/device_matrices.h"
#include "sim/state_vector/host_space.h"
#include "sim/teleport/state_vector_teleport.h"
#include "sim/two_sided/two_sided_engine.h"
#include "sym/models.h"

namespace traversable::benchmark {
namespace {

const std::vector<double> mu{-12, 12};

std::vector<double> read_out_times(std::size_t count) {
  std::vector<double> t(count);
  std::iota(t.begin(), t.end(), 0.0);
  return t;
}

/// One injection time, both signs, 100 read-out times, and the engine.
template <class Space>
double exact(const Space& space, int n) {
  const Hamiltonian hamiltonian = dense_syk(n, 4, 1.0, {1, 0});
  const std::vector<double> t1 = read_out_times(100);
  return wall_seconds([&] {
    const TwoSidedEngineIn<Space> engine(hamiltonian, {0, 1}, std::stop_token(), space);
    TeleportWorkspaceIn<Space> workspace;
    engine.teleport(4, 2, mu, t1, workspace);
  });
}

template <class Space>
double krylov(const Space& space, int qubits) {
  const int n = 2 * (qubits / 2);
  TeleportMethod method = teleport_method_by_name("krylov");
  method.encoding = split_encoding(n);
  const Hamiltonian hamiltonian = dense_syk(n, 4, 1.0, {1, 0});
  const std::vector<double> t1 = read_out_times(4);
  return wall_seconds([&] {
    StateVectorTeleportIn<Space> engine(space, hamiltonian, {0, 1}, method);
    engine.teleport(4, 2, mu, t1);
  });
}

/// Layers of one-qubit gates and CZ on neighbours, as deep as the circuit of the learned Hamiltonian.
NoisyCircuit layered_circuit(int num_qubits, double scale) {
  Circuit circuit(num_qubits);
  for (int layer = 0; layer < 28; ++layer) {
    for (int q = 0; q < num_qubits; ++q)
      circuit.append(Gate::u3, {q}, {0.3 + 0.1 * layer, 0.2 * q, 0.7});
    for (int q = layer % 2; q + 1 < num_qubits; q += 2) circuit.append(Gate::cz, {q, q + 1});
  }
  circuit.measure(0, 0);
  circuit.measure(num_qubits - 1, 1);
  return with_noise(circuit, scaled(noise_preset("sycamore"), scale));
}

double density_matrices(int num_qubits, cuda::Backend* backend) {
  std::vector<NoisyCircuit> runs;
  for (int k = 0; k < 100; ++k) runs.push_back(layered_circuit(num_qubits, 0.01 * k));
  return wall_seconds([&] { measured_states(runs, {}, backend); });
}

double trajectories(int num_qubits, cuda::Backend* backend) {
  const NoisyCircuit circuit = layered_circuit(num_qubits, 1);
  return wall_seconds([&] { run_trajectories(circuit, {.count = 4000, .seed = 1}, {}, backend); });
}

/// Of the squares of rho at two times.
double gradient(int n, cuda::StreamPool* pool) {
  const Hamiltonian hamiltonian = dense_syk(n, 4, 1.4, {1, 0});
  const CouplingSpace space(hamiltonian);
  const Eigen::VectorXd couplings = space.couplings_of(hamiltonian);
  const ProtocolPoints points{.beta = 4, .mu = mu, .times = {{1, {1}}, {2, {2}}}};
  const ProtocolLoss loss = [](std::size_t, std::span<const Eigen::Matrix4cd> rho,
                               std::span<Eigen::Matrix4cd> lambda) {
    double value = 0;
    for (std::size_t k = 0; k < rho.size(); ++k) {
      lambda[k] = 2 * rho[k];
      value += rho[k].squaredNorm();
    }
    return value;
  };
  return wall_seconds([&] { teleport_gradient(space, couplings, points, loss, {}, {}, pool); });
}

}  // namespace

BesideCpu measure(const Device& device, Workload workload, int size) {
  const auto backend = cuda::make_backend(device);
  switch (workload) {
    case Workload::exact:
      return {exact(DeviceMatrices<double>{backend.get()}, size),
              exact(HostMatrices<double>{}, size)};
    case Workload::state_vector:
      return {krylov(cuda::DeviceSpace<double>{backend.get()}, size),
              krylov(HostSpace<double>{}, size)};
    case Workload::density_matrices:
      return {density_matrices(size, backend.get()), density_matrices(size, nullptr)};
    case Workload::trajectories:
      return {trajectories(size, backend.get()), trajectories(size, nullptr)};
    default:
      cuda::StreamPool pool(device);
      return {gradient(size, &pool), gradient(size, nullptr)};
  }
}

const char* name_of(Workload workload) {
  switch (workload) {
    case Workload::exact:
      return "exact";
    case Workload::learning:
      return "learning";
    case Workload::state_vector:
      return "state_vector";
    case Workload::density_matrices:
      return "density_matrices";
    default:
      return "trajectories";
  }
}

const std::map<Workload, std::vector<int>>& compared_sizes() {
  static const std::map<Workload, std::vector<int>> sizes{
      {Workload::exact, {8, 10, 12, 14, 16, 20}},
      {Workload::learning, {6, 8, 10, 12, 14}},
      {Workload::state_vector, {10, 12, 14, 16, 18}},
      {Workload::density_matrices, {5, 6, 7, 8, 9, 10}},
      {Workload::trajectories, {5, 7, 9, 11, 12}}};
  return sizes;
}

}  // namespace traversable::benchmark
