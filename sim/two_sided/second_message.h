// A second qubit sent through the same wormhole.
//
// The protocol's message with a further swap at time -t on either side: another qubit, maximally
// entangled with a reference of its own, goes into the mode chi of two Majoranas. The second
// reference and what the swap displaced are traced out, so the qubit is one of two values p with
// equal weight, and the swap falls into
//
//   K_p = 1/2 - s (i/2) gamma_a gamma_b   (nothing but the qubit's value moves: even)
//       + (gamma_a + s i gamma_b) / 2     (a fermion goes in or out: odd),     s = 1 - 2 p,
//
// whose two parts leave different values behind. In operator form (two_sided.h), with g = 0, 1 for
// the parts,
//
//   on the left    A -> u(t) K_pg u(-t) A
//   on the right   A -> i^g (Gamma^g A Gamma^g) u(-t) K'_pg u(t),   K'_p0 = 1/2 + s (i/2) gamma_a gamma_b, K'_p1 = K_p1.
//
// The qubit's register counts as a fermionic mode, so the whole swap is even: a message through
// modes that nothing couples to must leave the first one alone. Then a part with g = 1 that acts
// after the first message's swap gives the coherences of rho_PT, whose read-out is odd, a factor
// -1; before it, none.
#pragma once

#include <array>

#include "sim/two_sided/eigensystem.h"
#include "sym/probe_mode.h"

namespace traversable {

enum class Side { left, right };

/// Inserted at time -t on `side`.
struct SecondMessage {
  Side side = Side::left;
  double t = 0;
  ProbeMode probe{0, 1};
};

/// The parts of the second swap as matrices.
template <class Space>
class SecondSwapIn {
 public:
  /// Throws std::invalid_argument for a probe that is not two distinct Majoranas or a time that is
  /// not finite.
  SecondSwapIn(const Space& space, const Eigensystem<Space>& system, int num_majoranas,
               const SecondMessage& message);

  /// Acts on a state of definite parity, before the first message: state[c] has columns in sector c and rows in c ^ grade.
  /// Left side alone.
  Blocks<Space> apply_first(int p, int part, int grade, const Blocks<Space>& state) const;
  /// Acts on a full D x D state, after it.
  void apply(int p, int part, const typename Space::Matrix& state,
             typename Space::Matrix& result) const;

 private:
  const Blocks<Space>& matrix(int p, int part) const {
    return matrices_[static_cast<std::size_t>(2 * p + part)];
  }

  Space space_;
  Side side_;
  std::array<Blocks<Space>, 4> matrices_;  // 2 p + part
};

}  // namespace traversable
