#include "circuits/multiplexed_rotation.h"

#include <cmath>

namespace traversable {
namespace {

/// Angles below are rounding.
constexpr double negligible = 1e-15;

/// c_S with sum_S c_S (-1)^{|S and s|} = values[s].
std::vector<double> walsh_hadamard(std::vector<double> values) {
  for (std::size_t h = 1; h < values.size(); h *= 2)
    for (std::size_t i = 0; i < values.size(); ++i)
      if ((i & h) == 0) {
        const double a = values[i], b = values[i | h];
        values[i] = a + b;
        values[i | h] = a - b;
      }
  for (double& value : values) value /= static_cast<double>(values.size());
  return values;
}

}  // namespace

std::vector<PauliRotation> multiplexed_rotation(std::span<const double> angles,
                                                const PauliString& axis,
                                                std::span<const PauliString> controls) {
  const std::vector<double> c = walsh_hadamard({angles.begin(), angles.end()});
  std::vector<PauliRotation> rotations;
  for (std::size_t set = 0; set < c.size(); ++set) {
    PauliString string = axis;
    for (std::size_t k = 0; k < controls.size(); ++k)
      if ((set >> k & 1) != 0) string = product(string, controls[k]);
    if (std::abs(c[set]) > negligible && (string.x | string.z) != 0)
      rotations.push_back({string, c[set]});
  }
  return rotations;
}

}  // namespace traversable
