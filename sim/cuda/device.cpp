#include "sim/cuda/device.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "sim/cuda/backend.h"
#include "sim/cuda/plugin.h"
#include "sim/cuda/state_vector_library.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

namespace fs = std::filesystem;

/// The folder of Python's extension or of the program. For a program dladdr gives the word that it was started by, which
/// may be a script's.
fs::path own_folder() {
  Dl_info own{};
  std::error_code error;
  if (::dladdr(reinterpret_cast<const void*>(&device_by_name), &own) != 0 &&
      std::strcmp(own.dli_fname, ::program_invocation_name) != 0 &&
      fs::exists(own.dli_fname, error))
    return fs::canonical(own.dli_fname).parent_path();
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

/// Where a plugin `name` can be: beside the program or extension or in a folder lib there or one level up, or in the Python
/// package traversable_cuda, which is a neighbour of this one.
std::vector<fs::path> plugin_places(const char* name) {
  const fs::path own = own_folder();
  std::vector<fs::path> places{own / name};
  for (const fs::path& folder : {own, own.parent_path()}) {
    places.push_back(folder / "lib" / name);
    places.push_back(folder.parent_path() / "traversable_cuda" / name);
  }
  return places;
}

/// A library that is loaded when it is first asked for, and stays.
class Plugin {
 public:
  /// `without`: what the program was built without where the library is not there.
  Plugin(const char* name, const char* without) : name_(name), without_(without) {}

  /// Throws std::runtime_error.
  template <class Function>
  Function function(const char* name) {
    std::call_once(once_, [&] { load(); });
    if (handle_ == nullptr) throw std::runtime_error(failure_);
    void* const symbol = ::dlsym(handle_, name);
    if (symbol == nullptr) throw std::runtime_error(::dlerror());
    return reinterpret_cast<Function>(symbol);
  }

 private:
  void load() {
    for (const fs::path& path : plugin_places(name_))
      if (fs::exists(path)) {
        handle_ = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (handle_ == nullptr) failure_ = ::dlerror();
        return;
      }
    failure_ = fmt::format("built without {} ({} is not beside the program)", without_, name_);
  }

  const char* name_;
  const char* without_;
  std::once_flag once_;
  void* handle_ = nullptr;
  std::string failure_;
};

Plugin& cuda_plugin() {
  static Plugin plugin("libtraversable_cuda.so", "CUDA");
  return plugin;
}

Plugin& custatevec_plugin() {
  static Plugin plugin("libtraversable_custatevec.so", "cuStateVec");
  return plugin;
}

}  // namespace

namespace {

/// Without code for it: cards before Ampere.
bool is_too_old(const CudaDevice& device) {
  constexpr int least_capability = 8;
  return device.major < least_capability;
}

}  // namespace

Device device_by_name(std::string_view name) {
  if (name == "cpu") return {};
  const bool automatic = name == "auto";
  Device device{Device::Kind::cuda, Device::every_device, automatic};
  if (name.starts_with("cuda:")) {
    const std::string_view digits = name.substr(5);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), device.index);
    if (error != std::errc() || end != digits.data() + digits.size() || device.index < 0)
      throw std::invalid_argument(
          fmt::format("device {}: expected cpu, cuda, cuda:K or auto", in_quotes(name)));
  } else if (name != "cuda" && !automatic) {
    throw std::invalid_argument(
        fmt::format("device {}: expected cpu, cuda, cuda:K or auto", in_quotes(name)));
  }
  try {
    const std::vector<CudaDevice> devices = cuda_devices();
    const std::size_t count = devices.size();
    if (automatic && std::ranges::any_of(devices, is_too_old)) return {};
    if (device.index != Device::every_device && static_cast<std::size_t>(device.index) >= count)
      throw std::invalid_argument(
          fmt::format("device {}: there are {} CUDA devices", in_quotes(name), count));
  } catch (const std::runtime_error& error) {
    if (automatic) return {};
    throw std::invalid_argument(fmt::format("device {}: {}", in_quotes(name), error.what()));
  }
  return device;
}

std::string name_of(const Device& device) {
  if (device.kind == Device::Kind::cpu) return "cpu";
  if (device.kind == Device::Kind::emulated) return "emulated";
  return device.index == Device::every_device ? "cuda" : fmt::format("cuda:{}", device.index);
}

std::vector<CudaDevice> cuda_devices() {
  std::vector<CudaDevice> devices;
  cuda_plugin().function<decltype(&traversable_cuda_devices)>("traversable_cuda_devices")(&devices);
  return devices;
}

std::string custatevec_version() {
  return custatevec_plugin().function<decltype(&traversable_custatevec_version)>(
      "traversable_custatevec_version")();
}

namespace cuda {
namespace {

std::unique_ptr<Backend> cuda_backend(int index) {
  std::unique_ptr<Backend> backend(cuda_plugin().function<decltype(&traversable_cuda_backend)>(
      "traversable_cuda_backend")(index));
  const std::set<LibraryOperation> operations = chosen_library_operations();
  if (operations.empty()) return backend;
  const auto make =
      custatevec_plugin().function<decltype(&traversable_custatevec)>("traversable_custatevec");
  backend->choose_library({operations, [make](void* stream) {
                             return std::shared_ptr<StateVectorLibrary>(make(stream));
                           }});
  return backend;
}

}  // namespace

std::vector<std::unique_ptr<Backend>> make_backends(const Device& device) {
  std::vector<std::unique_ptr<Backend>> backends;
  if (device.kind == Device::Kind::emulated) {
    backends.push_back(make_host_backend());
  } else if (device.index != Device::every_device) {
    backends.push_back(cuda_backend(device.index));
  } else {
    const auto count = static_cast<int>(cuda_devices().size());
    for (int index = 0; index < count; ++index) backends.push_back(cuda_backend(index));
  }
  return backends;
}

std::unique_ptr<Backend> make_backend(const Device& device) {
  Device first = device;
  first.index = std::max(first.index, 0);
  return std::move(make_backends(first).front());
}

}  // namespace cuda

}  // namespace traversable
