// A CUDA device against its own limits, against cuStateVec and against this machine's CPU, all in one run.
//
//   gpu_benchmark [--emulated]
//
// --emulated runs small sizes in the kernels' bodies on the CPU: it shows that the program works, its times mean nothing.
// Prints the tables of docs/benchmarks/gpu.md and the line of TRAVERSABLE_CUSTATEVEC that suits the card.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "circuits/noisy_wormhole.h"
#include "learning/learning_task.h"
#include "learning/objective.h"
#include "learning/teleport_gradient.h"
#include "sim/cuda/device_space.h"
#include "sim/cuda/state_batch.h"
#include "sim/cuda/state_vector_library.h"
#include "sim/two_sided/two_sided.h"
#include "sim/two_sided/two_sided_engine.h"
#include "sym/models.h"

namespace {

using namespace traversable;

/// The fastest of some runs of body(), each waited for, after one that is not counted.
double seconds(cuda::Backend& backend, const std::function<void()>& body, int runs = 5) {
  double fastest = HUGE_VAL;
  for (int run = 0; run <= runs; ++run) {
    backend.synchronize();
    const auto start = std::chrono::steady_clock::now();
    body();
    backend.synchronize();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    if (run > 0) fastest = std::min(fastest, taken.count());
  }
  return fastest;
}

struct Sizes {
  int qubits, two_sided_small, two_sided_large, learning;
  std::size_t scales, trajectories;
};

/// A second backend that has cuStateVec do everything it can; none where it is not built in.
std::unique_ptr<cuda::Backend> with_custatevec(const Device& device) {
  if (device.kind != Device::Kind::cuda) return nullptr;
  try {
    custatevec_version();
  } catch (const std::runtime_error& error) {
    fmt::print("no cuStateVec: {}\n", error.what());
    return nullptr;
  }
  setenv("TRAVERSABLE_CUSTATEVEC", "rotation,expectation,matrix", 1);
  auto backend = cuda::make_backend(device);
  unsetenv("TRAVERSABLE_CUSTATEVEC");
  return backend;
}

/// Our time and the library's; what is faster there is put on the list.
void compare(const char* what, cuda::LibraryOperation operation, double ours,
             std::optional<double> theirs, std::vector<std::string_view>& better) {
  fmt::print("| {} | {:.3g} ms |", what, 1e3 * ours);
  if (!theirs) {
    fmt::print(" - | - |\n");
    return;
  }
  fmt::print(" {:.3g} ms | {:.2f} |\n", 1e3 * *theirs, *theirs / ours);
  if (*theirs < ours) better.push_back(name_of(operation));
}

template <class Real>
void rotations(cuda::Backend& backend, int n, const char* precision) {
  cuda::DeviceState<Real> psi(backend, n), other(backend, n);
  const double bytes = 2 * sizeof(cuda::Complex<Real>) * static_cast<double>(psi.size());
  const double copy = seconds(backend, [&] { other = psi; });
  fmt::print("| {} | copy | {:.4g} GB/s | 1 |\n", precision, 1e-9 * bytes / copy);
  const std::uint64_t high = std::uint64_t{1} << (n - 1);
  for (const auto& [name, string] :
       {std::pair("X on the highest qubit", PauliString{high, 0, 0}),
        std::pair("X on the lowest qubit", PauliString{1, 0, 0}),
        std::pair("X, Y and Z on four qubits", PauliString{high | 6, 12, 1}),
        std::pair("Z alone", PauliString{0, high | 1, 0})}) {
    const PauliRotation rotation{string, 0.3};
    const cuda::DeviceRotations<Real> one(backend, n, {&rotation, 1});
    const double time = seconds(backend, [&] { one.apply(psi); });
    fmt::print("| {} | {} | {:.4g} GB/s | {:.2f} |\n", precision, name, 1e-9 * bytes / time,
               copy / time);
  }
  std::vector<PauliRotation> many;
  for (std::uint64_t k = 0; k < 200; ++k) {
    PauliString p{k % 10 == 0 ? 0 : (k * 37) % 1024, (k * 2654435761u) % (high - 1), 0};
    p.phase = std::popcount(p.x & p.z) % 4;
    many.push_back({p, 0.1});
  }
  const cuda::DeviceRotations<Real> batch(backend, n, many);
  const double time = seconds(backend, [&] { batch.apply(psi); });
  fmt::print("| {} | 200 rotations in {} sweeps | {:.3g} rotations/s | {:.2f} a sweep |\n",
             precision, batch.num_sweeps(), 200 / time,
             copy * static_cast<double>(batch.num_sweeps()) / time);
}

void library(cuda::Backend& backend, cuda::Backend* with_library, int n) {
  std::vector<std::string_view> better;
  fmt::print(
      "\n| operation, {} qubits | ours | cuStateVec | cuStateVec / ours |\n|---|---|---|---|\n", n);
  const PauliRotation rotation{{std::uint64_t{1} << (n - 1) | 6, 12, 1}, 0.3};
  const auto rotate_on = [&](cuda::Backend& b) {
    cuda::DeviceState<double> psi(b, n);
    const cuda::DeviceRotations<double> one(b, n, {&rotation, 1});
    return seconds(b, [&] { one.apply(psi); });
  };
  const std::vector<PauliTerm> terms{{0.5, {6, 12, 1}}, {0.25, {0, 9, 0}}, {1.0, {3, 0, 0}}};
  const auto expect_on = [&](cuda::Backend& b) {
    const cuda::DeviceState<double> psi(b, n);
    const cuda::DeviceOperator<double> op(b, n, terms);
    return seconds(b, [&] { op.expectation(psi); });
  };
  const auto matrix_on = [&](cuda::Backend& b) {
    cuda::StateBatch batch(b, n - 1, 1,
                           std::vector<Eigen::MatrixXcd>{Eigen::Matrix4cd::Identity()});
    batch.clear(1);
    cuda::BatchWork work;
    work.start_job(0, 0);
    for (int k = 0; k < 4; ++k) work.append(std::vector<int>{n - 2, 1}, std::size_t{0});
    return seconds(b, [&] { batch.run_with_norms(work); });
  };
  const auto on_library = [&](const auto& measure) -> std::optional<double> {
    if (with_library == nullptr) return {};
    return measure(*with_library);
  };
  using cuda::LibraryOperation;
  compare("Pauli rotation", LibraryOperation::rotation, rotate_on(backend), on_library(rotate_on),
          better);
  compare("<P> of three strings", LibraryOperation::expectation, expect_on(backend),
          on_library(expect_on), better);
  compare("four 4 x 4 matrices and a norm", LibraryOperation::matrix, matrix_on(backend),
          on_library(matrix_on), better);
  if (with_library != nullptr)
    fmt::print("\nexport TRAVERSABLE_CUSTATEVEC={}\n", fmt::join(better, ","));
}

template <class Real>
void two_sided(cuda::Backend& backend, int n, const char* precision) {
  const cuda::Index d = cuda::Index{1} << (n / 2);
  const DeviceMatrices<Real> space{&backend};
  double gemm = 0;
  {
    const auto a = space.make(d, d), b = space.make(d, d), c = space.make(d, d);
    for (const auto* matrix : {&a, &b})
      space.run(Combine<Real>{{0, 0}, {}, false, {0, 0}, {}, matrix->view()}, d, d);
    gemm = seconds(
        backend,
        [&] {
          space.multiply({Form::plain, a.view(), Form::plain, b.view(), c.view()});
        },
        2);
  }
  const auto start = std::chrono::steady_clock::now();
  const TwoSidedEngineIn<DeviceMatrices<Real>> engine(dense_syk(n, 4, 1.0, {1, 0}), {0, 1},
                                                      std::stop_token(), space);
  TeleportWorkspaceIn<DeviceMatrices<Real>> workspace;
  backend.synchronize();
  const std::chrono::duration<double> built = std::chrono::steady_clock::now() - start;
  std::vector<double> t1(100);
  std::iota(t1.begin(), t1.end(), 0.0);
  const double time = seconds(
      backend,
      [&] {
        engine.teleport(4, 2, std::vector<double>{-12, 12}, t1, workspace);
      },
      2);
  // In products of D x D: exp(-iht) and the thermal state 1/4 each, two insertions of 1/2; for each mu two rotations of
  // 1/2, four even products of 1/4, two odd ones.
  const double products = 2 * 0.25 + 2 * 0.5 + 2 * (2 * 0.5 + 6 * 0.25);
  const double flops = 8 * std::pow(static_cast<double>(d), 3);
  fmt::print("| {} | {} | {:.4g} s | {:.4g} s | {:.4g} TFLOP/s | {:.4g} TFLOP/s | {:.2f} |\n", n,
             precision, built.count(), time, 1e-12 * flops / gemm, 1e-12 * products * flops / time,
             products * gemm / time);
}

void noise(cuda::Backend& backend, const Sizes& sizes) {
  const NoisyWormhole wormhole(learned(), 4.0, sycamore_encoding(), {});
  std::vector<Circuit> circuits;
  for (const double t : {1.2, 2.8, 4.0})
    for (const double mu : {-12.0, 12.0}) circuits.push_back(wormhole.circuit(mu, t, t));
  std::vector<double> scales(sizes.scales);
  for (std::size_t k = 0; k < scales.size(); ++k) scales[k] = 0.01 * static_cast<double>(k);
  const NoiseModel model = noise_preset("sycamore");
  const auto runs = static_cast<double>(circuits.size() * scales.size());
  const auto sweep = [&](cuda::Backend* on) {
    return seconds(
        backend, [&] { noisy_pairs(circuits, model, scales, {}, on); }, 1);
  };
  const double device = sweep(&backend), cpu = sweep(nullptr);
  fmt::print("| density matrices, 9 qubits | {:.4g} runs/s | {:.4g} runs/s | {:.2f} |\n",
             runs / device, runs / cpu, cpu / device);
  const NoisyCircuit circuit = with_noise(circuits[2], model);
  const TrajectoryOptions options{.count = sizes.trajectories, .seed = 1};
  const auto count = static_cast<double>(options.count);
  const auto trajectories = [&](cuda::Backend* on) {
    return seconds(
        backend, [&] { run_trajectories(circuit, options, {}, on); }, 1);
  };
  const double device_t = trajectories(&backend), cpu_t = trajectories(nullptr);
  fmt::print("| trajectories, 9 qubits | {:.4g} /s | {:.4g} /s | {:.2f} |\n", count / device_t,
             count / cpu_t, cpu_t / device_t);
}

void gradient(const Device& where, cuda::Backend& backend, int n) {
  cuda::StreamPool pool(where);
  const CouplingSpace space = complete_space(n, 4);
  const Eigen::VectorXd couplings = space.couplings_of(dense_syk(n, 4, 1.4, {1, 0}));
  const ProtocolPoints points{.beta = 4, .mu = {-12, 12}, .times = {{1, {1}}, {2, {2}}}};
  const ProtocolLoss loss = [](std::size_t, std::span<const Eigen::Matrix4cd> rho,
                               std::span<Eigen::Matrix4cd> lambda) {
    double value = 0;
    for (std::size_t k = 0; k < rho.size(); ++k) {
      lambda[k] = 2 * rho[k];
      value += rho[k].squaredNorm();
    }
    return value;
  };
  const double device = seconds(
      backend, [&] { teleport_gradient(space, couplings, points, loss, {}, {}, &pool); }, 1);
  const double cpu = seconds(
      backend, [&] { teleport_gradient(space, couplings, points, loss); }, 1);
  fmt::print("| gradient, N = {}, 2 times | {:.4g} s | {:.4g} s | {:.2f} |\n", n, device, cpu,
             cpu / device);
}

void run(const Device& device, const Sizes& sizes) {
  const auto backend = cuda::make_backend(device);
  fmt::print("| precision | {} qubits | rate | of the copy |\n|---|---|---|---|\n", sizes.qubits);
  rotations<double>(*backend, sizes.qubits, "double");
  rotations<float>(*backend, sizes.qubits, "single");
  const auto with_library = with_custatevec(device);
  library(*backend, with_library.get(), sizes.qubits);
  fmt::print(
      "\n| N | precision | built | one t0, both signs, 100 t1 | cuBLAS D x D | ours | of cuBLAS "
      "|\n|---|---|---|---|---|---|---|\n");
  for (const int n : {sizes.two_sided_small, sizes.two_sided_large}) {
    two_sided<double>(*backend, n, "double");
    two_sided<float>(*backend, n, "single");
  }
  fmt::print("\n| | device | CPU, {} threads | CPU / device |\n|---|---|---|---|\n",
             omp_get_max_threads());
  noise(*backend, sizes);
  gradient(device, *backend, sizes.learning);
}

}  // namespace

int main(int argc, char** argv) {
  const bool emulated = argc == 2 && std::string_view(argv[1]) == "--emulated";
  if (argc > 2 || (argc == 2 && !emulated)) {
    fmt::print(stderr, "usage: gpu_benchmark [--emulated]\n");
    return 2;
  }
  try {
    if (emulated) {
      fmt::print("emulated on the CPU: the times mean nothing\n\n");
      run({Device::Kind::emulated}, {12, 6, 8, 8, 2, 200});
      return 0;
    }
    const CudaDevice device = cuda_devices().at(0);
    fmt::print("{}, compute capability {}.{}\n\n", device.name, device.major, device.minor);
    run({Device::Kind::cuda, 0}, {28, 26, 28, 20, 200, 20000});
  } catch (const std::exception& error) {
    fmt::print(stderr, "gpu_benchmark: {}\n", error.what());
    return 1;
  }
  return 0;
}
