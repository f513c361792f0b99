// Wrong measurement outcomes.
#pragma once

#include <Eigen/Core>

namespace traversable {

/// P(1|0) and P(0|1): reading 1 where the qubit is in |0>, and 0 where it is in |1>.
struct ReadOutError {
  double zero_as_one = 0;
  double one_as_zero = 0;
};

/// C_ij = P(read i | prepared j), columns sum to one.
inline Eigen::Matrix2d confusion_matrix(const ReadOutError& error) {
  return (Eigen::Matrix2d() << 1 - error.zero_as_one, error.one_as_zero, error.zero_as_one,
          1 - error.one_as_zero)
      .finished();
}

}  // namespace traversable
