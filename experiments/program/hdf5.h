// A thin value layer over the HDF5 C library: handles that close themselves, errors as exceptions.
#pragma once

#include <hdf5.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace traversable::hdf5 {

/// An HDF5 identifier with the function that closes it.
class Handle {
 public:
  /// Throws std::runtime_error naming `action` where the library returned a negative identifier.
  Handle(hid_t id, herr_t (*closing)(hid_t), const std::string& action);
  Handle(Handle&& other) noexcept;
  Handle& operator=(Handle&&) = delete;
  ~Handle();
  operator hid_t() const { return id_; }

  /// Before its end of scope, where a failure matters. Throws as check.
  void close(const std::string& action);

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

/// Throws std::runtime_error naming `action` for a negative status.
void check(herr_t status, const std::string& action);

/// Turns off the library's own error printing for the life of the process.
void silence();

Handle create_group(hid_t parent, const std::string& name);
Handle open_dataset(hid_t parent, const std::string& name);

/// The element types of result files.
Handle double_type();
Handle complex_type();  // compound {r, i}, h5py's complex
Handle byte_type();
Handle int8_type();
Handle int64_type();
Handle text_type(std::size_t size);  // UTF-8 of so many bytes, padded

/// Texts padded to the longest, one behind the other.
std::string text_table(std::span<const std::string> texts);

/// A contiguous dataset whose whole space is allocated and filled at once, so that its bytes have a
/// fixed place in the file. `fill` points to one element.
Handle create_dataset(hid_t parent, const std::string& name, hid_t type,
                      std::span<const std::size_t> shape, const void* fill);
/// The same, to be written at once by the caller: not filled.
Handle reserve_dataset(hid_t parent, const std::string& name, hid_t type,
                       std::span<const std::size_t> shape);
void write_all(hid_t dataset, hid_t type, const void* data);
void read_all(hid_t dataset, hid_t type, void* data);

/// UTF-8 text of fixed length: the library's heap of texts, which it cannot read safely where a file
/// is damaged, is used only for what an attribute cannot hold otherwise (64 KiB).
void set_text_attribute(hid_t object, const std::string& name, const std::string& value);
/// `count` texts of `size` bytes each, as they lie in `data`.
void set_text_table_attribute(hid_t object, const std::string& name, const std::string& data,
                              std::size_t count);
void set_integer_attribute(hid_t object, const std::string& name, long long value);
std::string text_attribute(hid_t object, const std::string& name);
bool has_attribute(hid_t object, const std::string& name);

std::vector<std::size_t> shape_of(hid_t dataset);
/// Of the first element in the file. Throws std::runtime_error where a dataset has no such place.
std::size_t offset_of(hid_t dataset);
/// Bytes of all elements in the file.
std::size_t bytes_of(hid_t dataset);

}  // namespace traversable::hdf5
