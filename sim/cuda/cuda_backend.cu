// The backend on a CUDA device: kernels of the bodies in kernels.h, cuBLAS, cuSOLVER, one stream.
#include <cublas_v2.h>
#include <cuda_runtime.h>
#include <cusolverDn.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>

#include "sim/cuda/backend.h"
#include "sim/cuda/plugin.h"
#include "sim/cuda/upload_ring.h"

namespace traversable::cuda {
namespace {

void check(cudaError_t status, const char* action) {
  if (status == cudaSuccess) return;
  cudaGetLastError();  // what was reported here must not turn up again behind the next kernel
  throw std::runtime_error(std::string("CUDA, ") + action + ": " + cudaGetErrorString(status));
}

void check(cublasStatus_t status, const char* action) {
  if (status != CUBLAS_STATUS_SUCCESS)
    throw std::runtime_error(std::string("cuBLAS, ") + action + ": " +
                             cublasGetStatusString(status));
}

void check(cusolverStatus_t status, const char* action) {
  if (status != CUSOLVER_STATUS_SUCCESS)
    throw std::runtime_error(std::string("cuSOLVER, ") + action + ": status " +
                             std::to_string(static_cast<int>(status)));
}

// A step of a strided loop written out several times costs a division before the first: most threads make one.
template <class Body>
__global__ void kernel(Body body, Index count) {
  const Index step = static_cast<Index>(gridDim.x) * blockDim.x;
#pragma unroll 1
  for (Index i = static_cast<Index>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += step)
    body(i);
}

/// Rows along x, columns along y: no index is divided.
template <class Body>
__global__ void matrix_kernel(Body body, Index rows, Index columns) {
  const Index row = static_cast<Index>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (row >= rows) return;
  const Index step = static_cast<Index>(gridDim.y) * blockDim.y;
#pragma unroll 1
  for (Index column = static_cast<Index>(blockIdx.y) * blockDim.y + threadIdx.y; column < columns;
       column += step)
    body(row, column);
}

/// Blocks that are to share a multiprocessor, to which the compiler holds the registers: with one more some would spill.
template <class Body>
constexpr int blocks_together = 4;
template <class Real>
constexpr int blocks_together<RotateBlocks<Real>> = 5;
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 900
template <>
constexpr int blocks_together<RunTiles> = 3;
#endif
template <>
constexpr int blocks_together<RunMatrices> = 3;

template <class Body>
__global__ void __launch_bounds__(block_threads, blocks_together<Body>) block_kernel(Body body) {
  extern __shared__ double2 shared[];  // aligned for any amplitude
  const auto own = body.prepare(blockIdx.x);
  const int phases = body.phases(own);
#pragma unroll 1
  for (int phase = 0; phase < phases; ++phase) {
    body(own, static_cast<int>(threadIdx.x), phase, shared);
    __syncthreads();
  }
}

/// With a time.
struct Event {
  Event() { check(cudaEventCreate(&event), "making an event"); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { cudaEventDestroy(event); }

  cudaEvent_t event = nullptr;
};

/// Pinned memory for uploads; made with the first one.
class PinnedRing {
 public:
  PinnedRing() = default;
  PinnedRing(const PinnedRing&) = delete;
  PinnedRing& operator=(const PinnedRing&) = delete;
  ~PinnedRing() {
    for (const cudaEvent_t event : left_)
      if (event != nullptr) cudaEventDestroy(event);
    if (memory_ != nullptr) cudaFreeHost(memory_);
  }

  void upload(cudaStream_t stream, void* to, const void* from, std::size_t bytes) {
    if (memory_ == nullptr) make();
    auto* target = static_cast<char*>(to);
    const auto* source = static_cast<const char*>(from);
    while (bytes > 0) {
      const UploadRing::Piece piece = ring_.next(bytes);
      if (piece.enters) enter(piece.part, stream);
      char* const staged =
          memory_ + static_cast<std::size_t>(piece.part) * UploadRing::part_bytes + piece.offset;
      std::memcpy(staged, source, piece.bytes);
      check(cudaMemcpyAsync(target, staged, piece.bytes, cudaMemcpyHostToDevice, stream),
            "copying to the device");
      target += piece.bytes;
      source += piece.bytes;
      bytes -= piece.bytes;
    }
  }

 private:
  void make() {
    for (cudaEvent_t& event : left_)
      if (event == nullptr)
        check(cudaEventCreateWithFlags(&event, cudaEventDisableTiming), "making an event");
    void* memory = nullptr;
    check(cudaMallocHost(&memory, UploadRing::num_parts * UploadRing::part_bytes),
          "pinning memory");
    memory_ = static_cast<char*>(memory);
  }

  /// The part that was filled until now is left; the other one is free once the device has fetched what was in it.
  void enter(int part, cudaStream_t stream) {
    if (current_ >= 0) check(cudaEventRecord(left_[current_], stream), "marking an upload");
    check(cudaEventSynchronize(left_[part]), "waiting for an upload");
    current_ = part;
  }

  UploadRing ring_;
  int current_ = -1;
  cudaEvent_t left_[UploadRing::num_parts] = {};
  char* memory_ = nullptr;
};

class CudaBackend final : public Backend {
 public:
  explicit CudaBackend(int index) : index_(index) {
    try {
      check(cudaSetDevice(index), "choosing the device");
      check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "making a stream");
      choose_pool();
    } catch (...) {
      destroy();
      throw;
    }
  }
  ~CudaBackend() override { destroy(); }
  CudaBackend(const CudaBackend&) = delete;
  CudaBackend& operator=(const CudaBackend&) = delete;

  void* allocate(std::size_t bytes) override {
    use_device();
    const std::size_t size = std::max<std::size_t>(bytes, 1);
    void* memory = nullptr;
    cudaError_t status = allocate(&memory, size);
    if (status == cudaErrorMemoryAllocation && pool_ != nullptr) {
      cudaGetLastError();
      trim();
      status = allocate(&memory, size);
    }
    check(status, ("allocating " + std::to_string(bytes) + " bytes").c_str());
    return memory;
  }
  void release(void* memory) override {
    cudaSetDevice(index_);
    if (pool_ != nullptr) {
      cudaFreeAsync(memory, stream_);
    } else {
      cudaStreamSynchronize(stream_);
      cudaFree(memory);
    }
    cudaGetLastError();  // what is dropped here must not turn up behind the next kernel
  }

  void upload(void* to, const void* from, std::size_t bytes) override {
    use_device();
    if (uploads_ == nullptr) uploads_ = std::make_unique<PinnedRing>();
    uploads_->upload(stream_, to, from, bytes);
  }
  void download(void* to, const void* from, std::size_t bytes) override {
    use_device();
    check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, stream_),
          "copying from the device");
    check(cudaStreamSynchronize(stream_), "copying from the device");
  }
  void copy(void* to, const void* from, std::size_t bytes) override {
    use_device();
    check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, stream_), "copying");
  }

  void run(const Kernel& body, Index count) override {
    std::visit(
        [&](const auto& family) {
          std::visit([&](const auto& one) { launch(one, count); }, family);
        },
        body);
  }
  void run_matrix(const MatrixKernel<float>& body, Index rows, Index columns) override {
    std::visit([&](const auto& one) { launch_matrix(one, rows, columns); }, body);
  }
  void run_matrix(const MatrixKernel<double>& body, Index rows, Index columns) override {
    std::visit([&](const auto& one) { launch_matrix(one, rows, columns); }, body);
  }
  void run_blocks(const BlockKernel& body, Index count) override {
    std::visit([&](const auto& one) { launch_blocks(one, count); }, body);
  }

  void multiply(const MatrixProduct<float>& p) override {
    use_device();
    const cuComplex one{1, 0}, beta{p.add ? 1.0f : 0.0f, 0};
    check(cublasCgemm_64(blas(), blas_operation(p.form_a), blas_operation(p.form_b), p.c.rows,
                         p.c.columns, p.form_a == Form::adjoint ? p.a.rows : p.a.columns, &one,
                         reinterpret_cast<const cuComplex*>(p.a.data), p.a.stride,
                         reinterpret_cast<const cuComplex*>(p.b.data), p.b.stride, &beta,
                         reinterpret_cast<cuComplex*>(p.c.data), p.c.stride),
          "a product");
  }
  void multiply(const MatrixProduct<double>& p) override {
    use_device();
    const cuDoubleComplex one{1, 0}, beta{p.add ? 1.0 : 0.0, 0};
    check(cublasZgemm_64(blas(), blas_operation(p.form_a), blas_operation(p.form_b), p.c.rows,
                         p.c.columns, p.form_a == Form::adjoint ? p.a.rows : p.a.columns, &one,
                         reinterpret_cast<const cuDoubleComplex*>(p.a.data), p.a.stride,
                         reinterpret_cast<const cuDoubleComplex*>(p.b.data), p.b.stride, &beta,
                         reinterpret_cast<cuDoubleComplex*>(p.c.data), p.c.stride),
          "a product");
  }

  std::vector<double> diagonalize(Complex<double>* a, Index n) override {
    return eigenvectors(a, n);
  }

  double available_memory() override {
    std::size_t free_bytes = 0, total = 0;
    use_device();
    check(cudaMemGetInfo(&free_bytes, &total), "asking for memory");
    return static_cast<double>(free_bytes) + idle_in_pool();
  }

  void synchronize() override {
    use_device();
    check(cudaStreamSynchronize(stream_), "waiting");
  }

  double seconds_of(const std::function<void()>& work) override {
    use_device();
    Event begin, end;
    check(cudaEventRecord(begin.event, stream_), "marking a time");
    work();
    use_device();
    check(cudaEventRecord(end.event, stream_), "marking a time");
    check(cudaEventSynchronize(end.event), "waiting");
    float milliseconds = 0;
    check(cudaEventElapsedTime(&milliseconds, begin.event, end.event), "measuring a time");
    return 1e-3 * static_cast<double>(milliseconds);
  }

 protected:
  std::unique_ptr<Backend> make_stream() override {
    return std::unique_ptr<Backend>(new CudaBackend(index_));
  }
  /// With this device current, as whoever makes a library for it needs.
  void* stream() override {
    use_device();
    return stream_;
  }

 private:
  static cublasOperation_t blas_operation(Form form) {
    return form == Form::adjoint ? CUBLAS_OP_C : CUBLAS_OP_N;
  }

  /// The calling thread's: a stream is used by one thread after the other.
  void use_device() { check(cudaSetDevice(index_), "choosing the device"); }

  /// Memory in the order of the stream, kept for the next allocation: most are small and short-lived.
  void choose_pool() {
    int supported = 0;
    check(cudaDeviceGetAttribute(&supported, cudaDevAttrMemoryPoolsSupported, index_),
          "asking for memory pools");
    if (supported == 0) return;
    check(cudaDeviceGetDefaultMemPool(&pool_, index_), "choosing the memory pool");
    std::uint64_t keep = std::numeric_limits<std::uint64_t>::max();
    check(cudaMemPoolSetAttribute(pool_, cudaMemPoolAttrReleaseThreshold, &keep),
          "setting the memory pool");
  }

  cudaError_t allocate(void** memory, std::size_t bytes) {
    return pool_ != nullptr ? cudaMallocAsync(memory, bytes, stream_) : cudaMalloc(memory, bytes);
  }

  /// Bytes that the pool keeps for the next allocation.
  double idle_in_pool() {
    if (pool_ == nullptr) return 0;
    std::uint64_t reserved = 0, used = 0;
    check(cudaMemPoolGetAttribute(pool_, cudaMemPoolAttrReservedMemCurrent, &reserved),
          "asking for memory");
    check(cudaMemPoolGetAttribute(pool_, cudaMemPoolAttrUsedMemCurrent, &used),
          "asking for memory");
    return static_cast<double>(reserved) - static_cast<double>(used);
  }

  /// What the pool keeps goes back to the device.
  void trim() {
    check(cudaDeviceSynchronize(), "waiting");
    check(cudaMemPoolTrimTo(pool_, 0), "trimming the memory pool");
  }

  template <class Body>
  void launch(const Body& body, Index count) {
    if (count == 0) return;
    use_device();
    constexpr Index threads = 256, most_blocks = 1 << 20;
    const Index blocks = std::min((count + threads - 1) / threads, most_blocks);
    kernel<<<static_cast<unsigned>(blocks), static_cast<unsigned>(threads), 0, stream_>>>(body,
                                                                                          count);
    check(cudaGetLastError(), "starting a kernel");
  }

  template <class Body>
  void launch_matrix(const Body& body, Index rows, Index columns) {
    if (rows * columns == 0) return;
    use_device();
    constexpr Index threads = 256, most_column_blocks = 65535;
    unsigned row_threads = 1;
    while (row_threads < threads && row_threads < rows) row_threads *= 2;
    const dim3 block(row_threads, threads / row_threads);
    const Index column_blocks = (columns + block.y - 1) / block.y;
    const dim3 grid(checked_blocks((rows + block.x - 1) / block.x),
                    static_cast<unsigned>(std::min(column_blocks, most_column_blocks)));
    matrix_kernel<<<grid, block, 0, stream_>>>(body, rows, columns);
    check(cudaGetLastError(), "starting a kernel");
  }

  template <class Body>
  void launch_blocks(const Body& body, Index count) {
    if (count == 0) return;
    use_device();
    block_kernel<<<checked_blocks(count), block_threads, body.shared_bytes(), stream_>>>(body);
    check(cudaGetLastError(), "starting a kernel");
  }

  static unsigned checked_blocks(Index count) {
    constexpr Index most = std::numeric_limits<std::int32_t>::max();
    if (count > most)
      throw std::runtime_error("CUDA: a kernel of " + std::to_string(count) +
                               " blocks, a device takes at most " + std::to_string(most));
    return static_cast<unsigned>(count);
  }

  /// Handles are made when they are first needed: most streams need neither.
  cublasHandle_t blas() {
    if (blas_ != nullptr) return blas_;
    check(cublasCreate(&blas_), "starting");
    check(cublasSetStream(blas_, stream_), "choosing the stream");
    return blas_;
  }
  cusolverDnHandle_t solver() {
    if (solver_options_ != nullptr) return solver_;
    if (solver_ == nullptr) check(cusolverDnCreate(&solver_), "starting");
    check(cusolverDnSetStream(solver_, stream_), "choosing the stream");
    check(cusolverDnCreateParams(&solver_options_), "starting");
    return solver_;
  }

  std::vector<double> eigenvectors(Complex<double>* a, Index n) {
    Array<double> levels(*this, n);
    Array<int> status(*this, 1);
    std::size_t device_bytes = 0, host_bytes = 0;
    const auto mode = CUSOLVER_EIG_MODE_VECTOR;
    const auto triangle = CUBLAS_FILL_MODE_LOWER;
    constexpr cudaDataType real = CUDA_R_64F, complex = CUDA_C_64F;
    cusolverDnHandle_t const handle = solver();
    check(cusolverDnXsyevd_bufferSize(handle, solver_options_, mode, triangle, n, complex, a, n,
                                      real, levels.data(), complex, &device_bytes, &host_bytes),
          "sizing the eigensolver");
    Array<char> device_space(*this, static_cast<Index>(device_bytes));
    std::vector<char> host_space(host_bytes);
    check(cusolverDnXsyevd(handle, solver_options_, mode, triangle, n, complex, a, n, real,
                           levels.data(), complex, device_space.data(), device_bytes,
                           host_space.data(), host_bytes, status.data()),
          "finding eigenvectors");
    if (status.values()[0] != 0)
      throw std::runtime_error("cuSOLVER: the eigenvectors did not converge");
    return levels.values();
  }

  void destroy() {
    cudaSetDevice(index_);
    drop_library();
    if (solver_options_ != nullptr) cusolverDnDestroyParams(solver_options_);
    if (solver_ != nullptr) cusolverDnDestroy(solver_);
    if (blas_ != nullptr) cublasDestroy(blas_);
    if (stream_ != nullptr) cudaStreamSynchronize(stream_);  // uploads under way
    uploads_.reset();
    if (stream_ != nullptr) cudaStreamDestroy(stream_);
  }

  int index_;
  cudaStream_t stream_ = nullptr;
  cudaMemPool_t pool_ = nullptr;  // none: plain allocations
  cublasHandle_t blas_ = nullptr;
  cusolverDnHandle_t solver_ = nullptr;
  cusolverDnParams_t solver_options_ = nullptr;
  std::unique_ptr<PinnedRing> uploads_;
};

}  // namespace

}  // namespace traversable::cuda

traversable::cuda::Backend* traversable_cuda_backend(int index) {
  return new traversable::cuda::CudaBackend(index);
}

void traversable_cuda_devices(std::vector<traversable::CudaDevice>* devices) {
  using traversable::cuda::check;
  int driver = 0, count = 0;
  check(cudaDriverGetVersion(&driver), "asking for the driver");
  if (driver == 0) throw std::runtime_error("no CUDA driver is installed");
  check(cudaGetDeviceCount(&count), "looking for devices");
  for (int i = 0; i < count; ++i) {
    cudaDeviceProp properties{};
    check(cudaGetDeviceProperties(&properties, i), "describing a device");
    devices->push_back({properties.name, properties.major, properties.minor,
                        static_cast<double>(properties.totalGlobalMem)});
  }
}
