#include "python/bindings/run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <pybind11/numpy.h>

#include <algorithm>
#include <atomic>
#include <complex>
#include <cstring>
#include <limits>
#include <memory>
#include <numeric>
#include <stdexcept>

#include "experiments/files/seal.h"
#include "experiments/runs/origin.h"
#include "python/bindings/bindings.h"
#include "python/bindings/converters.h"
#include "python/bindings/interruptible.h"
#include "sim/interrupted.h"
#include "sim/memory.h"

namespace py = pybind11;

namespace traversable::python {
namespace {

/// Numbers of one field, as they lie in the array; one for every element of eight bytes.
struct Column {
  const Field* field;
  PointDataset place;
  std::vector<double> values;

  std::size_t doubles() const { return field->element == Field::Element::complex ? 2 : 1; }
};

class ArraySink : public Sink {
 public:
  explicit ArraySink(const Plan& plan) : done_(plan.num_points(), false) {
    for (const std::string& name : plan.point) point_shape_.push_back(plan.axis(name).size());
    for (const Field& field : plan.fields) columns_.push_back(column_of(plan, field));
  }

  bool is_done(std::size_t point) const override { return done_[point]; }

  void write(std::size_t point, const std::vector<std::vector<double>>& values) override {
    auto given = values.begin();
    for (Column& column : columns_) {
      if (column.field->part != Field::Part::points) continue;
      const double* from = given++->data();
      for_each_run(point_shape_, column.place, point,
                   [&](std::uint64_t offset, std::uint64_t bytes) {
                     std::memcpy(column.values.data() + offset / sizeof(double), from, bytes);
                     from += bytes / sizeof(double);
                   });
    }
    done_[point] = true;
    ++num_done_;
  }

  std::vector<double> read(const std::string& field, std::size_t first,
                           std::size_t count) const override {
    const auto begin =
        columns_[place_of(field)].values.begin() + static_cast<std::ptrdiff_t>(first);
    return {begin, begin + static_cast<std::ptrdiff_t>(count)};
  }

  void write_statistic(const std::string& field, const std::vector<double>& values) override {
    columns_[place_of(field)].values = values;
  }

  void warn(const std::string& text) override { messages_.push_back(text); }

  std::size_t num_done() const { return num_done_; }
  const std::vector<std::string>& messages() const { return messages_; }
  std::vector<Column>& columns() { return columns_; }

 private:
  Column column_of(const Plan& plan, const Field& field) const {
    const std::vector<std::size_t> shape = plan.shape_of(field);
    Column column{&field, {}, {}};
    column.place.shape.assign(shape.begin(), shape.end());
    column.place.element = column.doubles() * sizeof(double);
    for (const std::string& name : field.axes) {
      const auto found = std::ranges::find(plan.point, name);
      column.place.axis.push_back(
          found == plan.point.end() ? -1 : static_cast<int>(found - plan.point.begin()));
    }
    if (field.part == Field::Part::constants)
      column.values.assign(field.constants.begin(), field.constants.end());
    else
      column.values.assign(
          std::accumulate(shape.begin(), shape.end(), column.doubles(), std::multiplies<>()),
          field.element == Field::Element::count ? 0 : std::numeric_limits<double>::quiet_NaN());
    return column;
  }

  std::size_t place_of(const std::string& name) const {
    const auto found =
        std::ranges::find_if(columns_, [&](const Column& c) { return c.field->name == name; });
    return static_cast<std::size_t>(found - columns_.begin());
  }

  std::vector<std::uint64_t> point_shape_;
  std::vector<bool> done_;
  std::atomic<std::size_t> num_done_ = 0;
  std::vector<Column> columns_;
  std::vector<std::string> messages_;
};

/// The values where they are; the array keeps their owner alive.
template <class T>
py::array viewed(Column& column, const std::shared_ptr<ArraySink>& owner) {
  const py::capsule keeper(new std::shared_ptr<ArraySink>(owner), [](void* pointer) {
    delete static_cast<std::shared_ptr<ArraySink>*>(pointer);
  });
  return py::array_t<T>(column.place.shape, reinterpret_cast<const T*>(column.values.data()),
                        keeper);
}

py::array counts_of(const Column& column) {
  py::array_t<long long> array(column.place.shape);
  std::copy(column.values.begin(), column.values.end(), array.mutable_data());
  return array;
}

py::array array_of(Column& column, const std::shared_ptr<ArraySink>& owner) {
  switch (column.field->element) {
    case Field::Element::complex:
      return viewed<std::complex<double>>(column, owner);
    case Field::Element::count:
      return counts_of(column);
    case Field::Element::number:
      break;
  }
  return viewed<double>(column, owner);
}

double bytes_of(const Plan& plan) {
  double bytes = 0;
  for (const Field& field : plan.fields) {
    const std::vector<std::size_t> shape = plan.shape_of(field);
    // Counts are there twice in the end.
    const double element = field.element == Field::Element::number ? 8 : 16;
    bytes += element * std::accumulate(shape.begin(), shape.end(), 1.0, std::multiplies<>());
  }
  return bytes;
}

void check_hamiltonians(const Plan& plan, const std::stop_token& stop) {
  for (std::size_t i = 0; plan.check && i < plan.hamiltonians.count; ++i) {
    throw_if_stopped(stop);
    plan.check(plan.hamiltonians.make(i));
  }
}

std::string text_of(const py::handle& value) {
  if (py::isinstance<py::bool_>(value)) return value.cast<bool>() ? "true" : "false";
  if (py::isinstance<py::str>(value)) return value.cast<std::string>();
  if (py::isinstance<py::int_>(value)) return py::str(value);
  if (py::isinstance<py::float_>(value)) return fmt::format("{}", value.cast<double>());
  return fmt::format("{}", fmt::join(value.cast<std::vector<double>>(), ","));
}

}  // namespace

std::string argument_name(const py::dict& names, const std::string& key) {
  return names.contains(key) ? names[py::str(key)].cast<std::string>() : key;
}

Settings settings_of(const py::dict& given, const py::dict& names) {
  Settings settings;
  for (const auto& [name, value] : given)
    if (!value.is_none()) {
      const auto key = name.cast<std::string>();
      settings.set(key, {text_of(value), argument_name(names, key), true});
    }
  return settings;
}

py::dict run_into_arrays(const Plan& given, const py::object& progress) {
  given.require();
  require_memory(given.memory + bytes_of(given), given.needs);
  // Shared with work that is left behind.
  const auto plan = std::make_shared<const Plan>(given);
  const std::string start = now_text();
  const auto sink = std::make_shared<ArraySink>(*plan);
  const bool is_whole = run_interruptibly(
      [=](const std::stop_token& stop) {
        check_hamiltonians(*plan, stop);
        return plan->compute(*sink, stop);
      },
      [&] {
        if (!progress.is_none()) progress(sink->num_done(), plan->num_points());
      });
  py::list axes, fields;
  for (const Axis& axis : plan->axes)
    axes.append(py::make_tuple(axis.name, axis.long_name, axis.units,
                               std::visit([](const auto& v) { return py::cast(v); }, axis.values)));
  for (Column& column : sink->columns())
    fields.append(py::make_tuple(column.field->name, column.field->axes, column.field->long_name,
                                 column.field->units, array_of(column, sink)));
  py::dict attributes, result;
  attributes["schema"] = result_schema();
  attributes["experiment"] = plan->experiment;
  attributes["version"] = version();
  attributes["git_commit"] = git_commit();
  attributes["configuration"] = plan->configuration;
  if (plan->seed) attributes["seed"] = *plan->seed;
  for (const auto& [name, content] : plan->inputs) attributes[py::str(name)] = content;
  attributes["host"] = host_name();
  attributes["libraries"] = library_versions();
  attributes["build"] = build_flags();
  attributes["start_time"] = start;
  attributes["end_time"] = now_text();
  result["axes"] = axes;
  result["fields"] = fields;
  result["attributes"] = attributes;
  std::vector<std::string> messages = sink->messages();
  if (!is_whole && messages.empty())
    messages.push_back(fmt::format("{} of {} {} could not be computed",
                                   plan->num_points() - sink->num_done(), plan->num_points(),
                                   plan->unit));
  result["messages"] = messages;
  return result;
}

}  // namespace traversable::python
