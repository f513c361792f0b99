// When a loop is worth the threads.
#pragma once

#include <Eigen/Core>

namespace traversable {

/// Below this many elements waking the threads costs more than they save.
inline bool worth_threads(Eigen::Index elements) { return elements >= Eigen::Index{1} << 14; }

}  // namespace traversable
