// How fast this machine is, for estimates of run time.
#pragma once

#include <Eigen/Core>
#include <functional>

#include "sim/precision.h"

namespace traversable {

/// Operations a second of a complex n x n matrix product, measured for some milliseconds.
double measured_speed(Eigen::Index n, Precision precision = Precision::double_precision);

/// The fewest seconds that `work` takes: three times and 50 ms, but once where it takes 0.3 s.
double fastest_seconds(const std::function<void()>& work);

}  // namespace traversable
