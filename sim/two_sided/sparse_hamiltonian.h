// One copy's h as a matrix in the basis of its qubits.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

#include "sim/two_sided/parity_basis.h"
#include "sym/hamiltonian.h"

namespace traversable {

/// Compressed rows: row i has the entries first[i] .. first[i + 1], columns ascending, none exactly 0.
struct SparseMatrix {
  std::vector<std::int64_t> first;
  std::vector<std::int64_t> column;
  std::vector<Complex> value;
};

/// h = sum_S J_S h_q psi_S on ceil(N/2) qubits in the basis |b>, qubit k = bit k of b, psi = gamma / sqrt 2
/// by jordan_wigner (the left copy of split_encoding); odd N leaves a spectator Majorana. With a parity
/// (0 or 1) the block of the states with that parity of popcount(b), in ascending order of b. The terms that flip the
/// same qubits are one diagonal, a Walsh-Hadamard transform of their coefficients. Throws Interrupted.
SparseMatrix sparse_hamiltonian(const Hamiltonian& hamiltonian, std::optional<int> parity,
                                const std::stop_token& stop = {});

/// The same with its zeros, row by row.
using RowMajorMatrix = Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
RowMajorMatrix dense(const SparseMatrix& matrix);

/// Bytes at the peak of sparse_hamiltonian.
double sparse_hamiltonian_memory(const Hamiltonian& hamiltonian);

}  // namespace traversable
