#include "sim/cuda/device.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "sim/cuda/plugin.h"

namespace traversable {
namespace {

namespace fs = std::filesystem;
constexpr const char* library_name = "libtraversable_cuda.so";

/// The folder of Python's extension or of the program. A program found on the PATH does not know its own
/// folder by name.
fs::path own_folder() {
  Dl_info own{};
  std::error_code error;
  if (::dladdr(reinterpret_cast<const void*>(&device_by_name), &own) != 0) {
    const fs::path name(own.dli_fname);
    if (name.has_parent_path() && fs::exists(name, error)) return fs::canonical(name).parent_path();
  }
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

/// There, or in the folder lib beside it.
fs::path plugin_path() {
  const fs::path folder = own_folder();
  for (const fs::path& path : {folder / library_name, folder.parent_path() / "lib" / library_name})
    if (fs::exists(path)) return path;
  return {};
}

/// The library stays loaded. Throws std::runtime_error.
void* plugin() {
  static void* const library = [] {
    const fs::path path = plugin_path();
    if (path.empty())
      throw std::runtime_error(
          fmt::format("built without CUDA ({} is not beside the program)", library_name));
    void* const handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) throw std::runtime_error(::dlerror());
    return handle;
  }();
  return library;
}

template <class Function>
Function plugin_function(const char* name) {
  void* const symbol = ::dlsym(plugin(), name);
  if (symbol == nullptr) throw std::runtime_error(::dlerror());
  return reinterpret_cast<Function>(symbol);
}

}  // namespace

Device device_by_name(std::string_view name) {
  if (name == "cpu") return {};
  const bool automatic = name == "auto";
  int index = 0;
  if (name.starts_with("cuda:")) {
    const std::string_view digits = name.substr(5);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
    if (error != std::errc() || end != digits.data() + digits.size() || index < 0)
      throw std::invalid_argument(
          fmt::format("device '{}': expected cpu, cuda, cuda:K or auto", name));
  } else if (name != "cuda" && !automatic) {
    throw std::invalid_argument(
        fmt::format("device '{}': expected cpu, cuda, cuda:K or auto", name));
  }
  try {
    const std::size_t count = cuda_devices().size();
    if (static_cast<std::size_t>(index) >= count)
      throw std::invalid_argument(
          fmt::format("device '{}': there are {} CUDA devices", name, count));
  } catch (const std::runtime_error& error) {
    if (automatic) return {};
    throw std::invalid_argument(fmt::format("device '{}': {}", name, error.what()));
  }
  return {true, index};
}

std::string name_of(const Device& device) {
  return device.is_cuda ? fmt::format("cuda:{}", device.index) : "cpu";
}

std::vector<CudaDevice> cuda_devices() {
  std::vector<CudaDevice> devices;
  plugin_function<decltype(&traversable_cuda_devices)>("traversable_cuda_devices")(&devices);
  return devices;
}

namespace cuda {

std::unique_ptr<Backend> make_cuda_backend(int index) {
  return std::unique_ptr<Backend>(
      plugin_function<decltype(&traversable_cuda_backend)>("traversable_cuda_backend")(index));
}

}  // namespace cuda

}  // namespace traversable
