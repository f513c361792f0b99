#include "experiments/runs/plan.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace traversable {

std::size_t Axis::size() const {
  return std::visit([](const auto& list) { return list.size(); }, values);
}

Axis instance_axis(const ModelChoice& model) {
  std::vector<long long> instances(model.num_instances);
  std::iota(instances.begin(), instances.end(), static_cast<long long>(model.first_instance));
  return {"instance", "disorder instance", "1", std::move(instances)};
}

Axis counted_axis(const std::string& name, const std::string& long_name, std::size_t count) {
  std::vector<long long> values(count);
  std::iota(values.begin(), values.end(), 0);
  return {name, long_name, "1", std::move(values)};
}

Axis pair_state_axis(const std::string& name) {
  return counted_axis(name, "2 p + a, p of the reference and a of the read-out", 4);
}

AxisNames operator+(AxisNames names, const AxisNames& more) {
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

const Axis& Plan::axis(const std::string& name) const {
  const auto found = std::ranges::find(axes, name, &Axis::name);
  if (found == axes.end()) throw std::logic_error("a run without the axis " + name);
  return *found;
}

std::size_t Plan::num_points() const {
  std::size_t points = 1;
  for (const std::string& name : point) points *= axis(name).size();
  return points;
}

std::vector<std::size_t> Plan::shape_of(const Field& field) const {
  std::vector<std::size_t> shape;
  for (const std::string& name : field.axes) shape.push_back(axis(name).size());
  return shape;
}

}  // namespace traversable
