// cuStateVec behind state_vector_library.h: a library of its own, so that nothing else needs it.
#include <cuda_runtime_api.h>
#include <custatevec.h>

#include <stdexcept>
#include <string>

#include "sim/cuda/plugin.h"
#include "sim/cuda/state_vector_library.h"

namespace traversable::cuda {
namespace {

void check(custatevecStatus_t status, const char* action) {
  if (status != CUSTATEVEC_STATUS_SUCCESS)
    throw std::runtime_error(std::string("cuStateVec, ") + action + ": " +
                             custatevecGetErrorString(status));
}

std::vector<custatevecPauli_t> letters(const PauliLetters& p) {
  std::vector<custatevecPauli_t> result;
  for (const std::int32_t letter : p.letters)
    result.push_back(static_cast<custatevecPauli_t>(letter));
  return result;
}

class CuStateVec final : public StateVectorLibrary {
 public:
  explicit CuStateVec(cudaStream_t stream) : stream_(stream) {
    check(custatevecCreate(&handle_), "starting");
    if (const auto status = custatevecSetStream(handle_, stream);
        status != CUSTATEVEC_STATUS_SUCCESS) {
      custatevecDestroy(handle_);
      check(status, "choosing the stream");
    }
  }
  ~CuStateVec() override { custatevecDestroy(handle_); }
  CuStateVec(const CuStateVec&) = delete;
  CuStateVec& operator=(const CuStateVec&) = delete;

  std::string version() const override {
    return std::to_string(CUSTATEVEC_VER_MAJOR) + "." + std::to_string(CUSTATEVEC_VER_MINOR) + "." +
           std::to_string(CUSTATEVEC_VER_PATCH);
  }

  void rotate(void* psi, bool is_double, int num_qubits, const PauliLetters& p,
              double angle) override {
    // exp(i theta P) there.
    check(custatevecApplyPauliRotation(
              handle_, psi, type(is_double), static_cast<std::uint32_t>(num_qubits),
              -angle * p.sign, letters(p).data(), p.targets.data(),
              static_cast<std::uint32_t>(p.targets.size()), nullptr, nullptr, 0),
          "a Pauli rotation");
  }

  std::vector<double> expectations(const void* psi, bool is_double, int num_qubits,
                                   std::span<const PauliLetters> strings) override {
    std::vector<std::vector<custatevecPauli_t>> all;
    for (const PauliLetters& p : strings) all.push_back(letters(p));
    std::vector<const custatevecPauli_t*> operators;
    std::vector<const std::int32_t*> targets;
    std::vector<std::uint32_t> sizes;
    for (std::size_t k = 0; k < strings.size(); ++k) {
      operators.push_back(all[k].data());
      targets.push_back(strings[k].targets.data());
      sizes.push_back(static_cast<std::uint32_t>(strings[k].targets.size()));
    }
    std::vector<double> values(strings.size());
    check(custatevecComputeExpectationsOnPauliBasis(
              handle_, psi, type(is_double), static_cast<std::uint32_t>(num_qubits), values.data(),
              operators.data(), static_cast<std::uint32_t>(strings.size()), targets.data(),
              sizes.data()),
          "expectation values");
    return values;
  }

  void apply_matrix(void* psi, int num_qubits, const std::complex<double>* matrix,
                    std::span<const std::int32_t> targets) override {
    const auto qubits = static_cast<std::uint32_t>(num_qubits);
    const auto count = static_cast<std::uint32_t>(targets.size());
    std::size_t bytes = 0;
    check(custatevecApplyMatrixGetWorkspaceSize(handle_, CUDA_C_64F, qubits, matrix, CUDA_C_64F,
                                                CUSTATEVEC_MATRIX_LAYOUT_COL, 0, count, 0,
                                                CUSTATEVEC_COMPUTE_64F, &bytes),
          "sizing a matrix");
    void* workspace = nullptr;
    if (bytes > 0 && cudaMallocAsync(&workspace, bytes, stream_) != cudaSuccess)
      throw std::runtime_error("cuStateVec, a matrix: no memory for its workspace");
    const auto status = custatevecApplyMatrix(
        handle_, psi, CUDA_C_64F, qubits, matrix, CUDA_C_64F, CUSTATEVEC_MATRIX_LAYOUT_COL, 0,
        targets.data(), count, nullptr, nullptr, 0, CUSTATEVEC_COMPUTE_64F, workspace, bytes);
    if (workspace != nullptr) cudaFreeAsync(workspace, stream_);
    check(status, "a matrix");
  }

 private:
  static cudaDataType_t type(bool is_double) { return is_double ? CUDA_C_64F : CUDA_C_32F; }

  custatevecHandle_t handle_ = nullptr;
  cudaStream_t stream_;
};

}  // namespace
}  // namespace traversable::cuda

traversable::cuda::StateVectorLibrary* traversable_custatevec(void* stream) {
  return new traversable::cuda::CuStateVec(static_cast<cudaStream_t>(stream));
}

const char* traversable_custatevec_version() {
#define TRAVERSABLE_TEXT_OF(x) #x
#define TRAVERSABLE_TEXT(x) TRAVERSABLE_TEXT_OF(x)
  return TRAVERSABLE_TEXT(CUSTATEVEC_VER_MAJOR) "." TRAVERSABLE_TEXT(
      CUSTATEVEC_VER_MINOR) "." TRAVERSABLE_TEXT(CUSTATEVEC_VER_PATCH);
}
