#include "experiments/result_layout.h"

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
  hdf5::set_text_attribute(dataset, "units", units);
}

void ResultLayout::add(const Field& field) {
  datasets_.push_back({field.name, field.long_name, field.units,
                       field.element == Field::Element::complex ? Element::complex
                       : field.element == Field::Element::count ? Element::count
                                                                : Element::number,
                       field.part == Field::Part::points       ? Part::points
                       : field.part == Field::Part::statistics ? Part::statistics
                                                               : Part::constants,
                       field.axes, field.constants});
}

void ResultLayout::add_numbers(const std::string& name, const std::string& long_name,
                               const std::string& units, const AxisNames& axes) {
  datasets_.push_back({name, long_name, units, Element::number, Part::points, axes});
}

void ResultLayout::add_complex_numbers(const std::string& name, const std::string& long_name,
                                       const std::string& units, const AxisNames& axes) {
  datasets_.push_back({name, long_name, units, Element::complex, Part::points, axes});
}

void ResultLayout::add_counts(const std::string& name, const std::string& long_name,
                              const AxisNames& axes) {
  datasets_.push_back({name, long_name, "1", Element::count, Part::points, axes});
}

void ResultLayout::add_pair_states(const std::string& name, const std::string& long_name,
                                   const AxisNames& axes) {
  for (const char* own : {"row", "column"})
    if (std::none_of(axes_.begin(), axes_.end(), [&](const auto& a) { return a.name == own; }))
      axes_.push_back(pair_state_axis(own));
  add_complex_numbers(name, long_name, "1", axes + AxisNames{"row", "column"});
}

void ResultLayout::add_statistic(const std::string& name, const std::string& long_name,
                                 const std::string& units, const AxisNames& axes) {
  datasets_.push_back({name, long_name, units, Element::number, Part::statistics, axes});
}

void ResultLayout::add_constants(const std::string& name, const std::string& long_name,
                                 const AxisNames& axes, std::vector<long long> values) {
  datasets_.push_back(
      {name, long_name, "1", Element::count, Part::constants, axes, std::move(values)});
}

void ResultLayout::add_completed(const std::string& long_name, const AxisNames& axes) {
  datasets_.push_back({"completed", long_name, "1", Element::flag, Part::completed, axes});
}

const Axis& ResultLayout::axis(const std::string& name) const {
  return *std::find_if(axes_.begin(), axes_.end(),
                       [&](const Axis& axis) { return axis.name == name; });
}

const AxisNames& ResultLayout::point_axes() const {
  return std::find_if(datasets_.begin(), datasets_.end(),
                      [](const Dataset& d) { return d.part == Part::completed; })
      ->axes;
}

std::size_t ResultLayout::num_points() const {
  std::size_t points = 1;
  for (const std::string& name : point_axes()) points *= axis(name).size();
  return points;
}

std::vector<std::size_t> ResultLayout::shape_of(const Dataset& dataset) const {
  std::vector<std::size_t> shape;
  for (const std::string& name : dataset.axes) shape.push_back(axis(name).size());
  return shape;
}

double ResultLayout::size_of(const Dataset& dataset) const {
  double bytes = dataset.element == Element::complex ? 16
                 : dataset.element == Element::flag  ? 1
                                                     : 8;
  for (const std::size_t size : shape_of(dataset)) bytes *= static_cast<double>(size);
  return bytes;
}

double ResultLayout::file_size() const {
  double bytes = file_overhead;
  for (const Axis& axis : axes_) bytes += dataset_overhead + 8 * static_cast<double>(axis.size());
  for (const Dataset& dataset : datasets_) bytes += dataset_overhead + size_of(dataset);
  return bytes + 4 * static_cast<double>(num_points());
}

double ResultLayout::memory() const {
  double values = 0;
  for (const Axis& axis : axes_) values += static_cast<double>(axis.size());
  // A point is there as results and as what is written of them, on every thread.
  double point = 0;
  for (const Dataset& dataset : datasets_)
    if (dataset.part == Part::points) point += size_of(dataset);
  const double points = static_cast<double>(num_points());
  const double together = std::min<double>(omp_get_max_threads(), points);
  return 8 * values + 6 * points + 2 * together * point / points;
}

std::string ResultLayout::missing_in(const Seal& seal) const {
  std::map<std::string, std::vector<std::uint64_t>> shapes;
  std::map<std::string, std::uint64_t> sizes;
  for (const PointDataset& d : seal.points) shapes[d.name] = d.shape;
  for (const FileRange& range : seal.statistics) sizes[range.name] = range.bytes;
  for (const Dataset& d : datasets_) {
    const std::vector<std::size_t> shape = shape_of(d);
    const std::size_t elements =
        std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
    const bool there =
        d.part == Part::points
            ? shapes.contains(d.name) && std::equal(shape.begin(), shape.end(),
                                                    shapes[d.name].begin(), shapes[d.name].end())
        : d.part == Part::statistics ? sizes[d.name] == 8 * elements
        : d.part == Part::completed  ? seal.completed.bytes == elements
                                     : true;
    if (!there) return d.name;
  }
  return "";
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
  for (const std::string& name : point_axes()) seal.point_shape.push_back(axis(name).size());
  for (const Dataset& dataset : datasets_) lay_out(root, dataset, seal);
}

void ResultLayout::lay_out(hid_t root, const Dataset& d, Seal& seal) const {
  const std::array<double, 2> nan{nan_value, nan_value};
  const std::array<long long, 1> zero{0};
  const bool real = d.element == Element::number || d.element == Element::complex;
  const void* fill = real ? static_cast<const void*>(nan.data()) : zero.data();
  const Handle type = d.element == Element::number    ? hdf5::double_type()
                      : d.element == Element::complex ? hdf5::complex_type()
                      : d.element == Element::count   ? hdf5::int64_type()
                                                      : hdf5::byte_type();
  const std::vector<std::size_t> shape = shape_of(d);
  const Handle dataset = hdf5::create_dataset(root, d.name, type, shape, fill);
  attach_axes(root, dataset, d.axes);
  describe(dataset, d.long_name, d.units);
  const FileRange range = range_of(d.name, dataset);
  switch (d.part) {
    case Part::completed:
      seal.completed = range;
      return;
    case Part::statistics:
      seal.statistics.push_back(range);
      return;
    case Part::constants:
      seal.constants.push_back(write_constant(d.name, dataset, type, d.constants.data()));
      return;
    case Part::points:
      break;
  }
  PointDataset points{.name = d.name,
                      .offset = range.offset,
                      .element = d.element == Element::complex ? std::uint64_t{16} : 8,
                      .shape = {shape.begin(), shape.end()},
                      .axis = {}};
  const AxisNames& of_points = point_axes();
  for (const std::string& name : d.axes) {
    const auto found = std::find(of_points.begin(), of_points.end(), name);
    points.axis.push_back(found == of_points.end() ? -1
                                                   : static_cast<int>(found - of_points.begin()));
  }
  seal.points.push_back(std::move(points));
}

}  // namespace traversable
