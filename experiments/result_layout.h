// What a result file holds besides the couplings: axes, datasets on them, provenance; and its size,
// before anything is written.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "experiments/hdf5.h"
#include "experiments/runs/plan.h"
#include "experiments/seal.h"
#include "sim/observables/observables.h"

namespace traversable {

/// Axes and datasets as values; `lay_out` makes them in a file. A dataset belongs to the points of
/// the run (filled with NaN or zero until they are computed), to its statistics, or is constant.
class ResultLayout {
 public:
  explicit ResultLayout(std::vector<Axis> axes) : axes_(std::move(axes)) {}

  void add(const Field& field);
  void add_numbers(const std::string& name, const std::string& long_name, const std::string& units,
                   const AxisNames& axes);
  void add_complex_numbers(const std::string& name, const std::string& long_name,
                           const std::string& units, const AxisNames& axes);
  void add_counts(const std::string& name, const std::string& long_name, const AxisNames& axes);
  /// 4 x 4 complex numbers on top of `axes`; brings axes of its own, which are there once.
  void add_pair_states(const std::string& name, const std::string& long_name,
                       const AxisNames& axes);
  /// Over points: written once all of them are done.
  void add_statistic(const std::string& name, const std::string& long_name,
                     const std::string& units, const AxisNames& axes);
  /// Whole numbers that are known from the start.
  void add_constants(const std::string& name, const std::string& long_name, const AxisNames& axes,
                     std::vector<long long> values);
  /// `completed`, whose axes are those of the points: 1 where everything else is there.
  void add_completed(const std::string& long_name, const AxisNames& axes);

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
  enum class Element { number, complex, count, flag };
  enum class Part { points, statistics, constants, completed };
  struct Dataset {
    std::string name, long_name, units;
    Element element;
    Part part;
    AxisNames axes;
    std::vector<long long> constants = {};
  };

  const Axis& axis(const std::string& name) const;
  const AxisNames& point_axes() const;
  std::vector<std::size_t> shape_of(const Dataset& dataset) const;
  /// Bytes.
  double size_of(const Dataset& dataset) const;
  void lay_out(hid_t root, const Dataset& dataset, Seal& seal) const;

  std::vector<Axis> axes_;
  std::vector<Dataset> datasets_;
};

/// A dataset as a dimension scale, on scales, with its names: what layouts in other files share.
void make_scale(hid_t dataset, const std::string& name);
void attach_axes(hid_t group, hid_t dataset, const AxisNames& axes);
void describe(hid_t dataset, const std::string& long_name, const std::string& units);

}  // namespace traversable
