// The Cartan (KAK) decomposition of two-qubit unitaries.
#pragma once

#include <Eigen/Core>

namespace traversable {

/// U = e^{i phase} (after_1 x after_0) exp(i (x XX + y YY + z ZZ)) (before_1 x before_0), index 0
/// the lowest bit, with pi/4 >= x >= y >= |z| and z >= 0 where x = pi/4: the Weyl chamber. The
/// coordinates are (pi/4, 0, 0) for CZ and CNOT, (pi/4, pi/4, 0) for iSWAP, (pi/8, pi/8, 0) for its
/// root, pi/4 (1, 1, 1) for SWAP. Source: Kraus and Cirac, quant-ph/0011050; Zhang et al.,
/// quant-ph/0209120.
struct Kak {
  double phase = 0;
  Eigen::Matrix2cd after_0, after_1, before_0, before_1;
  double x = 0, y = 0, z = 0;
};

/// Throws std::invalid_argument where the matrix is not unitary.
Kak kak_decomposition(const Eigen::Matrix4cd& unitary);

/// exp(i (x XX + y YY + z ZZ)).
Eigen::Matrix4cd canonical_gate(double x, double y, double z);

/// high x low, low on the lowest bit.
Eigen::Matrix4cd kron(const Eigen::Matrix2cd& high, const Eigen::Matrix2cd& low);

}  // namespace traversable
