// Channels in the Pauli basis.
//
// A linear map E on k qubits is the real matrix R_ij = 2^-k Tr P_i E(P_j) on the coefficients
// r_P = Tr P rho (Greenbaum, arXiv:1509.02921, section 2.3). A string of Pauli matrices is numbered
// by one base-4 digit a qubit, qubits[0] the lowest:
//
// | digit    | 0 | 1 | 2 | 3 |   digit = x + 2 z of PauliString
// |----------|---|---|---|---|
// | operator | I | X | Z | Y |
//
// Trace-preserving: row 0 is (1, 0, ..., 0). Unital: so is column 0. A unitary's R is orthogonal, a
// Clifford gate's a signed permutation, a Pauli channel's diagonal.
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

namespace traversable {

/// R of rho -> sum_k K_k rho K_k^+, 4^k x 4^k. Entries below 1e-15 are rounding and are set to zero.
/// Throws std::invalid_argument where there are no matrices or they are not square, of one size and
/// 2^k x 2^k with k <= 3.
Eigen::MatrixXd transfer_matrix(std::span<const Eigen::MatrixXcd> kraus);
Eigen::MatrixXd transfer_matrix(const Eigen::MatrixXcd& kraus);

/// C = sum_ij |i><j| x E(|i><j|), row and column (i, output) = output + 2^k i; positive exactly where
/// E is completely positive, of trace 2^k where E preserves the trace.
Eigen::MatrixXcd choi_matrix(const Eigen::MatrixXd& transfer);

/// At most 4^k orthogonal Kraus matrices with the same R, the largest first; those of weight below
/// 1e-14 are left out. Throws std::invalid_argument where R is not completely positive to 1e-10.
std::vector<Eigen::MatrixXcd> kraus_operators(const Eigen::MatrixXd& transfer);

/// The product of Pauli matrices that base-4 number `index` stands for, 2^k x 2^k.
Eigen::MatrixXcd pauli_product(int num_qubits, std::size_t index);

}  // namespace traversable
