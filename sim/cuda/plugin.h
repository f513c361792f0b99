// What libtraversable_cuda.so offers to a program that loads it. Both throw std::runtime_error.
#pragma once

#include <vector>

#include "sim/cuda/backend.h"
#include "sim/cuda/device.h"

extern "C" {
void traversable_cuda_devices(std::vector<traversable::CudaDevice>* devices);
traversable::cuda::Backend* traversable_cuda_backend(int index);
}
