#include "experiments/program/hdf5.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <complex>
#include <stdexcept>
#include <utility>

namespace traversable::hdf5 {
namespace {

/// An attribute of fixed length ends at 64 KiB with its name and type.
constexpr std::size_t largest_fixed_text = 60'000;

std::string padded(std::string text, std::size_t size) {
  text.resize(size, '\0');
  return text;
}

Handle scalar_space() { return {H5Screate(H5S_SCALAR), H5Sclose, "create a scalar space"}; }

Handle attribute(hid_t object, const std::string& name, hid_t type, hid_t space) {
  return {H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
          "create attribute " + name};
}

Handle copy_type(hid_t type) { return {H5Tcopy(type), H5Tclose, "copy a type"}; }

/// Its whole space is allocated when it is made.
Handle contiguous_plan() {
  Handle plan(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "create a property list");
  check(H5Pset_layout(plan, H5D_CONTIGUOUS), "set the layout");
  check(H5Pset_alloc_time(plan, H5D_ALLOC_TIME_EARLY), "set the allocation time");
  check(H5Pset_obj_track_times(plan, false), "turn off time stamps");
  return plan;
}

Handle make_dataset(hid_t parent, const std::string& name, hid_t type,
                    std::span<const std::size_t> shape, const Handle& plan) {
  const std::vector<hsize_t> dims(shape.begin(), shape.end());
  const Handle space =
      dims.empty() ? scalar_space()
                   : Handle(H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr),
                            H5Sclose, "create a space");
  return {H5Dcreate2(parent, name.c_str(), type, space, H5P_DEFAULT, plan, H5P_DEFAULT), H5Dclose,
          "create dataset " + name};
}

}  // namespace

Handle::Handle(hid_t id, herr_t (*closing)(hid_t), const std::string& action)
    : id_(id), close_(closing) {
  if (id < 0) throw std::runtime_error("HDF5: cannot " + action);
}

Handle::Handle(Handle&& other) noexcept
    : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}

Handle::~Handle() {
  if (id_ >= 0) close_(id_);
}

void Handle::close(const std::string& action) {
  check(close_(std::exchange(id_, H5I_INVALID_HID)), action);
}

void check(herr_t status, const std::string& action) {
  if (status < 0) throw std::runtime_error("HDF5: cannot " + action);
}

void silence() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

Handle create_group(hid_t parent, const std::string& name) {
  return {H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose,
          "create group " + name};
}

Handle open_dataset(hid_t parent, const std::string& name) {
  return {H5Dopen2(parent, name.c_str(), H5P_DEFAULT), H5Dclose, "open dataset " + name};
}

Handle double_type() { return copy_type(H5T_NATIVE_DOUBLE); }
Handle byte_type() { return copy_type(H5T_NATIVE_UINT8); }
Handle int8_type() { return copy_type(H5T_NATIVE_INT8); }
Handle int64_type() { return copy_type(H5T_NATIVE_INT64); }

Handle text_type(std::size_t size) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "copy a text type");
  check(H5Tset_size(type, size), "size a text type");
  check(H5Tset_cset(type, H5T_CSET_UTF8), "set the character set");
  return type;
}

std::string text_table(std::span<const std::string> texts) {
  std::size_t size = 1;
  for (const std::string& text : texts) size = std::max(size, text.size());
  std::string table;
  for (const std::string& text : texts) table += padded(text, size);
  return table;
}

Handle complex_type() {
  Handle type(H5Tcreate(H5T_COMPOUND, sizeof(std::complex<double>)), H5Tclose,
              "create the complex type");
  check(H5Tinsert(type, "r", 0, H5T_NATIVE_DOUBLE), "build the complex type");
  check(H5Tinsert(type, "i", sizeof(double), H5T_NATIVE_DOUBLE), "build the complex type");
  return type;
}

Handle create_dataset(hid_t parent, const std::string& name, hid_t type,
                      std::span<const std::size_t> shape, const void* fill) {
  const Handle plan = contiguous_plan();
  check(H5Pset_fill_time(plan, H5D_FILL_TIME_ALLOC), "set the fill time");
  check(H5Pset_fill_value(plan, type, fill), "set the fill value");
  return make_dataset(parent, name, type, shape, plan);
}

Handle reserve_dataset(hid_t parent, const std::string& name, hid_t type,
                       std::span<const std::size_t> shape) {
  const Handle plan = contiguous_plan();
  check(H5Pset_fill_time(plan, H5D_FILL_TIME_NEVER), "set the fill time");
  return make_dataset(parent, name, type, shape, plan);
}

void write_all(hid_t dataset, hid_t type, const void* data) {
  check(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), "write a dataset");
}

void read_all(hid_t dataset, hid_t type, void* data) {
  check(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), "read a dataset");
}

void set_text_attribute(hid_t object, const std::string& name, const std::string& value) {
  const bool fits = value.size() <= largest_fixed_text;
  const Handle type = text_type(fits ? std::max<std::size_t>(value.size(), 1) : H5T_VARIABLE);
  const std::string fixed = padded(value, std::max<std::size_t>(value.size(), 1));
  const char* text = value.c_str();
  const void* data =
      fits ? static_cast<const void*>(fixed.data()) : static_cast<const void*>(&text);
  check(H5Awrite(attribute(object, name, type, scalar_space()), type, data),
        "write attribute " + name);
}

void set_text_table_attribute(hid_t object, const std::string& name, const std::string& data,
                              std::size_t count) {
  const Handle type = text_type(data.size() / count);
  const hsize_t dims = count;
  const Handle space(H5Screate_simple(1, &dims, nullptr), H5Sclose, "create a space");
  check(H5Awrite(attribute(object, name, type, space), type, data.data()),
        "write attribute " + name);
}

void set_integer_attribute(hid_t object, const std::string& name, long long value) {
  check(
      H5Awrite(attribute(object, name, H5T_NATIVE_LLONG, scalar_space()), H5T_NATIVE_LLONG, &value),
      "write attribute " + name);
}

bool has_attribute(hid_t object, const std::string& name) {
  return H5Aexists(object, name.c_str()) > 0;
}

std::string text_attribute(hid_t object, const std::string& name) {
  const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose,
                         "read attribute " + name);
  const Handle type(H5Aget_type(attribute), H5Tclose, "read the type of " + name);
  if (H5Tget_class(type) != H5T_STRING)
    throw std::runtime_error("HDF5: attribute " + name + " is not text");
  if (H5Tis_variable_str(type) > 0) {
    const Handle memory_type = text_type(H5T_VARIABLE);
    char* text = nullptr;
    check(H5Aread(attribute, memory_type, &text), "read attribute " + name);
    std::string value = text == nullptr ? "" : text;
    H5free_memory(text);
    return value;
  }
  std::string value(H5Tget_size(type), '\0');
  check(H5Aread(attribute, type, value.data()), "read attribute " + name);
  return value.c_str();
}

std::vector<std::size_t> shape_of(hid_t dataset) {
  const Handle space(H5Dget_space(dataset), H5Sclose, "read a space");
  std::vector<hsize_t> dims(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
  H5Sget_simple_extent_dims(space, dims.data(), nullptr);
  return {dims.begin(), dims.end()};
}

std::size_t offset_of(hid_t dataset) {
  const haddr_t offset = H5Dget_offset(dataset);
  if (offset == HADDR_UNDEF) throw std::runtime_error("HDF5: a dataset has no place in the file");
  return offset;
}

std::size_t bytes_of(hid_t dataset) {
  const Handle type(H5Dget_type(dataset), H5Tclose, "read a type");
  std::size_t bytes = H5Tget_size(type);
  for (const std::size_t size : shape_of(dataset)) bytes *= size;
  return bytes;
}

}  // namespace traversable::hdf5
