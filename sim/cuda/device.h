// Which device computes, and in which precision.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace traversable {

namespace cuda {
class Backend;
}

struct Device {
  enum class Kind {
    cpu,
    cuda,
    emulated  ///< kernels of the GPU in loops on the CPU: for tests
  };
  Kind kind = Kind::cpu;
  /// Of a CUDA device; every_device for all that there are, which share the instances of a run.
  int index = 0;

  /// Of "auto", until device_choice.h has seen the size of the run.
  bool is_automatic = false;

  static constexpr int every_device = -1;
  /// Computed through a cuda::Backend.
  bool has_backend() const { return kind != Kind::cpu; }
};

/// "cpu"; "cuda": every CUDA device; "cuda:K"; or "auto": cuda where all devices can run it, for runs that are large enough
/// (device_choice.h), else cpu. Throws
/// std::invalid_argument for another name, a device that is not there or a program built without CUDA, with the driver's
/// own words.
Device device_by_name(std::string_view name);

/// "cpu", "cuda", "cuda:K" or "emulated".
std::string name_of(const Device& device);

struct CudaDevice {
  std::string name;
  int major = 0, minor = 0;  // compute capability
  double memory = 0;         // bytes
};

/// Devices that the driver shows. Throws std::runtime_error where libtraversable_cuda.so is not beside the
/// program (it is built where there is a CUDA compiler), cannot be loaded, or the driver shows no device.
std::vector<CudaDevice> cuda_devices();

/// Of the cuStateVec that was built in. Throws std::runtime_error where there is none or it cannot be loaded.
std::string custatevec_version();

namespace cuda {

/// A backend for each device that is meant, with cuStateVec where TRAVERSABLE_CUSTATEVEC asks for it. Throws
/// std::runtime_error; std::invalid_argument for an unknown operation there.
std::vector<std::unique_ptr<Backend>> make_backends(const Device& device);

/// On the first of them.
std::unique_ptr<Backend> make_backend(const Device& device);

}  // namespace cuda

}  // namespace traversable
