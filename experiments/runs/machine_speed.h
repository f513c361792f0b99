// How fast this machine is, for estimates of run time.
#pragma once

#include <Eigen/Core>

namespace traversable {

/// Operations a second of a complex n x n matrix product, measured for some milliseconds.
double measured_speed(Eigen::Index n);

}  // namespace traversable
