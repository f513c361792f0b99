#include "experiments/hdf5.h"

#include <fmt/format.h>

#include <complex>
#include <stdexcept>
#include <utility>

namespace traversable::hdf5 {
namespace {

Handle fixed_text_type(std::size_t size) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "copy a text type");
  check(H5Tset_size(type, size), "size a text type");
  check(H5Tset_cset(type, H5T_CSET_UTF8), "set the character set");
  return type;
}

Handle scalar_space() { return {H5Screate(H5S_SCALAR), H5Sclose, "create a scalar space"}; }

Handle attribute(hid_t object, const std::string& name, hid_t type) {
  const Handle space = scalar_space();
  return {H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
          "create attribute " + name};
}

Handle copy_type(hid_t type) { return {H5Tcopy(type), H5Tclose, "copy a type"}; }

}  // namespace

Handle::Handle(hid_t id, herr_t (*close)(hid_t), const std::string& action)
    : id_(id), close_(close) {
  if (id < 0) throw std::runtime_error("HDF5: cannot " + action);
}

Handle::Handle(Handle&& other) noexcept
    : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}

Handle::~Handle() {
  if (id_ >= 0) close_(id_);
}

void check(herr_t status, const std::string& action) {
  if (status < 0) throw std::runtime_error("HDF5: cannot " + action);
}

void silence() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

Handle create_file(const std::string& path) {
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose,
          "create " + path};
}

Handle open_file(const std::string& path, bool writable) {
  return {H5Fopen(path.c_str(), writable ? H5F_ACC_RDWR : H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose,
          "open " + path};
}

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

Handle complex_type() {
  Handle type(H5Tcreate(H5T_COMPOUND, sizeof(std::complex<double>)), H5Tclose,
              "create the complex type");
  check(H5Tinsert(type, "r", 0, H5T_NATIVE_DOUBLE), "build the complex type");
  check(H5Tinsert(type, "i", sizeof(double), H5T_NATIVE_DOUBLE), "build the complex type");
  return type;
}

Handle create_dataset(hid_t parent, const std::string& name, hid_t type,
                      std::span<const std::size_t> shape, const void* fill) {
  const std::vector<hsize_t> dims(shape.begin(), shape.end());
  const Handle space =
      dims.empty() ? scalar_space()
                   : Handle(H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr),
                            H5Sclose, "create a space");
  const Handle plan(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "create a property list");
  check(H5Pset_layout(plan, H5D_CONTIGUOUS), "set the layout");
  check(H5Pset_alloc_time(plan, H5D_ALLOC_TIME_EARLY), "set the allocation time");
  check(H5Pset_fill_time(plan, H5D_FILL_TIME_ALLOC), "set the fill time");
  check(H5Pset_fill_value(plan, type, fill), "set the fill value");
  check(H5Pset_obj_track_times(plan, false), "turn off time stamps");
  return {H5Dcreate2(parent, name.c_str(), type, space, H5P_DEFAULT, plan, H5P_DEFAULT), H5Dclose,
          "create dataset " + name};
}

Handle create_text_dataset(hid_t parent, const std::string& name,
                           std::span<const std::string> values) {
  const hsize_t count = values.size();
  const Handle space(H5Screate_simple(1, &count, nullptr), H5Sclose, "create a space");
  const Handle type = fixed_text_type(H5T_VARIABLE);
  Handle dataset(
      H5Dcreate2(parent, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
      H5Dclose, "create dataset " + name);
  std::vector<const char*> texts;
  for (const std::string& value : values) texts.push_back(value.c_str());
  write_all(dataset, type, texts.data());
  return dataset;
}

void write_all(hid_t dataset, hid_t type, const void* data) {
  check(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), "write a dataset");
}

void read_all(hid_t dataset, hid_t type, void* data) {
  check(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), "read a dataset");
}

void set_text_attribute(hid_t object, const std::string& name, const std::string& value) {
  const Handle type = fixed_text_type(H5T_VARIABLE);
  const char* text = value.c_str();
  check(H5Awrite(attribute(object, name, type), type, &text), "write attribute " + name);
}

void set_fixed_text_attribute(hid_t object, const std::string& name, const std::string& value,
                              std::size_t size) {
  const Handle type = fixed_text_type(size);
  std::string padded = value.substr(0, size - 1);
  padded.resize(size, '\0');
  if (has_attribute(object, name)) {
    const Handle present(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose,
                         "open attribute " + name);
    check(H5Awrite(present, type, padded.data()), "write attribute " + name);
    return;
  }
  check(H5Awrite(attribute(object, name, type), type, padded.data()), "write attribute " + name);
}

void set_integer_attribute(hid_t object, const std::string& name, long long value) {
  check(H5Awrite(attribute(object, name, H5T_NATIVE_LLONG), H5T_NATIVE_LLONG, &value),
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
    const Handle memory_type = fixed_text_type(H5T_VARIABLE);
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

}  // namespace traversable::hdf5
