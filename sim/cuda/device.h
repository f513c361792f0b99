// Which device computes.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cuda/backend.h"

namespace traversable {

struct Device {
  bool is_cuda = false;
  int index = 0;
};

/// "cpu", "cuda" (the first), "cuda:K", or "auto": the first CUDA device where there is one, else the CPU. Throws
/// std::invalid_argument for another name, a device that is not there or a program built without CUDA, with the
/// driver's own words.
Device device_by_name(std::string_view name);

/// "cpu" or "cuda:K".
std::string name_of(const Device& device);

struct CudaDevice {
  std::string name;
  int major = 0, minor = 0;  // compute capability
  double memory = 0;         // bytes
};

/// Devices that the driver shows. Throws std::runtime_error where libtraversable_cuda.so is not beside the
/// program (it is built where there is a CUDA compiler), cannot be loaded, or the driver shows no device.
std::vector<CudaDevice> cuda_devices();

namespace cuda {

/// Of a CUDA device. Throws std::runtime_error.
std::unique_ptr<Backend> make_cuda_backend(int index);

}  // namespace cuda

}  // namespace traversable
