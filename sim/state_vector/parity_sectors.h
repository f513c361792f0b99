// Conserved fermion parity: half of the space at a time.
#pragma once

#include "sim/state_vector/state_vector.h"
#include "sym/encoding.h"
#include "sym/operator_sum.h"

namespace traversable {

/// The sectors of even (0) and odd (1) total parity of an encoding whose parity operator is
/// Z Z ... Z, as in every Jordan-Wigner order. Sector s holds the basis states with popcount mod 2 =
/// s; state b has place b >> 1 in it, for bit 0 follows from the others. On the n - 1 qubits that
/// are left a Pauli string stays a Pauli string:
///
///   X^x Z^z -> (-1)^{s z_0} X^{x >> 1} Z^{(z >> 1) xor (z_0 ? 1...1 : 0)},
///
/// from sector s to sector s xor |x| mod 2. Where the encoding's parity is another operator there is
/// one sector, the whole space.
class ParitySectors {
 public:
  explicit ParitySectors(const Encoding& encoding);

  /// 2, or 1 where nothing is split.
  int num_sectors() const { return split_ ? 2 : 1; }
  /// Qubits of a state of one sector.
  int num_qubits() const { return split_ ? num_qubits_ - 1 : num_qubits_; }
  /// The sector that an operator with an odd (or even) number of Majoranas leads to.
  int image(int sector, bool odd) const { return split_ && odd ? 1 - sector : sector; }

  /// The sector of a state that lies in one. Throws std::invalid_argument where it is in both.
  template <class Real>
  int sector_of(const StateVector<Real>& state) const;

  /// The part of a state of the whole space.
  template <class Real>
  StateVector<Real> restrict(const StateVector<Real>& state, int sector) const;

  /// The operator on states of `sector`.
  PauliString restrict(const PauliString& string, int sector) const;
  PauliSum restrict(const PauliSum& sum, int sector) const;

 private:
  int num_qubits_;
  bool split_;
};

}  // namespace traversable
