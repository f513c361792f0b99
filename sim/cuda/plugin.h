// What the libraries that are loaded on demand offer to the program. All but the version throw std::runtime_error.
#pragma once

#include <vector>

#include "sim/cuda/backend.h"
#include "sim/cuda/device.h"

extern "C" {
// libtraversable_cuda.so
void traversable_cuda_devices(std::vector<traversable::CudaDevice>* devices);
traversable::cuda::Backend* traversable_cuda_backend(int index);

// libtraversable_custatevec.so; `stream` is a cudaStream_t
traversable::cuda::StateVectorLibrary* traversable_custatevec(void* stream);
const char* traversable_custatevec_version();
}
