// Random Majorana strings, a stratum of sizes at a time.
#pragma once

#include <complex>
#include <cstdint>
#include <utility>
#include <vector>

#include "sym/pauli_string.h"

namespace traversable {

/// sum_S (i sin theta)^{|S|} cos(theta)^{N-|S|} f(S) over all subsets S of N Majoranas, as a sum over
/// strata |S| = 0, 1, ..., last and |S| > last: a stratum's sum is its whole weight times f at a
/// random member, without bias.
class StringStrata {
 public:
  StringStrata(int num_majoranas, double theta, std::uint64_t seed, std::uint64_t instance);

  int count() const { return static_cast<int>(weights_.size()); }

  /// A random member of a stratum, its Jordan-Wigner string on one copy, and its complex weight;
  /// members of different `draw` are independent.
  std::pair<std::complex<double>, PauliString> draw(int stratum, int draw) const;

 private:
  int num_majoranas_;
  std::uint64_t seed_, instance_;
  std::vector<double> sizes_;    // |weight| of all strings of a size
  std::vector<double> weights_;  // of a stratum
  double sign_;                  // of sin theta cos theta
};

}  // namespace traversable
