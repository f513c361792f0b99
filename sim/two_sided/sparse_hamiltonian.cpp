#include "sim/two_sided/sparse_hamiltonian.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "sim/interrupted.h"
#include "sym/encoding.h"
#include "sym/operator_sum.h"

namespace traversable {
namespace {

/// f[b] -> sum_z f[z] (-1)^popcount(z & b).
void walsh_hadamard(std::vector<Complex>& f) {
  for (std::size_t half = 1; half < f.size(); half *= 2)
    for (std::size_t start = 0; start < f.size(); start += 2 * half)
      for (std::size_t k = start; k < start + half; ++k) {
        const Complex sum = f[k] + f[k + half];
        f[k + half] = f[k] - f[k + half];
        f[k] = sum;
      }
}

PauliString string_of(const MajoranaTerm& term) {
  PauliString p;
  for (int j = 0; j < 64; ++j)
    if (term.string.left >> j & 1) p = product(p, jordan_wigner(j));
  return p;
}

/// Of every set x of flipped qubits the diagonal d with h |b> = sum_x d_x[b] |b ^ x>.
using Diagonals = std::map<std::uint64_t, std::vector<Complex>>;

Diagonals diagonals_of(const Hamiltonian& hamiltonian, const std::stop_token& stop) {
  const ParityBasis basis(hamiltonian.num_majoranas());
  const auto dimension = static_cast<std::size_t>(basis.dimension());
  Diagonals diagonals;
  for (const MajoranaTerm& term : left_hamiltonian(hamiltonian)) {
    const PauliString p = string_of(term);
    auto& diagonal = diagonals.try_emplace(p.x, dimension).first->second;
    diagonal[p.z] += term.coefficient * power_of_i(p.phase);
  }
  for (auto& [x, diagonal] : diagonals) {
    throw_if_stopped(stop);
    walsh_hadamard(diagonal);
  }
  return diagonals;
}

bool is_in(std::optional<int> parity, std::uint64_t state) {
  return !parity || std::popcount(state) % 2 == *parity;
}

}  // namespace

SparseMatrix sparse_hamiltonian(const Hamiltonian& hamiltonian, std::optional<int> parity,
                                const std::stop_token& stop) {
  const Diagonals diagonals = diagonals_of(hamiltonian, stop);
  const auto dimension =
      static_cast<std::uint64_t>(ParityBasis(hamiltonian.num_majoranas()).dimension());
  SparseMatrix matrix;
  matrix.first.push_back(0);
  std::vector<std::pair<std::uint64_t, Complex>> row;
  for (std::uint64_t state = 0; state < dimension; ++state) {
    if (!is_in(parity, state)) continue;
    throw_if_stopped(stop);
    row.clear();
    for (const auto& [x, diagonal] : diagonals)
      if (const Complex value = diagonal[state ^ x]; value != 0.0)
        row.emplace_back(state ^ x, value);
    std::ranges::sort(row, {}, &std::pair<std::uint64_t, Complex>::first);
    for (const auto& [column, value] : row) {
      // Of two neighbours 2k and 2k + 1 one is in the sector: the place there is k.
      matrix.column.push_back(static_cast<std::int64_t>(parity ? column >> 1 : column));
      matrix.value.push_back(value);
    }
    matrix.first.push_back(static_cast<std::int64_t>(matrix.column.size()));
  }
  return matrix;
}

RowMajorMatrix dense(const SparseMatrix& matrix) {
  const auto size = static_cast<Eigen::Index>(matrix.first.size() - 1);
  RowMajorMatrix result = RowMajorMatrix::Zero(size, size);
  for (Eigen::Index row = 0; row < size; ++row)
    for (auto k = matrix.first[static_cast<std::size_t>(row)];
         k < matrix.first[static_cast<std::size_t>(row) + 1]; ++k)
      result(row, matrix.column[static_cast<std::size_t>(k)]) =
          matrix.value[static_cast<std::size_t>(k)];
  return result;
}

double sparse_hamiltonian_memory(const Hamiltonian& hamiltonian) {
  std::set<std::uint64_t> flips;
  for (const MajoranaTerm& term : left_hamiltonian(hamiltonian)) flips.insert(string_of(term).x);
  // Diagonals, and vectors of numbers and columns that grow by doubling.
  constexpr double bytes = sizeof(Complex) + 2 * (sizeof(Complex) + sizeof(std::int64_t));
  return bytes * static_cast<double>(flips.size()) *
         std::ldexp(1.0, ParityBasis(hamiltonian.num_majoranas()).num_qubits);
}

}  // namespace traversable
