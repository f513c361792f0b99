// What a result file holds besides the couplings: axes and datasets on them; and its size, before anything is written.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/files/seal.h"
#include "experiments/program/hdf5.h"
#include "experiments/runs/plan.h"

namespace traversable {

/// Axes and fields of a plan, with `completed` over its points: 1 where everything else is there. `lay_out` makes them in a
/// file, fields of points filled with NaN or zero.
class ResultLayout {
 public:
  explicit ResultLayout(const Plan& plan);

  std::size_t num_points() const;

  /// Bytes of all datasets with what describes them.
  double file_size() const;
  /// Bytes of memory: the axes' values, what a run keeps of every point, and points on their way.
  double memory() const;

  /// A dataset that is not in the file of that seal in its size, or "".
  std::string missing_in(const Seal& seal) const;

  /// Throws std::runtime_error where the library cannot. What is where goes into `seal`.
  void lay_out(hid_t root, Seal& seal) const;

 private:
  const Axis& axis(const std::string& name) const;
  std::vector<std::size_t> shape_of(const Field& field) const;
  std::size_t num_elements(const Field& field) const;
  /// Of points; the place of a point's elements follows from the axes.
  PointDataset point_dataset(const Field& field, std::uint64_t offset) const;
  void lay_out(hid_t root, const Field& field, Seal& seal) const;

  std::vector<Axis> axes_;
  std::vector<Field> fields_;
  Field completed_;
};

/// A dataset as a dimension scale, on scales, with its names: what layouts in other files share.
void make_scale(hid_t dataset, const std::string& name);
void attach_axes(hid_t group, hid_t dataset, const AxisNames& axes);
void describe(hid_t dataset, const std::string& long_name, const std::string& units);

}  // namespace traversable
