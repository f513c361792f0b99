// The one-copy basis, ordered by fermion parity.
#pragma once

#include <Eigen/Core>
#include <array>
#include <bit>
#include <complex>
#include <cstdint>

#include "sim/complex.h"

namespace traversable {

/// Jordan-Wigner basis of one copy: ceil(N/2) qubits, Majoranas 2k and 2k+1 on qubit k with Z's on
/// the qubits below. State b has parity popcount(b) mod 2 and place b >> 1 in its sector (bit 0
/// follows from the parity); the position in a full vector is parity * D/2 + place.
struct ParityBasis {
  int num_qubits = 0;

  explicit ParityBasis(int num_majoranas) : num_qubits((num_majoranas + 1) / 2) {}

  Eigen::Index dimension() const { return Eigen::Index{1} << num_qubits; }
  Eigen::Index sector_dimension() const { return dimension() / 2; }

  /// The basis state at `place` of sector `parity`.
  static std::uint64_t state(int parity, Eigen::Index place) {
    const auto bits = static_cast<std::uint64_t>(place);
    return bits << 1 | static_cast<std::uint64_t>((std::popcount(bits) ^ parity) & 1);
  }
};

/// An operator of definite fermion parity: block[c] maps sector c to sector c ^ grade.
struct GradedMatrix {
  int grade = 0;
  std::array<Eigen::MatrixXcd, 2> block;
};

}  // namespace traversable
