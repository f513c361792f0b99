// Seals of result files: any bytes as a file, and as the record of a seal whose own checksum is right,
// so that what it says is looked at.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>

#include "experiments/files/seal.h"

namespace {

/// A file in memory with these bytes, by a name that can be opened.
class MemoryFile {
 public:
  explicit MemoryFile(const std::string& bytes) : fd_(::memfd_create("fuzz", 0)) {
    if (fd_ < 0 || ::pwrite(fd_, bytes.data(), bytes.size(), 0) < 0) ::abort();
  }
  ~MemoryFile() { ::close(fd_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  std::string path() const { return fmt::format("/proc/self/fd/{}", fd_); }

 private:
  int fd_;
};

void verify_bytes(const std::string& bytes) {
  const MemoryFile file(bytes);
  try {
    traversable::verify(traversable::DiskFile(file.path(), O_RDONLY));
  } catch (const traversable::DamagedFile&) {
    return;
  } catch (const std::runtime_error&) {  // a read beyond the end
    return;
  }
}

std::string sealed(std::size_t library_bytes, const std::string& record) {
  std::string file(library_bytes, '\0');
  const std::uint64_t length = record.size();
  const auto sum = static_cast<std::uint32_t>(
      ::crc32_z(0, reinterpret_cast<const Bytef*>(record.data()), record.size()));
  std::array<char, 24> footer{'T', 'V', 'S', 'E', 'A', 'L', '1', '\n'};
  std::memcpy(footer.data() + 8, &length, sizeof length);
  std::memcpy(footer.data() + 16, &sum, sizeof sum);
  return file + record + std::string(footer.data(), footer.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  verify_bytes(text);
  // The first byte decides how much lies in front of the record.
  if (size > 0) verify_bytes(sealed(8 * std::size_t{data[0]}, text.substr(1)));
  return 0;
}
