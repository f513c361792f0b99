// What comes out of a run and how: axes, fields, the points that are computed one by one, and the computation, which gives
// its numbers to a sink. A file (experiments/program) and arrays of Python are sinks.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "experiments/runs/fact.h"
#include "experiments/runs/model_choice.h"
#include "sim/observables/observables.h"

namespace traversable {

/// A dimension with its values: numbers, whole numbers or texts.
struct Axis {
  std::string name;
  std::string long_name;
  std::string units;
  std::variant<std::vector<double>, std::vector<long long>, std::vector<std::string>> values;

  std::size_t size() const;
};

/// Of instances first_instance, first_instance + 1, ...
Axis instance_axis(const ModelChoice& model);
/// 0, 1, ..., count - 1.
Axis counted_axis(const std::string& name, const std::string& long_name, std::size_t count);

/// `row` or `column` of rho_PT.
Axis pair_state_axis(const std::string& name);

using AxisNames = std::vector<std::string>;
AxisNames operator+(AxisNames names, const AxisNames& more);

/// A quantity: computed point by point, from all points when they are done, or known from the start.
struct Field {
  enum class Element { number, complex, count };
  enum class Part { points, statistics, constants };

  std::string name;
  std::string long_name;
  std::string units;
  AxisNames axes;
  Element element = Element::number;
  Part part = Part::points;
  std::vector<long long> constants = {};
};

/// Where the numbers of a run go. Not for several threads at a time.
class Sink {
 public:
  virtual ~Sink() = default;

  virtual bool is_done(std::size_t point) const = 0;
  /// A point with its values of every field of points, in the plan's order: row-major over the axes
  /// that are not those of points, real and imaginary part in turn where complex. The point is done then.
  virtual void write(std::size_t point, const std::vector<std::vector<double>>& values) = 0;
  /// Elements of a field of points that is not complex, row-major from number `first` on; when they are done.
  virtual std::vector<double> read(const std::string& field, std::size_t first,
                                   std::size_t count) const = 0;
  virtual void write_statistic(const std::string& field, const std::vector<double>& values) = 0;
  /// What the point that is written next is like, beside the progress; and what went wrong without ending the run. For a
  /// person: a sink without one to tell lets them go.
  virtual void note(const std::string& /*text*/) {}
  virtual void warn(const std::string& /*text*/) {}
};

struct Plan {
  std::string experiment;
  std::string configuration;               // TOML
  std::optional<std::uint64_t> seed = {};  // where anything is drawn
  /// Contents of files that decide the numbers, by name.
  std::vector<std::pair<std::string, std::string>> inputs = {};

  std::vector<Axis> axes;
  std::vector<Field> fields;
  /// Axes of the points, which are computed, resumed and given out one by one; what one is called, and when it is done.
  AxisNames point;
  std::string unit = "points";
  std::string completed;

  HamiltonianList hamiltonians;
  /// Refuses a Hamiltonian that the run cannot compute: before anything is written.
  std::function<void(const Hamiltonian&)> check = {};

  /// What is refused of a run that is really done, and not only described: before anything is written.
  std::function<void()> require = [] {};

  double memory = 0;  // bytes of the computation itself
  std::string needs;  // "a run with 10 Majoranas a side", for messages
  /// Of a dry run, before and after what all runs have there.
  std::function<Facts()> size = {}, cost = {};
  /// Computes what the sink does not have, with the statistics over all points. False where some
  /// points will not come. Throws Interrupted.
  std::function<bool(Sink& sink, const std::stop_token& stop)> compute;

  std::size_t num_points() const;
  const Axis& axis(const std::string& name) const;
  /// Of a field, whole.
  std::vector<std::size_t> shape_of(const Field& field) const;
};

}  // namespace traversable
