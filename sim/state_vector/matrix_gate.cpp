#include "sim/state_vector/matrix_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

#include "sim/parallel.h"

namespace traversable {
namespace {

constexpr int max_qubits = 6;

/// Where the amplitudes of one group lie, relative to the group's first.
struct Groups {
  std::array<std::size_t, std::size_t{1} << max_qubits> offset{};
  std::vector<int> sorted;  // qubits, ascending

  /// The number `group` with a zero bit put in at every qubit.
  std::size_t first(std::size_t group) const {
    for (const int qubit : sorted) {
      const std::size_t low = (std::size_t{1} << qubit) - 1;
      group = ((group & ~low) << 1) | (group & low);
    }
    return group;
  }
};

Groups groups_of(std::span<const int> qubits) {
  Groups groups{.sorted = {qubits.begin(), qubits.end()}};
  std::sort(groups.sorted.begin(), groups.sorted.end());
  for (std::size_t k = 0; k < std::size_t{1} << qubits.size(); ++k)
    for (std::size_t q = 0; q < qubits.size(); ++q) groups.offset[k] |= (k >> q & 1) << qubits[q];
  return groups;
}

/// `dimension` is a constant where the compiler may unroll, else -1.
template <class Real, int dimension>
void multiply(StateVector<Real>& state, const std::vector<std::complex<Real>>& matrix,
              const Groups& groups, std::size_t runtime_dimension) {
  using Amplitude = std::complex<Real>;
  const std::size_t d = dimension > 0 ? dimension : runtime_dimension;
  const auto count = static_cast<Eigen::Index>(state.size() / d);
  Amplitude* const data = state.data();
#pragma omp parallel for if (worth_threads(static_cast <Eigen::Index>(state.size())))
  for (Eigen::Index group = 0; group < count; ++group) {
    std::array<Amplitude, std::size_t{1} << max_qubits> in;
    Amplitude* const base = data + groups.first(static_cast<std::size_t>(group));
    for (std::size_t k = 0; k < d; ++k) in[k] = base[groups.offset[k]];
    for (std::size_t row = 0; row < d; ++row) {
      Real re = 0, im = 0;
      for (std::size_t k = 0; k < d; ++k) {
        const Amplitude m = matrix[row * d + k];
        re += m.real() * in[k].real() - m.imag() * in[k].imag();
        im += m.real() * in[k].imag() + m.imag() * in[k].real();
      }
      base[groups.offset[row]] = {re, im};
    }
  }
}

void check(int num_qubits, const Eigen::MatrixXcd& matrix, std::span<const int> qubits) {
  if (qubits.empty() || qubits.size() > max_qubits)
    throw std::invalid_argument(
        fmt::format("a matrix on {} qubits: expected 1 to {}", qubits.size(), max_qubits));
  const Eigen::Index dimension = Eigen::Index{1} << qubits.size();
  if (matrix.rows() != dimension || matrix.cols() != dimension)
    throw std::invalid_argument(
        fmt::format("a matrix of shape ({}, {}) on {} qubits: expected ({}, {})", matrix.rows(),
                    matrix.cols(), qubits.size(), dimension, dimension));
  for (std::size_t k = 0; k < qubits.size(); ++k) {
    if (qubits[k] < 0 || qubits[k] >= num_qubits)
      throw std::invalid_argument(
          fmt::format("qubit {}: expected 0 to {}", qubits[k], num_qubits - 1));
    if (std::find(qubits.begin(), qubits.begin() + static_cast<std::ptrdiff_t>(k), qubits[k]) !=
        qubits.begin() + static_cast<std::ptrdiff_t>(k))
      throw std::invalid_argument(fmt::format("qubit {}: given twice", qubits[k]));
  }
}

}  // namespace

template <class Real>
void apply_matrix(StateVector<Real>& state, const Eigen::MatrixXcd& matrix,
                  std::span<const int> qubits) {
  check(state.num_qubits(), matrix, qubits);
  const Groups groups = groups_of(qubits);
  std::vector<std::complex<Real>> rows;
  for (Eigen::Index row = 0; row < matrix.rows(); ++row)
    for (Eigen::Index column = 0; column < matrix.cols(); ++column)
      rows.push_back(static_cast<std::complex<Real>>(matrix(row, column)));
  if (qubits.size() == 1) return multiply<Real, 2>(state, rows, groups, 2);
  if (qubits.size() == 2) return multiply<Real, 4>(state, rows, groups, 4);
  multiply<Real, -1>(state, rows, groups, std::size_t{1} << qubits.size());
}

template void apply_matrix(StateVector<double>&, const Eigen::MatrixXcd&, std::span<const int>);
template void apply_matrix(StateVector<float>&, const Eigen::MatrixXcd&, std::span<const int>);

}  // namespace traversable
