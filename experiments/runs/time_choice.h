// Times of injection and read-out of a run.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "experiments/runs/option.h"
#include "experiments/runs/plan.h"
#include "experiments/runs/settings.h"
#include "sim/teleport/teleport_grid.h"

namespace traversable {

/// t for t0 = t1 = t, or every t0 with every t1.
struct TimeChoice {
  TimeAxes axes = TimeAxes::diagonal;
  std::vector<double> t0;  // t where diagonal
  std::vector<double> t1;  // empty where diagonal

  std::size_t size() const { return t0.size() * (axes == TimeAxes::diagonal ? 1 : t1.size()); }
  /// Injection and read-out of point `index`, t1 running fastest.
  std::pair<double, double> operator[](std::size_t index) const;
  /// As axes of a run, and their names.
  std::vector<Axis> result_axes() const;
  AxisNames names() const;
};

/// t, t0 and t1 as options: of several times, or of one where `value` is form::number.
std::vector<KeyOption> time_options(const ValueForm& value = form::numbers);

/// Takes t, or t0 and t1. Throws std::invalid_argument.
TimeChoice take_times(Settings& settings);

/// The choice as TOML lines.
std::string to_toml(const TimeChoice& times);

}  // namespace traversable
