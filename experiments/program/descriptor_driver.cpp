#include "experiments/program/descriptor_driver.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

#if H5_VERSION_GE(1, 13, 0)
#include <H5FDdevelop.h>
#endif

namespace traversable::hdf5 {
namespace {

/// What a property list carries to `open`.
struct Target {
  int descriptor;
  int* error;
};

/// The library's view of an open file; it looks at `base` alone.
struct OpenFile {
  H5FD_t base;
  Target target;
  haddr_t end_of_allocation;
  haddr_t end_of_file;
};

OpenFile& opened(H5FD_t* file) { return *reinterpret_cast<OpenFile*>(file); }
const OpenFile& opened(const H5FD_t* file) { return *reinterpret_cast<const OpenFile*>(file); }

H5FD_t* open_target(const char*, unsigned, hid_t properties, haddr_t) {
  const auto* target = static_cast<const Target*>(H5Pget_driver_info(properties));
  struct stat status {};
  if (target == nullptr || ::fstat(target->descriptor, &status) != 0) return nullptr;
  auto* file = new (std::nothrow) OpenFile{};
  if (file == nullptr) return nullptr;
  file->target = *target;
  file->end_of_file = static_cast<haddr_t>(status.st_size);
  return &file->base;
}

herr_t close_file(H5FD_t* file) {
  delete &opened(file);
  return 0;
}

int compare_files(const H5FD_t* a, const H5FD_t* b) {
  return opened(a).target.descriptor - opened(b).target.descriptor;
}

herr_t query_features(const H5FD_t*, unsigned long* flags) {
  *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
           H5FD_FEAT_AGGREGATE_SMALLDATA;
  return 0;
}

haddr_t end_of_allocation(const H5FD_t* file, H5FD_mem_t) { return opened(file).end_of_allocation; }

herr_t set_end_of_allocation(H5FD_t* file, H5FD_mem_t, haddr_t end) {
  opened(file).end_of_allocation = end;
  return 0;
}

haddr_t end_of_file(const H5FD_t* file, H5FD_mem_t) { return opened(file).end_of_file; }

herr_t read_bytes(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t offset, size_t bytes, void* data) {
  auto* to = static_cast<char*>(data);
  while (bytes > 0) {
    const ssize_t got =
        ::pread(opened(file).target.descriptor, to, bytes, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    if (got == 0) {  // what was allocated and not written yet
      std::memset(to, 0, bytes);
      return 0;
    }
    to += got;
    offset += static_cast<haddr_t>(got);
    bytes -= static_cast<size_t>(got);
  }
  return 0;
}

herr_t write_bytes(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t offset, size_t bytes,
                   const void* data) {
  OpenFile& f = opened(file);
  const auto* from = static_cast<const char*>(data);
  while (bytes > 0 && *f.target.error == 0) {
    const ssize_t written = ::pwrite(f.target.descriptor, from, bytes, static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      *f.target.error = errno;
      break;
    }
    from += written;
    offset += static_cast<haddr_t>(written);
    bytes -= static_cast<size_t>(written);
  }
  f.end_of_file = std::max<haddr_t>(f.end_of_file, offset + bytes);
  return 0;
}

herr_t truncate_file(H5FD_t* file, hid_t, hbool_t) {
  OpenFile& f = opened(file);
  if (f.end_of_file == f.end_of_allocation || *f.target.error != 0) return 0;
  while (::ftruncate(f.target.descriptor, static_cast<off_t>(f.end_of_allocation)) != 0)
    if (errno != EINTR) {
      *f.target.error = errno;
      return 0;
    }
  f.end_of_file = f.end_of_allocation;
  return 0;
}

H5FD_class_t driver_class() {
  constexpr H5FD_mem_t one_heap[] = H5FD_FLMAP_DICHOTOMY;
  H5FD_class_t driver{};
#if H5_VERSION_GE(1, 13, 0)
  driver.version = H5FD_CLASS_VERSION;
  driver.value = static_cast<H5FD_class_value_t>(600);  // of those left for private use
#endif
  driver.name = "descriptor";
  driver.maxaddr = (haddr_t{1} << 62) - 1;
  driver.fc_degree = H5F_CLOSE_SEMI;  // an object left open is an error of ours
  driver.fapl_size = sizeof(Target);
  driver.open = open_target;
  driver.close = close_file;
  driver.cmp = compare_files;
  driver.query = query_features;
  driver.get_eoa = end_of_allocation;
  driver.set_eoa = set_end_of_allocation;
  driver.get_eof = end_of_file;
  driver.read = read_bytes;
  driver.write = write_bytes;
  driver.truncate = truncate_file;
  std::copy(std::begin(one_heap), std::end(one_heap), driver.fl_map);
  return driver;
}

hid_t driver_number() {
  static const H5FD_class_t driver = driver_class();
  static const hid_t number = H5FDregister(&driver);
  return number;
}

Handle open_with_driver(const Target& target, bool create) {
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "create a property list");
  check(H5Pset_driver(access, driver_number(), &target), "set the file driver");
  if (create)
    return {H5Fcreate("file", H5F_ACC_TRUNC, H5P_DEFAULT, access), H5Fclose, "create the file"};
  return {H5Fopen("file", H5F_ACC_RDONLY, access), H5Fclose, "open the file"};
}

}  // namespace

DescriptorFile::DescriptorFile(int descriptor, bool create)
    : error_(std::make_unique<int>(0)),
      file_(open_with_driver({descriptor, error_.get()}, create)) {}

DescriptorFile DescriptorFile::create(int descriptor) { return {descriptor, true}; }
DescriptorFile DescriptorFile::open(int descriptor) { return {descriptor, false}; }

int DescriptorFile::close() {
  check(H5Fflush(file_, H5F_SCOPE_LOCAL), "write the file");
  file_.close("close the file");
  return *error_;
}

}  // namespace traversable::hdf5
