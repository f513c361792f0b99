#include "experiments/program/result_layout.h"

#include <hdf5_hl.h>
#include <omp.h>

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <stdexcept>

namespace traversable {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
/// Bytes that the library takes for a dataset's description, and for a file's.
constexpr double dataset_overhead = 1100, file_overhead = 9000;

using hdf5::Handle;

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

/// The values as they lie in the file.
std::string bytes_of(const Axis& axis) {
  return std::visit(
      Overloaded{[](const std::vector<std::string>& texts) { return hdf5::text_table(texts); },
                 [](const auto& numbers) {
                   return std::string(reinterpret_cast<const char*>(numbers.data()),
                                      numbers.size() * sizeof numbers[0]);
                 }},
      axis.values);
}

Handle type_of(const Axis& axis, std::size_t bytes) {
  return std::visit(Overloaded{[](const std::vector<double>&) { return hdf5::double_type(); },
                               [](const std::vector<long long>&) { return hdf5::int64_type(); },
                               [&](const std::vector<std::string>& texts) {
                                 return hdf5::text_type(bytes / texts.size());
                               }},
                    axis.values);
}

FileRange range_of(const std::string& name, hid_t dataset) {
  return {name, hdf5::offset_of(dataset), hdf5::bytes_of(dataset)};
}

/// Writes it, and remembers what it should read.
FileRange write_constant(const std::string& name, hid_t dataset, hid_t type, const void* data) {
  hdf5::write_all(dataset, type, data);
  FileRange range = range_of(name, dataset);
  range.sum = checksum(range.offset, data, range.bytes);
  return range;
}

double bytes_of_element(const Field& field) {
  return field.element == Field::Element::complex ? 16 : 8;
}

/// Full of NaN, or of zeros where it counts.
Handle make_dataset(hid_t root, const Field& field, const Handle& type,
                    const std::vector<std::size_t>& shape) {
  const std::array<double, 2> nan{nan_value, nan_value};
  const long long zero = 0;
  const void* const fill = field.element == Field::Element::count
                               ? static_cast<const void*>(&zero)
                               : static_cast<const void*>(nan.data());
  Handle dataset = hdf5::create_dataset(root, field.name, type, shape, fill);
  attach_axes(root, dataset, field.axes);
  describe(dataset, field.long_name, field.units);
  return dataset;
}

}  // namespace

void make_scale(hid_t dataset, const std::string& name) {
  hdf5::check(H5DSset_scale(dataset, name.c_str()), "make an axis of " + name);
}

void attach_axes(hid_t group, hid_t dataset, const AxisNames& axes) {
  for (std::size_t d = 0; d < axes.size(); ++d)
    hdf5::check(
        H5DSattach_scale(dataset, hdf5::open_dataset(group, axes[d]), static_cast<unsigned>(d)),
        "attach axis " + axes[d]);
}

void describe(hid_t dataset, const std::string& long_name, const std::string& units) {
  hdf5::set_text_attribute(dataset, "long_name", long_name);
  if (!units.empty()) hdf5::set_text_attribute(dataset, "units", units);
}

ResultLayout::ResultLayout(const Plan& plan)
    : axes_(plan.axes),
      fields_(plan.fields),
      completed_{"completed", plan.completed, "1", plan.point, Field::Element::count} {}

const Axis& ResultLayout::axis(const std::string& name) const {
  return *std::ranges::find(axes_, name, &Axis::name);
}

std::vector<std::size_t> ResultLayout::shape_of(const Field& field) const {
  std::vector<std::size_t> shape;
  for (const std::string& name : field.axes) shape.push_back(axis(name).size());
  return shape;
}

std::size_t ResultLayout::num_elements(const Field& field) const {
  const std::vector<std::size_t> shape = shape_of(field);
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

std::size_t ResultLayout::num_points() const { return num_elements(completed_); }

double ResultLayout::file_size() const {
  double bytes = file_overhead + dataset_overhead;
  for (const Axis& axis : axes_) bytes += dataset_overhead + 8 * static_cast<double>(axis.size());
  for (const Field& field : fields_)
    bytes += dataset_overhead + bytes_of_element(field) * static_cast<double>(num_elements(field));
  return bytes + 5 * static_cast<double>(num_points());  // flags and checksums
}

double ResultLayout::memory() const {
  double values = 0;
  for (const Axis& axis : axes_) values += static_cast<double>(axis.size());
  // A point is there as results and as what is written of them, on every thread.
  double point = 0;
  for (const Field& field : fields_)
    if (field.part == Field::Part::points)
      point += bytes_of_element(field) * static_cast<double>(num_elements(field));
  const double points = static_cast<double>(num_points());
  const double together = std::min<double>(omp_get_max_threads(), points);
  return 8 * values + 6 * points + 2 * together * point / points;
}

std::string ResultLayout::missing_in(const Seal& seal) const {
  std::map<std::string, std::vector<std::uint64_t>> shapes;
  std::map<std::string, std::uint64_t> sizes;
  for (const PointDataset& d : seal.points) shapes[d.name] = d.shape;
  for (const FileRange& range : seal.statistics) sizes[range.name] = range.bytes;
  for (const Field& f : fields_) {
    const std::vector<std::size_t> shape = shape_of(f);
    const bool there =
        f.part == Field::Part::points
            ? shapes.contains(f.name) && std::ranges::equal(shape, shapes[f.name])
            : f.part != Field::Part::statistics || sizes[f.name] == 8 * num_elements(f);
    if (!there) return f.name;
  }
  return seal.completed.bytes == num_points() ? "" : completed_.name;
}

void ResultLayout::lay_out(hid_t root, Seal& seal) const {
  for (const Axis& axis : axes_) {
    const std::string bytes = bytes_of(axis);
    const Handle type = type_of(axis, bytes.size());
    const Handle dataset = hdf5::reserve_dataset(root, axis.name, type, std::array{axis.size()});
    make_scale(dataset, axis.name);
    describe(dataset, axis.long_name, axis.units);
    if (std::holds_alternative<std::vector<std::string>>(axis.values))
      hdf5::set_text_attribute(dataset, "_Encoding", "utf-8");  // so that xarray gives texts
    seal.constants.push_back(write_constant(axis.name, dataset, type, bytes.data()));
  }
  for (const std::string& name : completed_.axes) seal.point_shape.push_back(axis(name).size());
  for (const Field& field : fields_) lay_out(root, field, seal);
  const Handle flags = make_dataset(root, completed_, hdf5::byte_type(), shape_of(completed_));
  seal.completed = range_of(completed_.name, flags);
}

PointDataset ResultLayout::point_dataset(const Field& field, std::uint64_t offset) const {
  const std::vector<std::size_t> shape = shape_of(field);
  PointDataset points{.name = field.name,
                      .offset = offset,
                      .element = static_cast<std::uint64_t>(bytes_of_element(field)),
                      .shape = {shape.begin(), shape.end()},
                      .axis = {}};
  for (const std::string& name : field.axes) {
    const auto found = std::ranges::find(completed_.axes, name);
    points.axis.push_back(
        found == completed_.axes.end() ? -1 : static_cast<int>(found - completed_.axes.begin()));
  }
  return points;
}

void ResultLayout::lay_out(hid_t root, const Field& field, Seal& seal) const {
  const Handle type = field.element == Field::Element::number    ? hdf5::double_type()
                      : field.element == Field::Element::complex ? hdf5::complex_type()
                                                                 : hdf5::int64_type();
  const Handle dataset = make_dataset(root, field, type, shape_of(field));
  const FileRange range = range_of(field.name, dataset);
  switch (field.part) {
    case Field::Part::points:
      seal.points.push_back(point_dataset(field, range.offset));
      return;
    case Field::Part::statistics:
      seal.statistics.push_back(range);
      return;
    case Field::Part::constants:
      seal.constants.push_back(write_constant(field.name, dataset, type, field.constants.data()));
  }
}

}  // namespace traversable
