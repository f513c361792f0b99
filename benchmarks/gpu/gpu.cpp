// A CUDA device against its own limits, against cuStateVec and against this machine's CPU, all in one run.
//
//   gpu_benchmark [--emulated | --least-sizes]
//
// Prints the tables of docs/benchmarks/gpu.md and the line of TRAVERSABLE_CUSTATEVEC that suits the card. --least-sizes prints
// sim/cuda/least_sizes.h as the card has it. --emulated runs small sizes in the kernels' bodies on the CPU: it shows that the
// program works, its times mean nothing.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <omp.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "benchmarks/gpu/engines.h"
#include "benchmarks/gpu/kernels.h"
#include "benchmarks/gpu/timing.h"
#include "sim/cuda/device_space.h"
#include "sim/cuda/state_batch.h"
#include "sim/cuda/state_vector_library.h"

namespace {

using namespace traversable;
using benchmark::device_seconds;

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

void library(cuda::Backend& backend, cuda::Backend* with_library, int n) {
  std::vector<std::string_view> better;
  fmt::print(
      "\n| operation, {} qubits | ours | cuStateVec | cuStateVec / ours |\n|---|---|---|---|\n", n);
  const PauliRotation rotation{{std::uint64_t{1} << (n - 1) | 6, 12, 1}, 0.3};
  const auto rotate_on = [&](cuda::Backend& b) {
    cuda::DeviceState<double> psi(b, random_state<double>(n, 1, 0));
    const cuda::DeviceRotations<double> one(b, n, {&rotation, 1});
    return device_seconds(b, [&] { one.apply(psi); });
  };
  const std::vector<PauliTerm> terms{{0.5, {6, 12, 1}}, {0.25, {0, 9, 0}}, {1.0, {3, 0, 0}}};
  const auto expect_on = [&](cuda::Backend& b) {
    const cuda::DeviceState<double> psi(b, random_state<double>(n, 1, 0));
    const cuda::DeviceOperator<double> op(b, n, terms);
    return device_seconds(b, [&] { op.expectation(psi); });
  };
  const auto matrix_on = [&](cuda::Backend& b) {
    cuda::StateBatch batch(b, n - 1, 1,
                           std::vector<Eigen::MatrixXcd>{Eigen::Matrix4cd::Identity()});
    batch.clear(1);
    cuda::BatchWork work;
    work.start_job(0, 0);
    for (int k = 0; k < 4; ++k) work.append(std::vector<int>{n - 2, 1}, std::size_t{0});
    return device_seconds(b, [&] { batch.run_with_norms(work); });
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

void engines(const Device& device, bool small) {
  fmt::print("\n| | size | device | CPU, {} threads | CPU / device |\n|---|---|---|---|---|\n",
             omp_get_max_threads());
  for (const auto& [workload, sizes] : benchmark::compared_sizes())
    for (const int size : sizes) {
      if (small && size != sizes.front()) continue;
      const auto [there, here] = benchmark::measure(device, workload, size);
      fmt::print("| {} | {} | {:.4g} s | {:.4g} s | {:.2f} |\n", benchmark::name_of(workload), size,
                 there, here, here / there);
    }
}

/// The least of the compared sizes from which on the device is faster at all of them; one more than the largest where it never is.
int least_size_on(const Device& device, Workload workload, const std::vector<int>& sizes) {
  int least = sizes.back() + 1;
  for (auto size = sizes.rbegin(); size != sizes.rend(); ++size) {
    const auto [there, here] = benchmark::measure(device, workload, *size);
    if (there >= here) break;
    least = *size;
  }
  return least;
}

void print_least_sizes(const Device& device, const std::string& card) {
  fmt::print(
      "// From which size on a device is the faster one, `--device auto`: the output of "
      "`gpu_benchmark --least-sizes`.\n"
      "// Measured on {} beside {} threads.\n#pragma once\n\nnamespace traversable {{\n\n"
      "struct LeastSizes {{\n",
      card, omp_get_max_threads());
  for (const auto& [workload, sizes] : benchmark::compared_sizes()) {
    const bool majoranas = workload == Workload::exact || workload == Workload::learning;
    fmt::print("  int {} = {};  ///< {}\n", benchmark::name_of(workload),
               least_size_on(device, workload, sizes), majoranas ? "Majoranas a side" : "qubits");
  }
  fmt::print("}};\n\n}}  // namespace traversable\n");
}

void print_all(const Device& device, const benchmark::KernelSizes& sizes, bool small) {
  const auto backend = cuda::make_backend(device);
  benchmark::print_kernels(*backend, sizes);
  const auto with_library = with_custatevec(device);
  library(*backend, with_library.get(), sizes.qubits);
  engines(device, small);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string option = argc > 1 ? argv[1] : "";
  if (argc > 2 || !(option.empty() || option == "--emulated" || option == "--least-sizes")) {
    fmt::print(stderr, "usage: gpu_benchmark [--emulated | --least-sizes]\n");
    return 2;
  }
  try {
    if (option == "--emulated") {
      fmt::print("emulated on the CPU: the times mean nothing\n\n");
      print_all({Device::Kind::emulated}, {12, 16, 6, 20}, true);
      return 0;
    }
    const CudaDevice card = cuda_devices().at(0);
    const Device device{Device::Kind::cuda, 0};
    if (option == "--least-sizes") {
      print_least_sizes(device, card.name);
      return 0;
    }
    fmt::print("{}, compute capability {}.{}\n\n", card.name, card.major, card.minor);
    print_all(device, {28, 8192, 13, 4000}, false);
  } catch (const std::exception& error) {
    fmt::print(stderr, "gpu_benchmark: {}\n", error.what());
    return 1;
  }
  return 0;
}
